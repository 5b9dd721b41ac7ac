import { dateOfDay } from '../../shared/market/ist.ts';
import type { RowProblemKind } from './csv/row-problem.ts';
import type { RepeatCounts } from './read/merge-files.ts';
import type { SurveyedFile } from './read/surveyed-file.ts';

/** What a file has, and what was left out of it. Wire names, because `--json` prints it. */
export interface FileReport {
  readonly file: string;
  /** Such as "Kite candles". */
  readonly format: string;
  readonly kind: 'bars' | 'ticks';
  readonly instruments: number;
  /** Seconds of a bar; absent for ticks. */
  readonly interval_seconds?: number;
  readonly label?: 'start' | 'end';
  readonly time_zone: string;
  /** First and last date that a row names; absent without a valid row. */
  readonly dates?: readonly [string, string];
  /** Rows below the header. */
  readonly rows: number;
  /** Bars or ticks that are replayed. */
  readonly taken: number;
  /** Rows of other dates than `--session`. */
  readonly other_days: number;
  /** Rows that an overlapping file, or part of this file, has too. */
  readonly duplicates: number;
  /** Invalid rows that `--skip-bad` left out, by kind. */
  readonly bad: Readonly<Partial<Record<RowProblemKind, number>>>;
  readonly first_bad?: string;
  /** Rows without a price: not traded on that day, or empty. */
  readonly without_price: number;
  readonly repeated_headers: number;
  /** Whether its rows were put in order of time. */
  readonly reordered: boolean;
  readonly out_of_session: number;
  readonly without_calendar: number;
  readonly gaps: number;
  readonly missing_bars: number;
  readonly missing_days: number;
  readonly ignored_columns: readonly string[];
}

const badOf = ({ counts }: SurveyedFile, { conflicting }: RepeatCounts): FileReport['bad'] =>
  conflicting === 0 ? counts.bad : { ...counts.bad, CONFLICTING_DUPLICATE: conflicting };

/** The report of one file. */
export const fileReport = (surveyed: SurveyedFile, repeats: RepeatCounts): FileReport => {
  const { plan, counts } = surveyed;
  const { interval, label, zone } = plan.clock;
  return {
    file: plan.file.name,
    format: plan.layout.format,
    kind: plan.layout.kind,
    instruments: surveyed.tokens.size,
    ...(interval !== undefined && { interval_seconds: interval / 1_000 }),
    ...(label !== undefined && { label }),
    time_zone: zone,
    ...(counts.days !== undefined && {
      dates: [dateOfDay(counts.days[0]), dateOfDay(counts.days[1])] as const,
    }),
    rows: counts.rows,
    taken: surveyed.taken - repeats.repeated - repeats.conflicting,
    other_days: counts.outcomes['other day'],
    duplicates: repeats.repeated,
    bad: badOf(surveyed, repeats),
    ...(counts.firstBad !== undefined && { first_bad: counts.firstBad }),
    without_price: counts.outcomes.untraded + counts.outcomes.empty,
    repeated_headers: counts.repeatedHeaders,
    reordered: surveyed.wasReordered,
    out_of_session: counts.outOfSession,
    without_calendar: counts.withoutCalendar,
    gaps: counts.gaps,
    missing_bars: counts.missingBars,
    missing_days: counts.missingDays,
    ignored_columns: plan.layout.ignoredColumns,
  };
};
