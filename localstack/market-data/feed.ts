import type { EventOf } from '../../shared/events/envelope.ts';
import { type TickRecord, tickRecord } from '../../shared/market/tick-record.ts';
import { type Pace, type PaceOptions, paced } from './pace.ts';
import { SessionClock } from './session-clock.ts';
import type { TickSource, TimedTick } from './timed-tick.ts';

/** Sends records to the ticks topic, in order, and ends when the broker has acknowledged all of them. */
export type SendTicks = (records: readonly TickRecord[]) => Promise<void>;

/** Sends moments of the trading day to the paper engine, and ends when the broker has acknowledged all of them. */
export type SendMoments = (moments: readonly EventOf<'session_event'>[]) => Promise<void>;

export interface FeedOptions extends PaceOptions {
  readonly source: TickSource;
  readonly pace: Pace;
  readonly send: SendTicks;
  /** Absent: the feed tells no moments, and positions neither expire nor are squared off. */
  readonly sendMoments?: SendMoments;
  /** The setting `PAPER_SQUARE_OFF_MINUTES`; absent: the broker's times. */
  readonly squareOffMinutes?: number;
  /** For lockstep, and for `max` with a lead: ends when the pipeline has processed everything that the ticks have caused. */
  readonly caughtUp?: () => Promise<void>;
  /** Receives each batch before it is sent, for a display. */
  readonly onBatch?: (batch: readonly TimedTick[]) => void;
  /** Called after every batch, for a progress line. */
  readonly onSent?: (progress: FeedProgress) => void;
}

export interface FeedProgress {
  /** Ticks sent since the start. */
  readonly ticks: number;
  /** Market time of the last tick sent, epoch milliseconds; undefined before the first. */
  readonly marketTime: number | undefined;
}

/**
 * Sends a source's ticks at a pace until it ends or the signal aborts. It sends one batch at a time, so a slow broker slows
 * the feed and no ticks accumulate. Moments of the trading day go out before the first batch that is later.
 * @returns the final progress
 * @throws TypeError for lockstep without `caughtUp`; errors of source, `send` and `caughtUp`
 */
export const runFeed = async (options: FeedOptions): Promise<FeedProgress> => {
  const { source, pace, send, caughtUp, onSent } = options;
  if (pace.kind === 'lockstep' && caughtUp === undefined) {
    throw new TypeError('lockstep needs `caughtUp`: without it the next tick would not wait for the last');
  }
  const waits = pace.kind === 'lockstep' || (pace.kind === 'max' && pace.leadMs !== undefined);
  let progress: FeedProgress = { ticks: 0, marketTime: undefined };
  const clock = new SessionClock(options.squareOffMinutes);
  const tell = async (moments: readonly EventOf<'session_event'>[]): Promise<void> => {
    if (moments.length === 0 || options.sendMoments === undefined) return;
    await options.sendMoments(moments);
    if (waits) await caughtUp?.();
  };
  for await (const batch of paced(source, pace, options)) {
    const [first] = batch;
    if (first !== undefined) await tell(clock.before(first.at));
    options.onBatch?.(batch);
    await send(batch.map(({ tick, repeat }) => tickRecord(tick, repeat)));
    if (waits) await caughtUp?.();
    progress = { ticks: progress.ticks + batch.length, marketTime: batch.at(-1)?.at };
    onSent?.(progress);
  }
  if (options.signal?.aborted !== true) await tell(clock.rest());
  return progress;
};
