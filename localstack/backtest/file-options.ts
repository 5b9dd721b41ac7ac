import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { AlphaPandaError, messageOf } from '../../shared/errors.ts';
import { type Instrument, instrumentItem } from '../../shared/market/instrument.ts';
import { istDate } from '../../shared/market/ist.ts';
import { kiteInstruments } from '../dev/put/kite-instruments.ts';
import type { MarketDataOptions } from '../market-data/market-data.ts';

/** The command-line options about files of market data, for `parseArgs`. */
export const FILE_OPTIONS = {
  session: { type: 'string' },
  instrument: { type: 'string' },
  'instruments-file': { type: 'string' },
  map: { type: 'string' },
  timezone: { type: 'string' },
  label: { type: 'string' },
  interval: { type: 'string' },
  'skip-bad': { type: 'boolean', default: false },
} as const;

export const FILE_USAGE = `  --session YYYY-MM-DD   only the rows of that date, in India
  --instrument NAME      EXCHANGE:SYMBOL or token of files that name no instrument; by default the file's name
  --instruments-file F   Kite's instruments file (CSV or .gz): tokens, ticks and lots of the names
  --map column=name,...  what columns say, by their name or number; names such as timestamp, last_price, open
  --timezone Z           IST, UTC or +05:30, of times without an offset; inferred by default
  --label start|end      whether the time of a bar is its start or its end; inferred by default
  --interval 1m          how long a bar is (1m, 15m, 1h, 1d); inferred by default
  --skip-bad             leaves out bad rows and counts them; without it the first one stops the command`;

/** The values of `FILE_OPTIONS`. */
export interface FileValues {
  readonly session?: string | undefined;
  readonly instrument?: string | undefined;
  readonly 'instruments-file'?: string | undefined;
  readonly map?: string | undefined;
  readonly timezone?: string | undefined;
  readonly label?: string | undefined;
  readonly interval?: string | undefined;
  readonly 'skip-bad': boolean;
}

const textOf = (path: string): string => {
  try {
    const bytes = readFileSync(path);
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (cause) {
    throw new AlphaPandaError('NO_SUCH_FILE', `cannot read --instruments-file ${path}: ${messageOf(cause)}`, {
      cause,
    });
  }
};

/** The instruments of Kite's file that the stages can trade, with the freeze quantities of a day. */
const readInstruments = (path: string, day: string): readonly Instrument[] =>
  kiteInstruments(textOf(path), day).entries.flatMap(({ item }) => {
    const { data } = instrumentItem.safeParse(item);
    return data === undefined ? [] : [data];
  });

/** @throws AlphaPandaError `NO_SUCH_FILE`, `BAD_HEADER`, `BAD_ROW` for the instruments file */
export const marketDataOptions = (values: FileValues): MarketDataOptions => ({
  session: values.session,
  skipBad: values['skip-bad'],
  map: values.map,
  timezone: values.timezone,
  label: values.label,
  interval: values.interval,
  instrument: values.instrument,
  instruments:
    values['instruments-file'] === undefined
      ? undefined
      : readInstruments(values['instruments-file'], values.session ?? istDate(Date.now())),
});
