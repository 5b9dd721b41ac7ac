import * as z from 'zod';
import { CANDLE_INTERVALS, INTERVAL_NAMES } from '../../../shared/kite/candles.ts';
import { istDate } from '../../../shared/market/ist.ts';
import { command, flag, option } from '../command.ts';
import { usageError } from '../command-failure.ts';
import { download, refuseExisting } from '../history/download.ts';
import { findInstrument } from '../history/find-instrument.ts';
import { reportLines } from '../history/history-report.ts';
import { Progress } from '../history/progress.ts';
import { type HistoryInstrument, partsOf, type Wanted } from '../history/wanted.ts';
import { exactly } from '../words.ts';

const date = z.iso.date('give a date such as 2026-03-02');

const options = z.object({
  from: option('YYYY-MM-DD', 'first day in India', date),
  to: option('YYYY-MM-DD', 'last day; default: today', date),
  interval: z
    .enum(INTERVAL_NAMES, `give one of ${INTERVAL_NAMES.join(', ')}`)
    .default('minute')
    .meta({ value: 'NAME', description: `${INTERVAL_NAMES.join(', ')} (minute)` }),
  out: option(
    'FILE',
    'file to write; with .gz compressed; default: NSE_RELIANCE_minute.csv for this interval',
    z.string().regex(/\.csv(?:\.gz)?$/, 'give a name that ends with .csv or .csv.gz'),
  ),
  oi: flag('with open interest'),
  continuous: flag('one series of the contracts of a future of NFO or MCX; day candles only'),
  replace: flag('replace the file if it exists'),
});

/** @throws CommandFailure `USAGE` for days that no request can have */
const rangeOf = ({ from, to, interval, continuous }: z.output<typeof options>, today: string) => {
  const last = to ?? today;
  if (from === undefined) throw usageError('missing --from: give the first day, such as --from 2026-01-01');
  if (from > today) throw usageError(`--from ${from} is in the future: the last possible day is ${today}`);
  if (from > last) throw usageError(`--from ${from} is after --to ${last}: exchange them`);
  if (last > today) throw usageError(`--to ${last} is in the future: the last possible day is ${today}`);
  if (continuous && interval !== 'day') throw usageError('--continuous needs --interval day');
  return { from, to: last };
};

/** `NSE_RELIANCE_minute.csv` */
const fileNameOf = ({ contract, token }: HistoryInstrument, interval: string): string =>
  `${(contract ?? String(token)).replaceAll(/[^A-Za-z0-9-]+/g, '_')}_${interval}.csv`;

export const history = command({
  name: 'history',
  summary: 'Fetch historical candles from Kite into a file for replays',
  forms: [['NSE:RELIANCE --from 2026-01-01', 'by name or by instrument token, up to today']],
  notes: [
    'Kite takes three requests a second, each of at most so many days:',
    `  ${INTERVAL_NAMES.map((name) => `${name} ${CANDLE_INTERVALS[name].maxDays}`).join(', ')}`,
    'The parts are kept in a folder beside the file until it is complete. The same command continues after an interruption.',
    'Gaps that the calendar does not explain are printed.',
  ],
  options,
  async run({ words, options: asked }, context) {
    const [name] = exactly(words, 'NAME');
    const range = rangeOf(asked, istDate(context.time.now()));
    const { interval, continuous, oi, replace } = asked;
    if (asked.out !== undefined) refuseExisting(asked.out, replace);
    const instrument = await findInstrument(context.api, name, continuous);
    const wanted: Wanted = { instrument, interval, continuous, oi, ...range };
    const out = asked.out ?? fileNameOf(instrument, interval);
    refuseExisting(out, replace);
    const progress = new Progress({
      parts: partsOf(wanted).length,
      isTerminal: context.isErrorTerminal,
      say: context.say,
      write: context.ask,
    });
    const report = await download(out, wanted, progress, context);
    const { contract = null, token } = instrument;
    context.print(
      { contract, instrument_token: token, interval, ...range, ...report },
      reportLines(wanted, report),
    );
  },
});
