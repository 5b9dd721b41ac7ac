import { setTimeout } from 'node:timers/promises';
import { AlphaPandaError } from '../../shared/errors.ts';
import type { TickSource, TimedTick } from './timed-tick.ts';

/**
 * How fast market time passes.
 * - `timed`: at the market's own speed (1) or a multiple of it.
 * - `max`: as fast as the ticks are taken.
 * - `lockstep`: one tick at a time; the next when all that it caused has settled.
 */
export type Pace =
  | { readonly kind: 'timed'; readonly speed: number }
  | { readonly kind: 'max' }
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

/** Time as pacing needs it. */
export interface Timer {
  /** Milliseconds on any steady clock. */
  now(): number;
  /** Ends after about that many milliseconds, or as soon as the signal aborts. */
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
  /** Most ticks of one batch. */
  readonly batchSize?: number;
  /** `timed`: ticks that fall due within so many milliseconds go together. */
  readonly lingerMs?: number;
  /**
   * `timed`: a silence of the market longer than this (milliseconds of market time) is cut to nothing: the night
   * between two sessions, the minutes after the pre-open.
   */
  readonly longestSilenceMs?: number;
  /** Ends the stream. */
  readonly signal?: AbortSignal;
}

const BATCH_SIZE = 2_000;
const LINGER_MS = 5;
const LONGEST_SILENCE_MS = 5 * 60_000;

/**
 * The ticks of a source as batches to be sent now. The next batch is made when the last has been dealt with, so a
 * slow publisher holds the source back; a timed pace then catches up in larger batches.
 */
export const paced = (
  source: TickSource,
  pace: Pace,
  options: PaceOptions,
): AsyncGenerator<readonly TimedTick[]> => {
  switch (pace.kind) {
    case 'lockstep':
      return regrouped(source, 1, options.signal);
    case 'max':
      return regrouped(source, options.batchSize ?? BATCH_SIZE, options.signal);
    case 'timed':
      return timed(source, pace.speed, options);
  }
};

async function* regrouped(
  source: TickSource,
  size: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly TimedTick[]> {
  for await (const ticks of source) {
    for (let from = 0; from < ticks.length; from += size) {
      if (signal?.aborted) return;
      yield ticks.slice(from, from + size);
    }
  }
}

async function* timed(
  source: TickSource,
  speed: number,
  options: PaceOptions,
): AsyncGenerator<readonly TimedTick[]> {
  const { timer, signal, batchSize = BATCH_SIZE, lingerMs = LINGER_MS } = options;
  const schedule = new Schedule(speed, options.longestSilenceMs ?? LONGEST_SILENCE_MS);
  let batch: TimedTick[] = [];
  for await (const ticks of source) {
    for (const tick of ticks) {
      const due = schedule.dueAt(tick.at, timer.now());
      if (batch.length >= batchSize || (batch.length > 0 && due > timer.now())) {
        yield batch;
        batch = [];
      }
      const wait = due - timer.now();
      if (wait > 0) await timer.sleep(Math.max(wait, lingerMs), signal);
      if (signal?.aborted) return;
      batch.push(tick);
    }
  }
  if (batch.length > 0) yield batch;
}

/** Market time to the timer's: it starts with the first tick and leaves long silences out. */
class Schedule {
  readonly #speed: number;
  readonly #longestSilence: number;
  #last: { readonly at: number; readonly due: number } | undefined;

  constructor(speed: number, longestSilence: number) {
    this.#speed = speed;
    this.#longestSilence = longestSilence;
  }

  /** @param at market time of the next tick @param now the timer's time, at which the first tick is due */
  dueAt(at: number, now: number): number {
    const silence = this.#last === undefined ? 0 : at - this.#last.at;
    const due = (this.#last?.due ?? now) + (silence > this.#longestSilence ? 0 : silence / this.#speed);
    this.#last = { at, due };
    return due;
  }
}
