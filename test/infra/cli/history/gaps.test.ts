import { describe, expect, test } from 'vitest';
import { endOfCandle } from '../../../../infra/cli/history/candle-times.ts';
import { GapCheck } from '../../../../infra/cli/history/gaps.ts';
import { partsOf, type Wanted } from '../../../../infra/cli/history/wanted.ts';
import { CANDLE_INTERVALS, INTERVAL_NAMES } from '../../../../shared/kite/candles.ts';
import type { Segment } from '../../../../shared/market/instrument.ts';
import { dateOfDay, dayOfDate } from '../../../../shared/market/ist.ts';

const ist = (text: string): number => Date.parse(`${text.replace(' ', 'T')}:00.000+05:30`);

const wantedOf = (
  changes: Partial<Omit<Wanted, 'instrument'>> = {},
  segment: Segment = 'NFO-FUT',
): Wanted => ({
  instrument: { token: 1, contract: 'NFO:A', segment, hours: {} },
  interval: 'minute',
  from: '2026-11-23',
  to: '2026-11-26',
  continuous: false,
  oi: false,
  ...changes,
});

/** Starts of all candles of a stretch of a day. */
const starts = (date: string, from: string, to: string, minutes = 1): number[] => {
  const all: number[] = [];
  for (let at = ist(`${date} ${from}`); at < ist(`${date} ${to}`); at += minutes * 60_000) all.push(at);
  return all;
};

const reportOf = (wanted: Wanted, candles: readonly number[], until = ist('2026-11-27 00:00')) => {
  const check = new GapCheck(wanted);
  for (const start of candles) check.observe(start);
  return check.report(until);
};

const FULL = ['2026-11-23', '2026-11-25', '2026-11-26'].flatMap((date) => starts(date, '09:15', '15:40'));

describe('a report of gaps', () => {
  test('is empty for whole sessions around a holiday', () => {
    expect(reportOf(wantedOf(), FULL)).toEqual({
      daysBefore: 0,
      missingDays: [],
      gaps: [],
      unexpectedDays: [],
      unknownDays: 0,
    });
  });

  test('has each stretch of missing candles with its first', () => {
    const lost = [
      ...starts('2026-11-23', '10:00', '10:03'),
      ist('2026-11-23 15:39'),
      ist('2026-11-25 09:15'),
    ];

    const { gaps } = reportOf(
      wantedOf(),
      FULL.filter((start) => !lost.includes(start)),
    );

    expect(gaps).toEqual([
      { at: ist('2026-11-23 10:00'), candles: 3 },
      { at: ist('2026-11-23 15:39'), candles: 1 },
      { at: ist('2026-11-25 09:15'), candles: 1 },
    ]);
  });

  test('tells trading days without a candle from days before the first', () => {
    const { daysBefore, missingDays, gaps } = reportOf(wantedOf({ from: '2026-11-19' }), [
      ...starts('2026-11-23', '09:15', '15:40'),
      ...starts('2026-11-26', '09:15', '15:40'),
    ]);

    expect({ daysBefore, missingDays, gaps }).toEqual({
      daysBefore: 2,
      missingDays: ['2026-11-25'],
      gaps: [],
    });
  });

  test('has days with candles and without a session in the calendar', () => {
    const candles = [...FULL, ist('2026-11-24 10:00')].toSorted();

    expect(reportOf(wantedOf(), candles).unexpectedDays).toEqual(['2026-11-24']);
  });

  test('says nothing of what is to come on a day that goes on', () => {
    const wanted = wantedOf({ from: '2026-11-25', to: '2026-11-26' });
    const morning = [...starts('2026-11-25', '09:15', '15:40'), ...starts('2026-11-26', '09:15', '10:00')];

    expect(reportOf(wanted, morning, ist('2026-11-26 10:00')).gaps).toEqual([]);
    expect(reportOf(wanted, morning, ist('2026-11-26 10:02')).gaps).toEqual([
      { at: ist('2026-11-26 10:00'), candles: 2 },
    ]);
    expect(reportOf(wanted, morning.slice(0, 385), ist('2026-11-26 09:15')).missingDays).toEqual([]);
  });

  test('does not miss the day candle of a day until an hour after its close', () => {
    const wanted = wantedOf({ from: '2026-11-25', to: '2026-11-26', interval: 'day' });
    const candles = [ist('2026-11-25 00:00')];

    expect(reportOf(wanted, candles, ist('2026-11-26 16:39')).missingDays).toEqual([]);
    expect(reportOf(wanted, candles, ist('2026-11-26 16:40')).missingDays).toEqual(['2026-11-26']);
  });

  test('follows both sessions of a Saturday, and the evening of MCX', () => {
    const saturday = wantedOf({ from: '2024-03-02', to: '2024-03-02' });
    const evening = wantedOf({ from: '2026-11-24', to: '2026-11-24', interval: '60minute' }, 'MCX-FUT');

    expect(
      reportOf(
        saturday,
        [...starts('2024-03-02', '09:15', '10:00'), ...starts('2024-03-02', '11:31', '12:30')],
        ist('2024-03-03 00:00'),
      ).gaps,
    ).toEqual([{ at: ist('2024-03-02 11:30'), candles: 1 }]);
    expect(reportOf(evening, starts('2026-11-24', '17:00', '23:55', 60)).gaps).toEqual([]);
  });

  test('counts days that no calendar knows', () => {
    const wanted = wantedOf({ from: '2026-12-31', to: '2027-01-05', interval: 'day' });

    expect(reportOf(wanted, [ist('2026-12-31 00:00')], ist('2027-01-06 00:00'))).toMatchObject({
      missingDays: [],
      unknownDays: 5,
    });
  });
});

describe('a candle is finished', () => {
  test.each([
    ['minute', '2026-11-25 15:39', '2026-11-25 15:40'],
    ['60minute', '2026-11-25 09:15', '2026-11-25 10:15'],
    ['60minute', '2026-11-25 15:15', '2026-11-25 15:40'],
    ['day', '2026-11-25 00:00', '2026-11-25 16:40'],
    ['day', '2024-03-02 00:00', '2024-03-02 13:30'],
    ['day', '2027-01-04 00:00', '2027-01-05 00:00'],
  ] as const)('of %s from %s at %s', (interval, start, end) => {
    expect(endOfCandle(wantedOf({ interval }), ist(start))).toBe(ist(end));
  });
});

describe('parts', () => {
  test.each(INTERVAL_NAMES)('of %s have every day once and no more days than Kite takes', (interval) => {
    const parts = partsOf({ interval, from: '2015-02-03', to: '2026-11-30' });
    const days = parts.map(({ from, to }) => [dayOfDate(from), dayOfDate(to)] as const);

    for (const [place, [first, last]] of days.entries()) {
      expect(last - first + 1).toBeLessThanOrEqual(CANDLE_INTERVALS[interval].maxDays);
      expect(dateOfDay(first)).toBe(place === 0 ? '2015-02-03' : dateOfDay((days[place - 1]?.[1] ?? 0) + 1));
    }
    expect(parts.at(-1)?.to).toBe('2026-11-30');
  });
});
