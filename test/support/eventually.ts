import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 10;

/** Below the time limit of a test, so that the failure names what did not happen. No result depends on it. */
export const HANG_MS = 300_000;

/** Repeats `probe` until it returns a value. @throws after `HANG_MS`, naming `what` */
export const eventually = async <T>(
  what: string | (() => string),
  probe: () => T | undefined | Promise<T | undefined>,
): Promise<T> => {
  const deadline = Date.now() + HANG_MS;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > deadline) {
      throw new Error(`waited ${HANG_MS} ms without effect for ${typeof what === 'string' ? what : what()}`);
    }
    await delay(POLL_MS);
  }
};

/** Repeats `condition` until it holds. @throws after `HANG_MS`, with `describe()` */
export const until = async (
  condition: () => boolean | Promise<boolean>,
  describe: () => string,
): Promise<void> => {
  await eventually(describe, async () => (await condition()) || undefined);
};
