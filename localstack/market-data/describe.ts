import { count } from '../../shared/market/figures.ts';
import { formatInterval } from './clock/interval.ts';
import type { FileReport } from './file-report.ts';
import type { BookedInstrument, UntradableInstrument } from './instruments/instrument-book.ts';
import type { FilePlan } from './read/file-plan.ts';

/** A few lines are enough where a folder has a file per share. */
const MAX_LINES = 12;

const listed = (lines: readonly string[], what: string): readonly string[] =>
  lines.length <= MAX_LINES
    ? lines
    : [...lines.slice(0, MAX_LINES - 2), `… and ${count(lines.length - MAX_LINES + 2)} more ${what}`];

/** How a file is read, in a line: what was inferred, and from what. */
const planLine = ({ file, layout, clock, instrumentFrom, undecidedDate }: FilePlan): string => {
  const { interval, label, zone, because } = clock;
  const what = interval === undefined ? layout.kind : `${layout.kind} of ${formatInterval(interval)}`;
  return [
    `${file.name}: ${layout.format === layout.kind ? what : `${layout.format}, ${what}`}`,
    `times ${zone}`,
    ...(undecidedDate === undefined ? [] : [`dates: the day comes first in ${undecidedDate} (assumed)`]),
    ...(label === undefined ? [] : [`label = ${label} of the bar (${because})`]),
    ...(instrumentFrom === 'columns'
      ? []
      : [`instrument from the ${instrumentFrom === 'file name' ? 'file name' : 'option --instrument'}`]),
    ...(layout.ignoredColumns.length === 0
      ? []
      : [`ignored: ${layout.ignoredColumns.slice(0, 8).join(', ')}`]),
  ].join('; ');
};

export const planLines = (plans: readonly FilePlan[]): readonly string[] =>
  listed(plans.map(planLine), 'files');

const ORIGINS = {
  'instruments file': 'from the instruments file',
  name: "by its name alone: give Kite's file with --instruments-file for its real token, tick and lot",
} as const;

/** What is known of an instrument, in a line. An index is not traded itself. */
const instrumentLine = ({ instrument, origin }: BookedInstrument): string => {
  const { instrument_token, exchange, tradingsymbol, segment, tick_size, lot_size, multiplier, expiry } =
    instrument;
  const name = `${exchange}:${tradingsymbol} = ${instrument_token}`;
  if (origin === 'index') return `${name}, Kite's token of the index`;
  const terms = [
    `segment ${segment}, tick ${tick_size}, lot ${lot_size}`,
    ...(multiplier === undefined ? [] : [`multiplier ${multiplier}`]),
    ...(expiry === undefined ? [] : [`expires ${expiry}`]),
  ].join(', ');
  return `${name}, ${terms} (${ORIGINS[origin]})`;
};

export const instrumentLines = (
  instruments: readonly BookedInstrument[],
  untradable: readonly UntradableInstrument[],
): readonly string[] => [
  ...listed(instruments.map(instrumentLine), 'instruments'),
  ...listed(
    untradable.map(({ name, reason }) => `${name} cannot be traded: ${reason}`),
    'instruments that cannot be traded',
  ),
];

const sum = (files: readonly FileReport[], part: (file: FileReport) => number): number =>
  files.reduce((total, file) => total + part(file), 0);

/** What the files have, and what was left out or is worth to know; for people. */
export const fileFacts = (files: readonly FileReport[], leftOut: readonly string[]): readonly string[] => {
  const bad = new Map<string, number>();
  for (const file of files) {
    for (const [kind, number] of Object.entries(file.bad)) bad.set(kind, (bad.get(kind) ?? 0) + number);
  }
  const lacking = count(sum(files, ({ missing_bars }) => missing_bars));
  const facts: readonly (readonly [number, string, string?])[] = [
    [sum(files, ({ other_days }) => other_days), 'rows of other days than --session'],
    [sum(files, ({ duplicates }) => duplicates), 'repeated rows, left out'],
    [sum(files, ({ without_price }) => without_price), 'rows without a price, left out'],
    [sum(files, ({ repeated_headers }) => repeated_headers), 'repeated headers'],
    [sum(files, ({ reordered }) => (reordered ? 1 : 0)), 'files put in order of time'],
    [sum(files, ({ out_of_session }) => out_of_session), 'rows out of session'],
    [sum(files, ({ without_calendar }) => without_calendar), 'rows of years without a calendar'],
    [
      sum(files, ({ gaps }) => gaps),
      'gaps within sessions',
      lacking === '0' ? '' : `, which lack ${lacking} bars`,
    ],
    [sum(files, ({ missing_days }) => missing_days), 'trading days without a row'],
  ];
  const outside = files.filter(({ out_of_session, taken }) => out_of_session > taken / 2);
  const first = files.find(({ first_bad }) => first_bad !== undefined)?.first_bad;
  return [
    ...facts
      .filter(([number]) => number > 0)
      .map(([number, text, more = '']) => `${text}: ${count(number)}${more}`),
    ...listed(
      outside.map(
        ({ file }) =>
          `most rows of ${file} are out of session: check --timezone, --label, and whether its days had trading (npm run calendar)`,
      ),
      'files like it',
    ),
    ...[...bad].map(([kind, number]) => `bad rows left out, ${kind}: ${count(number)}`),
    ...(first === undefined ? [] : [`the first of them: ${first}`]),
    ...listed(
      leftOut.map((file) => `not read: ${file}`),
      'files that were not read',
    ),
  ];
};
