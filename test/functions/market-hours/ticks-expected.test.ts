import { expect, test } from 'vitest';
import { areTicksExpected } from '../../../functions/market-hours/ticks-expected.ts';
import type { PollerHours } from '../../../shared/poller-hours/hours.ts';

const at = (time: string): number => Date.parse(`${time}:00.000+05:30`);

/** The hours of a day in which ticks are expected, by the minute: `09:20-15:12`. */
const hoursOf = (date: string, pollerHours: PollerHours): readonly string[] => {
  const spans: string[] = [];
  const text = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  let from: number | undefined;
  for (let minute = 0; minute <= 24 * 60; minute += 1) {
    const isExpected = minute < 24 * 60 && areTicksExpected(pollerHours, at(`${date}T${text(minute)}`));
    if (isExpected) from ??= minute;
    else if (from !== undefined) {
      spans.push(`${text(from)}-${text(minute - 1)}`);
      from = undefined;
    }
  }
  return spans;
};

test.each([
  ['a Thursday', '2026-11-26', 'nse', ['09:20-15:12']],
  ['a Thursday on which pollers never stop', '2026-11-26', 'always', ['09:20-15:12']],
  ['a Thursday with the evening of commodities', '2026-11-26', 'mcx', ['09:05-23:52']],
  ['a Saturday', '2026-11-28', 'mcx', []],
  ['a holiday of both exchanges', '2026-10-02', 'mcx', []],
  ['a holiday of shares with an evening of commodities', '2026-11-24', 'nse', []],
  ['a holiday of shares with an evening of commodities', '2026-11-24', 'mcx', ['17:05-23:52']],
  ['a Sunday with a session for the budget', '2026-02-01', 'nse', ['09:20-15:27']],
  ['the evening session of Diwali', '2026-11-08', 'nse', ['18:20-19:12']],
  ['a weekday of a year without a calendar', '2035-01-01', 'nse', ['09:20-15:12']],
  ['a Sunday of a year without a calendar', '2035-01-07', 'nse', []],
] as const)('expects ticks on %s (%s, hours %s) at %j', (_, date, pollerHours, hours) => {
  expect(hoursOf(date, pollerHours)).toEqual(hours);
});
