import { type Pace, type PaceOptions, paced } from './pace.ts';
import { type TickRecord, tickRecord } from './tick-record.ts';
import type { TickSource, TimedTick } from './timed-tick.ts';

/** Sends records to the ticks topic, in order, and ends when the broker has acknowledged all of them. */
export type SendTicks = (records: readonly TickRecord[]) => Promise<void>;

export interface FeedOptions extends PaceOptions {
  readonly source: TickSource;
  readonly pace: Pace;
  readonly send: SendTicks;
  /** For lockstep: ends when the pipeline has processed everything that the ticks have caused. */
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
 * the feed and no ticks accumulate.
 * @returns the final progress
 * @throws TypeError for lockstep without `caughtUp`; errors of source, `send` and `caughtUp`
 */
export const runFeed = async (options: FeedOptions): Promise<FeedProgress> => {
  const { source, pace, send, caughtUp, onSent } = options;
  if (pace.kind === 'lockstep' && caughtUp === undefined) {
    throw new TypeError('lockstep needs `caughtUp`: without it the next tick would not wait for the last');
  }
  let progress: FeedProgress = { ticks: 0, marketTime: undefined };
  for await (const batch of paced(source, pace, options)) {
    options.onBatch?.(batch);
    await send(batch.map(({ tick }) => tickRecord(tick)));
    if (pace.kind === 'lockstep') await caughtUp?.();
    progress = { ticks: progress.ticks + batch.length, marketTime: batch.at(-1)?.at };
    onSent?.(progress);
  }
  return progress;
};
