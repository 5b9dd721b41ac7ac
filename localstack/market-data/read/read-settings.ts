import { AlphaPandaError } from '../../../shared/errors.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';
import type { ClockOptions } from '../clock/file-clock.ts';
import { parseInterval } from '../clock/interval.ts';
import { exchangeOf } from '../instruments/instrument-name.ts';
import { parseMap, type Role } from '../layout/roles.ts';
import { sessionDay } from '../session-day.ts';

/** What a person says about files of market data; all of it may be left out. */
export interface MarketDataOptions {
  /** Only the rows of one day, `YYYY-MM-DD` in India. */
  readonly session?: string | undefined;
  /** An invalid row is left out and counted; without it the first one stops the reading. */
  readonly skipBad?: boolean | undefined;
  /** `column=name,…`, see `parseMap`. */
  readonly map?: string | undefined;
  readonly timezone?: string | undefined;
  readonly label?: string | undefined;
  readonly interval?: string | undefined;
  /** `EXCHANGE:SYMBOL` or a token: the instrument of files that do not name it. */
  readonly instrument?: string | undefined;
  /** The instruments of a Kite instruments file. */
  readonly instruments?: readonly Instrument[] | undefined;
}

/** The options in the form that readers use. */
export interface ReadSettings {
  readonly day: number | undefined;
  readonly skipBad: boolean;
  readonly map: ReadonlyMap<string, Role>;
  readonly clock: ClockOptions;
  readonly instrument: string | undefined;
}

const labelOf = (text: string | undefined): 'start' | 'end' | undefined => {
  if (text === undefined || text === 'start' || text === 'end') return text;
  throw new AlphaPandaError('BAD_OPTION', `--label "${text}" is neither start nor end`);
};

const instrumentOf = (text: string | undefined): string | undefined => {
  const name = text?.trim();
  const exchange = name === undefined ? undefined : /^([^:]*):/.exec(name)?.[1];
  if (name !== '' && (exchange === undefined || exchangeOf(exchange) !== undefined)) return name;
  throw new AlphaPandaError(
    'BAD_OPTION',
    `--instrument "${text}" is not a token or a name such as NSE:RELIANCE, with NSE, BSE, NFO, BFO, CDS, BCD, MCX or NCO`,
  );
};

const dayOf = (session: string | undefined): number | undefined => {
  const day = session === undefined ? undefined : sessionDay(session);
  if (session !== undefined && day === undefined) {
    throw new AlphaPandaError('BAD_SESSION', `session "${session}" is not a date such as 2022-06-16`);
  }
  return day;
};

/** @throws AlphaPandaError `BAD_SESSION`, `BAD_OPTION` */
export const readSettings = (options: MarketDataOptions): ReadSettings => ({
  day: dayOf(options.session),
  skipBad: options.skipBad ?? false,
  map: options.map === undefined ? new Map() : parseMap(options.map),
  clock: {
    timezone: options.timezone,
    label: labelOf(options.label),
    interval: options.interval === undefined ? undefined : parseInterval(options.interval),
  },
  instrument: instrumentOf(options.instrument),
});
