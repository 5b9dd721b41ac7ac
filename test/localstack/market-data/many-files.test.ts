import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { timeOfRow } from '../../../localstack/market-data/market-row.ts';
import { tickId } from '../../../shared/events/create.ts';
import { istText, lines, readFiles } from './read-texts.ts';

const HEADER = 'date,open,high,low,close,volume';
const bar = (time: string, price = 50, date = '2024-01-02'): string =>
  `${date} ${time}:00,${price},${price + 2},${price},${price},10`;

describe('several files', () => {
  it('of a folder are one source in order of time, also from folders, gzip and zip archives in it', async () => {
    const { bars, data } = await readFiles({
      'INFY.csv': lines(HEADER, bar('09:15', 1), bar('09:17', 3)),
      'more/TCS.csv.gz': gzipSync(lines(HEADER, bar('09:16', 2), bar('09:18', 4))),
      'more/days.zip': zipSync({
        'deep/SBIN.csv': Buffer.from(lines(HEADER, bar('09:17', 30), bar('09:18', 40))),
        '__MACOSX/._SBIN.csv': Buffer.from('x'),
        'readme.md': Buffer.from('x'),
      }),
      '.DS_Store': 'x',
      'notes.pdf': 'x',
    });

    expect(bars.map(({ start, open }) => [istText(start).slice(11, 16), open])).toEqual([
      ...[
        ['09:15', 1],
        ['09:16', 2],
        ['09:17', 3],
        ['09:17', 30],
        ['09:18', 40],
        ['09:18', 4],
      ],
    ]);
    expect(data.instruments.map(({ instrument }) => instrument.tradingsymbol).toSorted()).toEqual([
      'INFY',
      'SBIN',
      'TCS',
    ]);
    expect(data.leftOut.map((path) => path.replace(/.*[/:]/, ''))).toEqual(['readme.md', 'notes.pdf']);
  });

  it('that overlap have the rows of both once; ticks of one second as often as the file that has most', async () => {
    const tick = (second: number, price: number) => `2024-01-02 09:15:0${second},${price}`;
    const { ticks, data } = await readFiles({
      'INFY_1.csv': lines('timestamp,last_price', tick(1, 100), tick(1, 101), tick(1, 100), tick(2, 99)),
      'INFY_2.csv': lines('timestamp,last_price', tick(1, 100), tick(1, 100), tick(1, 100), tick(3, 98)),
    });

    expect(ticks.map(({ tick: { last_price }, repeat }) => [last_price, repeat ?? 0])).toEqual([
      ...[
        [100, 0],
        [101, 0],
        [100, 1],
        [100, 2],
        [99, 0],
        [98, 0],
      ],
    ]);
    expect(data.files().map(({ duplicates }) => duplicates)).toEqual([0, 2]);
  });

  it('that have other bars of one time are refused, or the later one is left out', async () => {
    const files = {
      'INFY_1.csv': lines(HEADER, bar('09:15'), bar('09:16')),
      'INFY_2.csv': lines(HEADER, bar('09:15'), bar('09:16', 51)),
    };

    await expect(readFiles(files)).rejects.toThrow(
      /INFY_2.csv, line 3: NSE:INFY has another bar with other prices at 2024-01-02 09:16:00 IST, in .*INFY_1.csv, line 3/,
    );
    const { bars, data } = await readFiles(files, { skipBad: true });
    expect(bars.map(({ open }) => open)).toEqual([50, 50]);
    expect(data.files()[1]).toMatchObject({ duplicates: 1, bad: { CONFLICTING_DUPLICATE: 1 }, taken: 0 });
  });

  it('with bars of two lengths of one instrument are refused', async () => {
    const files = {
      'INFY_minute.csv': lines(HEADER, bar('09:15'), bar('09:16')),
      'INFY_day.csv': lines(HEADER, '2024-01-02,1,1,1,1,1', '2024-01-03,1,1,1,1,1'),
    };

    await expect(readFiles(files)).rejects.toThrow(
      /NSE:INFY is in .*INFY_day.csv and in .*INFY_minute.csv with bars of other lengths/,
    );
  });

  it('give the same rows in order of time however the rows are spread over files and shuffled', async () => {
    const anyBar = fc.record({
      minute: fc.integer({ min: 15, max: 59 }),
      symbol: fc.constantFrom('A', 'B', 'C'),
      file: fc.nat(2),
    });
    const distinct = fc.uniqueArray(anyBar, {
      selector: ({ minute, symbol }) => `${minute}${symbol}`,
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(distinct, async (bars) => {
        const row = ({ minute, symbol }: { minute: number; symbol: string }) =>
          `2024-01-02 09:${minute}:00,${symbol},${minute},${minute},${minute},${minute}`;
        const files = new Map<string, string[]>();
        for (const one of bars) {
          const name = `bars-${one.file}.csv`;
          files.set(name, [...(files.get(name) ?? ['date,symbol,open,high,low,close']), row(one)]);
        }
        const texts = Object.fromEntries([...files].map(([name, rows]) => [name, lines(...rows)]));

        const { rows, bars: read, data } = await readFiles(texts, { interval: '1m', label: 'start' });

        const times = rows.map(timeOfRow);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        const names = new Map(
          data.instruments.map(({ instrument: i }) => [i.instrument_token, i.tradingsymbol]),
        );
        const keys = read.map(({ instrument_token, open }) => `${open}${names.get(instrument_token)}`);
        expect(keys.toSorted()).toEqual(bars.map(({ minute, symbol }) => `${minute}${symbol}`).toSorted());
      }),
      { numRuns: 30 },
    );
  });

  it('give ticks of one second in the order of each file, as often as the file that has most, with ids of their own', async () => {
    const anyTick = fc.record({ second: fc.nat(2), price: fc.integer({ min: 1, max: 3 }) });
    const anyFile = fc.array(anyTick, { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(anyFile, { minLength: 1, maxLength: 3 }), async (files) => {
        const sorted = files.map((ticks) => ticks.toSorted((a, b) => a.second - b.second));
        const rows = sorted.map((ticks) =>
          ticks.map(({ second, price }) => `2024-01-02 09:15:0${second},INFY,${price}`),
        );
        const texts = rows.map(
          (text, place) => [`f${place}.csv`, lines('timestamp,symbol,ltp', ...text)] as const,
        );

        const { ticks } = await readFiles(Object.fromEntries(texts));

        const read = ticks.map(
          ({ tick }) => `2024-01-02 09:15:${tick.timestamp.slice(17, 19)},INFY,${tick.last_price}`,
        );
        const times = (list: readonly string[], row: string) => list.filter((one) => one === row).length;
        for (const row of new Set(rows.flat())) {
          expect(times(read, row)).toBe(Math.max(...rows.map((file) => times(file, row))));
        }
        if (rows.length === 1) expect(read).toEqual(rows[0]);
        expect(new Set(ticks.map(({ tick, repeat }) => tickId(tick, repeat))).size).toBe(ticks.length);
      }),
      { numRuns: 40 },
    );
  });

  it('are refused if an archive is not whole', async () => {
    const whole = gzipSync(lines(HEADER, ...Array.from({ length: 45 }, (_, n) => bar(`10:${10 + n}`))));

    await expect(readFiles({ 'INFY.csv.gz': whole.subarray(0, whole.length - 20) })).rejects.toThrow(
      /INFY.csv.gz: it cannot be read, or is not whole \(unexpected end of file\)/,
    );
  });

  it('are refused if a path is missing, an archive is in an archive, or no name is one of market data', async () => {
    const inner = zipSync({ 'INFY.csv': Buffer.from(lines(HEADER, bar('09:15'))) });

    await expect(readFiles({}, { paths: ['none.csv'] })).rejects.toThrow(
      /cannot read market data from .*none.csv/,
    );
    await expect(readFiles({ 'all.zip': zipSync({ 'inner.zip': inner }) })).rejects.toThrow(
      /another archive in it, inner.zip: unpack/,
    );
    await expect(readFiles({ 'notes.pdf': 'x' })).rejects.toThrow('no file there ends in .csv');
    await expect(
      readFiles({ 'sheet.xlsx': zipSync({ 'a.xml': Buffer.from('x') }) }, { paths: ['sheet.xlsx'] }),
    ).rejects.toThrow('the archive has no file that ends in .csv');
  });
});
