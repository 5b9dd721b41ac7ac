import { isOpen } from '../../market/calendar.ts';
import type { Segment } from '../../market/instrument.ts';
import { segmentOfToken, type TokenSegment } from '../segments.ts';

/** Waits for a segment that stays silent double up to this many times the first one. */
const MAX_TIMES = 16;

interface Watched {
  readonly name: TokenSegment['name'];
  readonly hours: Segment;
  /** The last byte of its tokens. */
  readonly number: number;
  /** From when its silence counts, in epoch milliseconds: subscribed, opened, or reported. */
  since: number;
  waitMs: number;
}

/**
 * Finds the segments that send nothing in their market hours while their connection lives. Kite's other clients have run
 * for hours with such a connection. A segment whose only instrument is rarely traded looks the same, so that each report
 * doubles the wait for the next one until a tick comes.
 */
export class SilentSegments {
  readonly #silenceMs: number;
  readonly #tickedAt = new Float64Array(256);
  #watched: readonly Watched[] = [];

  /** @param silenceMs how long a segment may be silent; Infinity watches none */
  constructor(silenceMs: number) {
    this.#silenceMs = silenceMs;
  }

  /** Takes the tokens of the connection. @param now epoch milliseconds */
  watch(tokens: Iterable<number>, now: number): void {
    const before = new Map(this.#watched.map((one) => [one.number, one]));
    const numbers = new Set<number>();
    for (const token of tokens) numbers.add(token & 0xff);
    this.#watched = [...numbers].flatMap((number) => {
      const segment = segmentOfToken(number);
      if (segment?.hours === undefined) return [];
      const { name, hours } = segment;
      return [before.get(number) ?? { name, hours, number, since: now, waitMs: this.#silenceMs }];
    });
  }

  ticked(token: number, at: number): void {
    this.#tickedAt[token & 0xff] = at;
  }

  /** Counts silence from now on: the connection opened. */
  restart(now: number): void {
    for (const one of this.#watched) one.since = now;
  }

  /** The segments that were silent for too long. @param now epoch milliseconds, by the market's clock */
  find(now: number): TokenSegment['name'][] {
    const silent: TokenSegment['name'][] = [];
    for (const one of this.#watched) {
      const tickedAt = this.#tickedAt[one.number] ?? 0;
      if (!isOpen(one.hours, now)) {
        one.since = now;
        one.waitMs = this.#silenceMs;
        continue;
      }
      if (tickedAt > one.since) {
        one.since = tickedAt;
        one.waitMs = this.#silenceMs;
      }
      if (now - one.since < one.waitMs) continue;
      silent.push(one.name);
      one.since = now;
      one.waitMs = Math.min(2 * one.waitMs, MAX_TIMES * this.#silenceMs);
    }
    return silent;
  }
}
