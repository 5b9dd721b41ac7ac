import { setTimeout } from 'node:timers/promises';
import { AlphaPandaError } from '../../shared/errors.ts';
import type { TickSource, TimedTick } from './timed-tick.ts';

/**
 * The speed of market time.
 * - `timed`: at the market's own speed (1) or a multiple of it.
 * - `max`: as fast as the receiver takes the ticks. With `leadMs`, ticks of so much market time are sent together, and the
 *   next when the pipeline has processed them: else stages would judge signals by prices of hours later.
 * - `lockstep`: one tick at a time; the next when the pipeline has processed everything that the last one caused.
 */
export type Pace =
  | { readonly kind: 'timed'; readonly speed: number }
  | { readonly kind: 'max'; readonly leadMs?: number }
  | { readonly kind: 'lockstep' };

const TIMES = /^(\d+(?:\.\d+)?)x$/;

/**
 * `real`, `20x`, `max` or `lockstep`.
 * @throws AlphaPandaError `BAD_PACE`
 */
export const parsePace = (text: string): Pace => {
  if (text === 'max' || text === 'lockstep') return { kind: text };
  const speed = text === 'real' ? 1 : Number(TIMES.exec(text)?.[1]);
  if (speed > 0 && speed <= 1_000_000) return { kind: 'timed', speed };
  throw new AlphaPandaError(
    'BAD_PACE',
    `pace "${text}" is not one of real, lockstep, max, or a multiple such as 20x`,
  );
};

export const formatPace = (pace: Pace): string => {
  if (pace.kind !== 'timed') return pace.kind;
  return pace.speed === 1 ? 'real' : `${pace.speed}x`;
};

/** A clock and a sleep for pacing. */
export interface Timer {
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Ends after about this time, or as soon as the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemTimer: Timer = {
  now: () => performance.now(),
  async sleep(milliseconds, signal) {
    try {
      await setTimeout(milliseconds, undefined, signal === undefined ? {} : { signal });
    } catch (thrown) {
      if (!signal?.aborted) throw thrown;
    }
  },
};

export interface PaceOptions {
  readonly timer: Timer;
  /** Most ticks in one batch. */
  readonly batchSize?: number;
  /** `timed`: ticks that are due within this time are sent together. */
  readonly lingerMs?: number;
  /**
   * For `timed`: a longer interval without ticks (milliseconds of market time) is skipped, such as the night between
   * two sessions or the minutes after the pre-open.
   */
  readonly maxSilenceMs?: number;
  /** `timed`: the timer's time at which the first tick was due; default: when it is read. */
  readonly openedAt?: number;
  /** Ends the stream. */
  readonly signal?: AbortSignal;
}

const BATCH_SIZE = 2_000;
const LINGER_MS = 5;
const MAX_SILENCE_MS = 5 * 60_000;

/**
 * Yields a source's ticks as batches, each when it is due. A slow receiver delays the next batch; a timed pace then
 * catches up with larger batches.
 */
export const paced = (
  source: TickSource,
  pace: Pace,
  options: PaceOptions,
): AsyncGenerator<readonly TimedTick[]> => {
  switch (pace.kind) {
    case 'lockstep':
      return regrouped(source, { size: 1 }, options.signal);
    case 'max':
      return regrouped(source, { size: options.batchSize ?? BATCH_SIZE, ...pace }, options.signal);
    case 'timed':
      return timed(source, pace.speed, options);
  }
};

interface BatchLimits {
  readonly size: number;
  /** Market time from the first to the last tick. */
  readonly leadMs?: number;
}

/** Where the batch ends that begins at a place. */
const endOfBatch = (ticks: readonly TimedTick[], from: number, { size, leadMs }: BatchLimits): number => {
  const end = Math.min(from + size, ticks.length);
  if (leadMs === undefined) return end;
  const latest = (ticks[from]?.at ?? 0) + leadMs;
  let later = from + 1;
  while (later < end && (ticks[later]?.at ?? 0) <= latest) later += 1;
  return later;
};

async function* regrouped(
  source: TickSource,
  limits: BatchLimits,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly TimedTick[]> {
  for await (const ticks of source) {
    for (let from = 0; from < ticks.length; ) {
      if (signal?.aborted) return;
      const end = endOfBatch(ticks, from, limits);
      yield ticks.slice(from, end);
      from = end;
    }
  }
}

async function* timed(
  source: TickSource,
  speed: number,
  options: PaceOptions,
): AsyncGenerator<readonly TimedTick[]> {
  const { timer, signal, batchSize = BATCH_SIZE, lingerMs = LINGER_MS } = options;
  const schedule = new Schedule(speed, options.maxSilenceMs ?? MAX_SILENCE_MS, options.openedAt);
  let batch: TimedTick[] = [];
  let lastDue = Number.NEGATIVE_INFINITY;
  for await (const ticks of source) {
    for (const tick of ticks) {
      const due = schedule.dueAt(tick.at, timer.now());
      // A sleep may end a little early, which does not part the ticks of one moment.
      if (batch.length >= batchSize || (batch.length > 0 && due > Math.max(timer.now(), lastDue))) {
        yield batch;
        batch = [];
      }
      const wait = due - timer.now();
      if (wait > 0) await timer.sleep(Math.max(wait, lingerMs), signal);
      if (signal?.aborted) return;
      batch.push(tick);
      lastDue = due;
    }
  }
  if (batch.length > 0) yield batch;
}

/** Converts market time to the timer's time. It starts with the first tick and skips long silences. */
class Schedule {
  readonly #speed: number;
  readonly #maxSilence: number;
  readonly #openedAt: number | undefined;
  #last: { readonly at: number; readonly due: number } | undefined;

  constructor(speed: number, maxSilence: number, openedAt: number | undefined) {
    this.#speed = speed;
    this.#maxSilence = maxSilence;
    this.#openedAt = openedAt;
  }

  /** @param at market time of the next tick @param now the timer's time, at which the first tick is due by default */
  dueAt(at: number, now: number): number {
    const silence = this.#last === undefined ? 0 : at - this.#last.at;
    const due =
      (this.#last?.due ?? this.#openedAt ?? now) + (silence > this.#maxSilence ? 0 : silence / this.#speed);
    this.#last = { at, due };
    return due;
  }
}
