import * as z from 'zod';
import { AlphaPandaError } from '../../shared/errors.ts';
import { istDate, istDay, istTimeOfDay, MINUTE_MS } from '../../shared/market/ist.ts';
import type { MasterHead } from '../../shared/market/master/head.ts';
import { mayTrade } from '../../shared/poller-hours/hours.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { type Loaded, loadInstruments } from './load.ts';
import type { LoaderMetricName } from './metrics.ts';
import type { MasterStore, OpenFile } from './ports.ts';

/** The event of the function. A schedule sends none; the others are for a person. */
const request = z.strictObject({
  /** Loads on a day without a session, and again after the day's load. */
  now: z.boolean().default(false),
  /** Takes a file with far fewer rows than the last one. */
  accept_shorter: z.boolean().default(false),
  /** Takes the unchanged file of another day. */
  accept_old: z.boolean().default(false),
});

/** Kite makes the file of a day by then. An earlier file may be that of the day before. */
const FILE_FROM_MS = (8 * 60 + 30) * MINUTE_MS;
/** From then on a day's load is missing. Markets open ten minutes later. */
const MISSING_FROM_MS = (9 * 60 + 5) * MINUTE_MS;

/** The outcome of a run. */
export type Run =
  | { readonly kind: 'no_trading_day' }
  /** The day's instruments had been loaded before. */
  | { readonly kind: 'loaded_before'; readonly version: string }
  | { readonly kind: 'loaded'; readonly load: Loaded }
  /** The last load stays. A later run may succeed. */
  | { readonly kind: 'failed'; readonly error: AlphaPandaError };

interface RunPorts {
  readonly store: MasterStore;
  readonly openFile: OpenFile;
  readonly clock: Clock;
  readonly count: (metric: LoaderMetricName, value: number) => void;
}

/** Whether a head is of the day, and of a file that was fetched before Kite makes the day's. */
const isOfNight = ({ loaded_at }: MasterHead): boolean => istTimeOfDay(Date.parse(loaded_at)) < FILE_FROM_MS;

/** Kite makes the file of a day in the morning, and the first runs may come before it. */
const isEarly = ({ code }: AlphaPandaError, isMissing: boolean): boolean => code === 'OLD_FILE' && !isMissing;

/**
 * Loads the day's instruments, unless they are loaded or no exchange trades. What a person loaded in the night is loaded again:
 * it may be the file of the day before. A schedule repeats it, so a failure is an outcome.
 * @throws the errors that are not of this project
 */
export const runLoad = async (event: unknown, { store, openFile, clock, count }: RunPorts): Promise<Run> => {
  const { now: isForced, accept_shorter: shorter, accept_old: old } = request.parse(event ?? {});
  const at = clock.now();
  const day = istDate(at);
  // Of MCX and NSE: MCX trades in the evening of most holidays.
  if (!isForced && !mayTrade('mcx', istDay(at))) return { kind: 'no_trading_day' };
  const isMissing = istTimeOfDay(at) >= MISSING_FROM_MS;
  try {
    const before = await store.readHead();
    const isOfDay = before?.day === day;
    if (!isForced && isOfDay && !isOfNight(before)) {
      return { kind: 'loaded_before', version: before.master_version };
    }
    const text = await openFile();
    const load = await loadInstruments({ text, day, accepted: { shorter, old } }, store, clock);
    if (load.written) count('InstrumentsLoaded', load.head.rows);
    // The same file again: from now on it counts as the day's.
    else if (isOfNight(load.head)) {
      await store.putHead({ ...load.head, loaded_at: new Date(at).toISOString() }, load.head);
    }
    return { kind: 'loaded', load };
  } catch (error) {
    if (isMissing) count('InstrumentsMissing', 1);
    if (!(error instanceof AlphaPandaError)) throw error;
    if (error.retry === 'never' && !isEarly(error, isMissing)) count('InstrumentsRefused', 1);
    return { kind: 'failed', error };
  }
};
