/** Exponential back-off between attempts. AWS does not document its own schedule. */
export interface Backoff {
  readonly initialMs: number;
  readonly maximumMs: number;
}

export const DEFAULT_BACKOFF: Backoff = { initialMs: 200, maximumMs: 30_000 };

/** Milliseconds to wait before retry number `retry`, counted from 0. */
export const backoffDelay = (retry: number, { initialMs, maximumMs }: Backoff): number =>
  Math.min(maximumMs, initialMs * 2 ** Math.min(retry, 30));
