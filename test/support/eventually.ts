import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 20;

/** Asks again until `probe` gives something, or fails when `milliseconds` have passed. */
export const eventually = async <T>(
  what: string,
  probe: () => T | undefined | Promise<T | undefined>,
  milliseconds = 20_000,
): Promise<T> => {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited ${milliseconds} ms in vain for ${what}`);
    await delay(POLL_MS);
  }
};
