import { setTimeout as sleep } from 'node:timers/promises';

/** Something to send, with its place in the feed. */
export type SendPlaces = (from: number, count: number) => Promise<void>;

export interface Steady {
  /** Units a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

const SLOT_MS = 5;

/**
 * Sends at an even rate, what falls due together in one send, one send at a time. Where a send takes longer than a
 * slot the next one is larger, so the rate is kept as long as sending can keep it.
 * @returns when each place was due, `performance.now()`: a late send counts from when it should have been
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
