import { describe, expect, it } from 'vitest';
import { formatInterval, parseInterval } from '../../../../localstack/market-data/clock/interval.ts';
import type { MarketDataOptions } from '../../../../localstack/market-data/market-data.ts';
import { istText, lines, readText } from '../read-texts.ts';

const HEADER = 'date,open,high,low,close,volume';
const table = (...times: readonly string[]): string =>
  lines(HEADER, ...times.map((time) => `${time},10,11,9,10,5`));

/** The first bar, and what was inferred. */
const first = async (text: string, options: MarketDataOptions = {}) => {
  const { bars, data } = await readText(text, options);
  const [bar] = bars;
  const { time_zone, label, interval_seconds } = data.files()[0] ?? {};
  return {
    bar: bar && `${istText(bar.start)} to ${istText(bar.end).slice(11)}`,
    time_zone,
    label,
    interval_seconds,
  };
};

describe('the time zone', () => {
  it('is IST for times without an offset', async () => {
    const inferred = await first(table('2024-01-02 09:15:00', '2024-01-02 09:16:00'));

    expect(inferred).toMatchObject({ time_zone: 'IST', bar: '2024-01-02 09:15:00 to 09:16:00' });
  });

  it('is UTC if the rows are in session in UTC only', async () => {
    const inferred = await first(table('2024-01-02 03:45:00', '2024-01-02 03:46:00'));

    expect(inferred).toMatchObject({ time_zone: 'UTC', bar: '2024-01-02 09:15:00 to 09:16:00' });
  });

  it('of epoch numbers is UTC, unless the rows are in session as Indian clocks only', async () => {
    const utc = await first(table('1704178500', '1704178560'));
    const clocks = await first(table('1704198300', '1704198360'));

    expect(utc).toMatchObject({ time_zone: 'epoch', bar: '2024-01-02 12:25:00 to 12:26:00' });
    expect(clocks).toMatchObject({ time_zone: 'epoch numbers of IST clocks', bar: utc.bar });
  });

  it('is UTC for a commodity whose hours overlap with themselves five hours and a half later', async () => {
    const times = Array.from({ length: 29 }, (_, half) =>
      new Date(Date.parse('2024-01-02T03:30:00Z') + half * 1_800_000).toISOString().slice(0, 16),
    );
    const inferred = await first(table(...times), { instrument: 'MCX:CRUDEOIL24JANFUT' });

    expect(inferred).toMatchObject({ time_zone: 'UTC', bar: '2024-01-02 09:00:00 to 09:30:00' });
  });

  it('is the one of --timezone', async () => {
    const text = table('2024-01-02 11:45:00', '2024-01-02 11:46:00');

    expect(await first(text, { timezone: '+08:00' })).toMatchObject({
      bar: '2024-01-02 09:15:00 to 09:16:00',
    });
    expect(await first(text, { timezone: 'Asia/Kolkata' })).toMatchObject({ time_zone: 'IST' });
    await expect(first(text, { timezone: 'Mars' })).rejects.toThrow(
      '--timezone "Mars" is not IST, UTC or an offset',
    );
  });
});

describe('a bar across the open', () => {
  it('begins at the open', async () => {
    const text = table('2024-01-02 09:00:00', '2024-01-02 10:00:00', '2024-01-02 15:00:00');

    expect(await first(text)).toMatchObject({ bar: '2024-01-02 09:15:00 to 10:00:00' });
  });

  it('begins at the open of the second session of a day', async () => {
    const text = table('2024-03-02 11:15:00', '2024-03-02 12:15:00');

    expect(await first(text)).toMatchObject({ bar: '2024-03-02 11:30:00 to 12:15:00' });
  });

  it('does not begin later if it ends before the open', async () => {
    const text = table('2024-01-02 09:00:00', '2024-01-02 09:05:00', '2024-01-02 09:10:00');

    expect(await first(text, { timezone: 'IST' })).toMatchObject({
      bar: '2024-01-02 09:00:00 to 09:05:00',
    });
  });
});

describe('the label', () => {
  it.each([
    ['start', 'a row is at the open', ['09:15', '09:16', '15:29'], '09:15:00 to 09:16:00'],
    ['end', 'a row is at the close', ['09:16', '09:17', '15:30'], '09:15:00 to 09:16:00'],
    ['end', 'the first row is a minute after the open', ['09:16', '09:17'], '09:15:00 to 09:16:00'],
    ['start', 'no row is near the open or the close', ['11:00', '11:01'], '11:00:00 to 11:01:00'],
  ])('is the %s if %s', async (label, _, times, span) => {
    const inferred = await first(table(...times.map((time) => `2024-01-02 ${time}:00`)));

    expect(inferred).toMatchObject({ label, bar: `2024-01-02 ${span}` });
  });

  it('is the one of --label', async () => {
    const text = table('2024-01-02 11:01:00', '2024-01-02 11:02:00');

    expect(await first(text, { label: 'end' })).toMatchObject({ bar: '2024-01-02 11:00:00 to 11:01:00' });
    await expect(first(text, { label: 'middle' })).rejects.toThrow(
      '--label "middle" is neither start nor end',
    );
  });
});

describe('the interval', () => {
  it('is the most frequent distance of two bars of one instrument, in spite of holes and nights', async () => {
    const times = ['02 09:15', '02 09:20', '02 09:25', '02 11:00', '03 09:15', '03 09:20'];

    expect(await first(table(...times.map((time) => `2024-01-${time}:00`)))).toMatchObject({
      interval_seconds: 300,
    });
  });

  it('is a day for dates', async () => {
    expect(await first(table('2024-01-02'))).toMatchObject({
      interval_seconds: 86_400,
      bar: '2024-01-02 09:15:00 to 15:30:00',
    });
  });

  it('is the one of --interval', async () => {
    expect(await first(table('2024-01-02 09:15:00'), { interval: '15m' })).toMatchObject({
      bar: '2024-01-02 09:15:00 to 09:30:00',
    });
  });

  it('is not longer than the distance of bars, which would overlap', async () => {
    const text = table('2024-01-02 09:15:00', '2024-01-02 09:16:00');

    await expect(first(text, { interval: '5m' })).rejects.toThrow(
      '--interval 5 min: most bars are 1 min apart, so they would overlap',
    );
  });

  it.each([
    [table('2024-01-02 09:15:00'), 'no instrument has two bars in the first rows'],
    [table('2024-01-01', '2024-01-08', '2024-01-15'), 'the bars are 7 days apart'],
  ])('has to be told if it cannot be seen or is longer than a day', async (text, problem) => {
    await expect(first(text)).rejects.toThrow(new RegExp(`${problem}.*--interval`));
  });

  it.each([
    ['1m', 60_000, '1 min'],
    ['5minute', 300_000, '5 min'],
    ['60minute', 3_600_000, '1 h'],
    ['hour', 3_600_000, '1 h'],
    ['2 hours', 7_200_000, '2 h'],
    ['30s', 30_000, '30 s'],
    ['day', 86_400_000, '1 day'],
  ])('is written %s', (text, interval, formatted) => {
    expect(parseInterval(text)).toBe(interval);
    expect(formatInterval(interval)).toBe(formatted);
  });

  it.each(['', '0m', '2d', '1w', 'fast'])('is not written "%s"', (text) => {
    expect(() => parseInterval(text)).toThrow('--interval');
  });
});
