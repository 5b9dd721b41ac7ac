import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../../shared/market/instrument.ts';
import { ist, istText, lines, readFiles, readText } from './read-texts.ts';

const HEADER = 'date,open,high,low,close,volume';
const bar = (time: string, price = 50): string =>
  `2024-01-02 ${time}:00,${price},${price + 2},${price - 1},${price},10`;
const GOOD = [HEADER, bar('09:15'), bar('09:16')];

const startsOf = (bars: readonly { readonly start: number }[]): readonly string[] =>
  bars.map(({ start }) => istText(start).slice(11, 16));

describe('a bad row', () => {
  it.each([
    ['2024-01-02 09:17:00,NaN,52,49,50,10', 'open "NaN" is not a price above 0', 'correct the value'],
    ['2024-01-02 09:17:00,0,52,49,50,10', 'open "0" is not a price above 0', 'correct the value'],
    ['2024-01-02 09:17:00,-5,52,49,50,10', 'open "-5" is not a price above 0', 'correct the value'],
    ['2024-01-02 09:17:00,50,52,49,fifty,10', 'close "fifty" is not a price above 0', 'correct the value'],
    ['2024-01-02 09:17:00,50,52,49,50,1.5', 'volume "1.5" is not a whole number', 'correct the value'],
    ['2024-01-02 09:17:00,50,52,49,53,10', 'high 52 is below close 53', 'correct the prices'],
    ['2024-01-02 09:17:00,50,52,51,52,10', 'low 51 is above open 50', 'correct the prices'],
    ['2024-13-02 09:17:00,50,52,49,50,10', '"2024-13-02 09:17:00" is not a time', 'correct the time'],
    ['noon,50,52,49,50,10', '"noon" is not a time', 'correct the time'],
    ['2024-01-02 09:17:00,50,52', 'the row has 3 fields, and 6 are expected', 'complete the row'],
    ['2024-01-02 09:17:00,50,52,49,50,10,7', 'the row has 7 fields, and 6 are expected', 'complete the row'],
  ])('stops the reading with file, line, value and remedy: %s', async (row, problem, remedy) => {
    const reading = readText(lines(...GOOD, row));

    await expect(reading).rejects.toThrow(`INFY.csv, line 4: ${problem}`);
    await expect(reading).rejects.toThrow(
      `(${row}). To go on, ${remedy}, or leave out bad rows with --skip-bad.`,
    );
  });

  it('is left out and counted by kind with --skip-bad, and the first one is kept', async () => {
    const { bars, data } = await readText(
      lines(
        ...GOOD,
        'noon,50,52,49,50,10',
        bar('09:18'),
        '2024-01-02 09:19:00,50,52,49,53,10',
        'night,1,1,1,1,1',
      ),
      { skipBad: true },
    );

    expect(startsOf(bars)).toEqual(['09:15', '09:16', '09:18']);
    expect(data.files()[0]).toMatchObject({ rows: 6, taken: 3, bad: { BAD_TIME: 2, BAD_BAR: 1 } });
    expect(data.files()[0]?.first_bad).toMatch(/INFY.csv, line 4: "noon" is not a time/);
  });

  it('with an open quote stops the reading also with --skip-bad: it takes in the rows after it', async () => {
    const text = lines(
      'date,open,high,low,close,volume,note',
      '2024-01-02 09:15:00,1,1,1,1,1,"x',
      ...GOOD.slice(1),
    );

    await expect(readText(text, { skipBad: true, interval: '1m' })).rejects.toThrow(
      'INFY.csv, line 2: Quoted field unterminated. Close the quotes',
    );
  });

  it('names the line where quoted fields have line breaks', async () => {
    const text = lines(
      'name,date,open,high,low,close',
      '"a\nb",2024-01-02 09:15:00,1,1,1,1',
      'c,noon,1,1,1,1',
    );

    await expect(readText(text, { interval: '1m' })).rejects.toThrow(/line 4: "noon"/);
  });
});

describe('a file', () => {
  it('may have a byte order mark, CRLF, blank lines and repeated headers', async () => {
    const { bars, data } = await readText(
      `\uFEFF${HEADER}\r\n${bar('09:15')}\r\n\r\n${HEADER}\r\n${bar('09:16')}\r\n`,
    );

    expect(startsOf(bars)).toEqual(['09:15', '09:16']);
    expect(data.files()[0]).toMatchObject({ rows: 2, repeated_headers: 1 });
  });

  it('may be UTF-16, as spreadsheets save it', async () => {
    const { bars } = await readFiles({
      'INFY.csv': Buffer.from(`\uFEFF${lines(...GOOD).replaceAll(',', '\t')}`, 'utf16le'),
    });

    expect(startsOf(bars)).toEqual(['09:15', '09:16']);
  });

  it('may be unsorted: its rows are put in order of time', async () => {
    const { bars, data } = await readText(lines(HEADER, bar('09:17'), bar('09:15'), bar('09:16')));

    expect(startsOf(bars)).toEqual(['09:15', '09:16', '09:17']);
    expect(data.files()[0]).toMatchObject({ reordered: true });
  });

  it('may run backwards: rows of one second then run backwards too', async () => {
    const { ticks } = await readText(
      lines(
        'timestamp,last_price',
        '2024-01-02 09:15:02,4',
        '2024-01-02 09:15:01,3',
        '2024-01-02 09:15:01,2',
        '2024-01-02 09:15:00,1',
      ),
    );

    expect(ticks.map(({ tick }) => tick.last_price)).toEqual([1, 2, 3, 4]);
  });

  it('may overlap itself: the later copy of a row is left out', async () => {
    const rows = [
      '2024-01-02 09:15:01,100',
      '2024-01-02 09:15:01,101',
      '2024-01-02 09:15:01,100',
      '2024-01-02 09:15:02,99',
    ];
    const { ticks, data } = await readText(lines('timestamp,last_price', ...rows, ...rows));

    expect(ticks.map(({ tick }) => tick.last_price)).toEqual([100, 101, 100, 99]);
    expect(data.files()[0]).toMatchObject({ duplicates: 4 });
  });

  it('has its holes, days without a row and rows out of session counted', async () => {
    const { data } = await readText(
      lines(
        HEADER,
        ...['09:08', '09:15', '09:16', '09:20', '15:29', '15:30'].map((time) => bar(time)),
        bar('09:15').replace('2024-01-02', '2024-01-05'),
      ),
    );

    expect(data.files()[0]).toMatchObject({
      out_of_session: 2,
      gaps: 2,
      missing_bars: 3 + (15 * 60 + 29 - 9 * 60 - 21),
      missing_days: 2,
    });
  });

  it('of a year without a calendar is compared with the regular hours, and this is counted', async () => {
    const { data } = await readText(lines(...GOOD).replaceAll('2024', '2010'));

    expect(data.files()[0]).toMatchObject({ without_calendar: 2, out_of_session: 0 });
  });

  it.each([
    ['', 'the file is empty'],
    [lines(HEADER), 'the file has a header only'],
    [`\u0000\u0001${'\ufffd'.repeat(20)}\n`, 'it is not a text: give CSV or JSON'],
    [lines('colour,price', 'red,1'), 'names neither bars .* nor ticks .*--map'],
    [lines(`${HEADER},open`, `${bar('09:15')},1`), 'repeats the column open'],
    ['{"a":1}', 'neither the candles of the historical API'],
    ['[1,', 'begins like JSON and is not'],
    [`${HEADER}\n"${'x'.repeat(70_000)}`, 'more than 65536 characters'],
  ])('that has no rows is refused: %.40j', async (text, problem) => {
    await expect(readText(text)).rejects.toThrow(new RegExp(`INFY.csv: .*${problem}`));
  });
});

describe('--map', () => {
  it.each(['Open Price=open', '9=open'])('refuses a column that no file has: %s', async (map) => {
    await expect(readText(lines(...GOOD), { map })).rejects.toThrow(
      /^--map \w+=open: no file has such a column for it; the columns are date, open, high, low, close, volume$/,
    );
  });

  it('names columns of one of several files', async () => {
    const files = {
      'INFY.csv': lines(...GOOD),
      'TCS.csv': lines('Trade Time,Rate', '2024-01-02 09:15:00,1'),
    };
    const { bars, ticks } = await readFiles(files, { map: 'Trade Time=timestamp,Rate=last_price' });

    expect([bars.length, ticks.length]).toEqual([2, 1]);
  });
});

describe('an empty file of several', () => {
  const FILES = { 'INFY.csv': lines(...GOOD), 'TCS.csv': '' };

  it('stops the reading', async () => {
    await expect(readFiles(FILES)).rejects.toThrow('TCS.csv: the file is empty');
  });

  it('is left out and named with --skip-bad', async () => {
    const { bars, data } = await readFiles(FILES, { skipBad: true });

    expect(bars).toHaveLength(2);
    expect(data.leftOut).toEqual([expect.stringMatching(/TCS.csv: the file is empty$/)]);
  });
});

describe('--session', () => {
  const TWO_DAYS = lines(
    'minute_end,instrument_token,open,high,low,close',
    '2024-01-02T15:30:00+05:30,101,50,52,49,51',
    '2024-01-03T09:16:00+05:30,101,50,52,49,51',
    '2024-01-03T09:17:00+05:30,101,50,52,49,51',
  );

  it('keeps the rows that name its date and counts the others', async () => {
    const { bars, data } = await readText(TWO_DAYS, { session: '2024-01-03' });

    expect(bars.map(({ start }) => start)).toEqual([ist('2024-01-03 09:15'), ist('2024-01-03 09:16')]);
    expect(data.files()[0]).toMatchObject({ other_days: 1, dates: ['2024-01-02', '2024-01-03'] });
  });

  it('keeps a day whose bar is labelled with midnight', async () => {
    const text = lines(
      'date,open,high,low,close',
      '2024-01-02 00:00:00,1,1,1,1',
      '2024-01-03 00:00:00,2,2,2,2',
    );
    const { bars } = await readText(text, { session: '2024-01-03', label: 'end' });

    expect(bars).toMatchObject([{ start: ist('2024-01-03 09:15'), open: 2 }]);
  });

  it('names the days of files that lack it', async () => {
    await expect(readText(TWO_DAYS, { session: '2024-01-04' })).rejects.toThrow(
      'the files have no row of 2024-01-04; they go from 2024-01-02 to 2024-01-03',
    );
  });

  it.each(['2024-02-30', 'today', '2024-1-3'])('refuses what is not a date: %s', async (session) => {
    await expect(readText(TWO_DAYS, { session })).rejects.toThrow(`session "${session}" is not a date`);
  });
});

describe('the instrument', () => {
  const TEXT = lines(...GOOD);

  it('is the one of --instrument, by name or token', async () => {
    const named = await readFiles({ 'data.csv': TEXT }, { instrument: 'BSE:INFY' });
    const token = await readFiles({ 'data.csv': TEXT }, { instrument: '408065' });

    expect(named.data.instruments[0]?.instrument).toMatchObject({ exchange: 'BSE', tradingsymbol: 'INFY' });
    expect(token.bars[0]?.instrument_token).toBe(408065);
  });

  it.each(['', 'FOO:INFY', ':INFY'])('is not "%s"', async (instrument) => {
    await expect(readText(TEXT, { instrument })).rejects.toThrow(
      `--instrument "${instrument}" is not a token or a name such as NSE:RELIANCE`,
    );
  });

  it('has token, tick and lot of the instruments file', async () => {
    const listed: Instrument = {
      ...{ instrument_token: 408065, tradingsymbol: 'INFY', exchange: 'NSE', segment: 'NSE' },
      ...{ tick_size: 0.1, lot_size: 1 },
    };
    const { bars, data } = await readText(TEXT, { instruments: [listed] });

    expect(bars[0]?.instrument_token).toBe(408065);
    expect(data.instruments).toEqual([{ instrument: listed, origin: 'instruments file' }]);
    await expect(readFiles({ 'INFOSYS.csv': TEXT }, { instruments: [listed] })).rejects.toThrow(
      'the instruments file has no NSE:INFOSYS',
    );
  });

  it('has to be named where neither a column nor the file does', async () => {
    await expect(readFiles({ 'data.csv': TEXT })).rejects.toThrow(
      /data.csv: neither a column nor .* --instrument/,
    );
  });

  it('cannot be named where columns name it', async () => {
    const text = lines('timestamp,symbol,ltp', '2024-01-02 09:15:00,INFY,1');

    await expect(readText(text, { instrument: 'NSE:TCS' })).rejects.toThrow(
      'the files name their instruments',
    );
  });

  it('that no stage can trade plays, and is named', async () => {
    const { bars, data } = await readText(TEXT, { instrument: 'MCX:PEPPER24JANFUT' });

    expect(bars).toHaveLength(2);
    expect(data.instruments).toEqual([]);
    expect(data.untradable).toMatchObject([
      { name: 'MCX:PEPPER24JANFUT', reason: expect.stringMatching(/multiplier/) },
    ]);
  });

  it('has one token in every run, which no instrument of Kite has', async () => {
    const first = await readText(TEXT);
    const second = await readText(TEXT);

    expect(first.bars[0]?.instrument_token).toBe(second.bars[0]?.instrument_token);
    expect((first.bars[0]?.instrument_token ?? 0) & 0x80).toBe(0x80);
  });
});
