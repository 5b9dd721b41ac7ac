import { dateOfDay, dayOfDate, IST_OFFSET_MS } from '../../../shared/market/ist.ts';
import type { GapReport } from './gaps.ts';
import type { Wanted } from './wanted.ts';

/** What a history has, and what it lacks. */
export interface HistoryReport {
  readonly file: string;
  readonly bytes: number;
  readonly candles: number;
  readonly days: number;
  /** Start of the first and the last candle, in UTC. */
  readonly first: string;
  readonly last: string;
  /** Start of a candle that was left out because it was not finished. */
  readonly unfinished: string | undefined;
  readonly gaps: GapReport;
}

/** Days or gaps that a report names. */
const MAX_NAMED = 5;

const count = (number: number): string => number.toLocaleString('en-IN');

const plural = (number: number, word: string): string => `${count(number)} ${word}${number === 1 ? '' : 's'}`;

const clock = (at: number): string =>
  new Date(at + IST_OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ');

/** `2026-03-04, 2026-03-09 to 2026-03-11`: days that follow each other are one range. */
const rangesOf = (dates: readonly string[]): readonly string[] => {
  const ranges: { from: number; to: number }[] = [];
  for (const day of dates.map(dayOfDate)) {
    const last = ranges.at(-1);
    if (last !== undefined && last.to === day - 1) last.to = day;
    else ranges.push({ from: day, to: day });
  }
  return ranges.map(({ from, to }) =>
    from === to ? dateOfDay(from) : `${dateOfDay(from)} to ${dateOfDay(to)}`,
  );
};

const named = (texts: readonly string[]): string =>
  [
    ...texts.slice(0, MAX_NAMED),
    ...(texts.length > MAX_NAMED ? [`and ${count(texts.length - MAX_NAMED)} more`] : []),
  ].join(', ');

const gapLines = ({ gaps, ...report }: GapReport): readonly string[] => {
  const missing = gaps.reduce((sum, { candles }) => sum + candles, 0);
  const largest = gaps.toSorted((a, b) => b.candles - a.candles);
  return [
    ...(report.daysBefore > 0
      ? [`no candles on ${plural(report.daysBefore, 'trading day')} before the first: is it younger?`]
      : []),
    ...(report.missingDays.length > 0
      ? [
          `trading days without candles: ${count(report.missingDays.length)} (${named(rangesOf(report.missingDays))})`,
        ]
      : []),
    ...(gaps.length > 0
      ? [
          `missing within sessions: ${plural(missing, 'candle')} in ${plural(gaps.length, 'gap')}, the largest: ` +
            named(largest.map(({ at, candles }) => `${clock(at)} (${count(candles)})`)),
          'Kite has no candle for a time without a trade',
        ]
      : []),
    ...(report.unexpectedDays.length > 0
      ? [`candles on days without a session in the calendar: ${named(rangesOf(report.unexpectedDays))}`]
      : []),
    ...(report.unknownDays > 0
      ? [`no calendar for ${plural(report.unknownDays, 'day')}: gaps there are not known`]
      : []),
  ];
};

/** The report as lines for a person. */
export const reportLines = (
  { instrument, interval }: Wanted,
  { file, bytes, candles, days, first, last, unfinished, gaps }: HistoryReport,
): readonly string[] => [
  `${instrument.contract ?? instrument.token}, ${interval}: ${plural(candles, 'candle')} on ${plural(days, 'day')}, ` +
    `${clock(Date.parse(first))} to ${clock(Date.parse(last))} IST`,
  ...(unfinished === undefined
    ? []
    : [`left out: the candle of ${clock(Date.parse(unfinished))}, which is not finished`]),
  ...gapLines(gaps),
  `${file}: ${plural(bytes, 'byte')}. Replay it: npm run replay -- ${file} --in-process --strategy momentum`,
];
