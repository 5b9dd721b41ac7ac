import { setTimeout as sleep } from 'node:timers/promises';

/** Sends a number of units, from an index of the feed on. */
export type SendPlaces = (from: number, count: number) => Promise<void>;

export interface Steady {
  /** Units per second. */
  readonly rate: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

const SLOT_MS = 5;

/**
 * Sends at an even rate, one send at a time, with all due units. After a send that takes longer than a slot the next one
 * is larger, which keeps the rate if possible.
 * @returns the due time of each unit by `performance.now()`, so that a late send counts from its due time
 */
export const sendSteadily = async (
  { rate, seconds, signal }: Steady,
  send: SendPlaces,
): Promise<readonly number[]> => {
  const total = Math.round(rate * seconds);
  const start = performance.now();
  const due: number[] = [];
  while (due.length < total) {
    if (signal.aborted) throw signal.reason;
    const elapsed = performance.now() - start;
    const count = Math.min(total, Math.floor((elapsed * rate) / 1_000) + 1) - due.length;
    if (count <= 0) {
      await sleep(SLOT_MS);
      continue;
    }
    const from = due.length;
    for (let place = from; place < from + count; place += 1) due.push(start + (place * 1_000) / rate);
    await send(from, count);
  }
  return due;
};
