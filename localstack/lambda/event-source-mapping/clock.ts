import { performance } from 'node:perf_hooks';

/** Time as a mapping sees it; tests turn it by hand. */
export interface Clock {
  /** Milliseconds, monotonic: for windows and back-off. */
  monotonic(): number;
  /** Milliseconds since the epoch: for record age and failure records. */
  epoch(): number;
  /** Calls back once after `milliseconds`; the returned function cancels. */
  schedule(milliseconds: number, callback: () => void): () => void;
}

/** The machine's clock. */
export const systemClock: Clock = {
  monotonic: () => performance.now(),
  epoch: () => Date.now(),
  schedule(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
