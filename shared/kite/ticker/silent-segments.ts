import { isOpen } from '../../market/calendar.ts';
import type { Segment } from '../../market/instrument.ts';
import { segmentOfToken, type TokenSegment } from '../segments.ts';

/** Waits for a segment that stays silent double up to this many times the first one. */
const MAX_TIMES = 16;

/** A tick so soon after a connection opened says that the one before was dead. */
const HELPED_MS = 10_000;

interface Watched {
  readonly name: TokenSegment['name'];
  readonly hours: Segment;
  /** The last byte of its tokens. */
  readonly number: number;
  /** From when its silence counts, in epoch milliseconds: subscribed, opened, or reported. */
  since: number;
  waitMs: number;
  /** The last time that it was silent for longer than the first wait. */
  quietAt: number;
}

/**
 * Finds the segments that send nothing in their market hours while their connection lives. Kite's other clients have run
 * for hours with such a connection. A segment whose only instrument is rarely traded looks the same, and each new connection
 * costs ticks of all others. So each report doubles the wait for the next one. The first wait comes back when a new connection
 * has helped, or when the segment was not silent for the longest wait.
 */
export class SilentSegments {
  readonly #silenceMs: number;
  readonly #tickedAt = new Float64Array(256);
  #openedAt = Number.NEGATIVE_INFINITY;
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
      return [
        before.get(number) ?? { name, hours, number, since: now, waitMs: this.#silenceMs, quietAt: now },
      ];
    });
  }

  ticked(token: number, at: number): void {
    this.#tickedAt[token & 0xff] = at;
  }

  /** Counts silence from now on: the connection opened. */
  restart(now: number): void {
    this.#openedAt = now;
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
        if (tickedAt - one.since > this.#silenceMs) one.quietAt = tickedAt;
        const hasHelped = one.quietAt <= this.#openedAt && tickedAt - this.#openedAt <= HELPED_MS;
        const isLively = tickedAt - one.quietAt >= MAX_TIMES * this.#silenceMs;
        if (hasHelped || isLively) one.waitMs = this.#silenceMs;
        one.since = tickedAt;
      }
      if (now - one.since < one.waitMs) continue;
      silent.push(one.name);
      one.since = now;
      one.quietAt = now;
      one.waitMs = Math.min(2 * one.waitMs, MAX_TIMES * this.#silenceMs);
    }
    return silent;
  }
}
