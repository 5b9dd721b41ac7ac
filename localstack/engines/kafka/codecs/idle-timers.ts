import { createRequire } from 'node:module';

/** The requests of one connection, in kafkajs. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  /** Milliseconds of the epoch until when the broker wants no requests. */
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

let isStopped = false;

/**
 * kafkajs 2.2.4 sets a timer of 1 ms again and again on each connection, also where no request waits. With this the
 * timer is set only for requests that wait, in all clients of this process.
 */
export const stopIdleTimers = (): void => {
  if (isStopped) return;
  isStopped = true;
  const { prototype }: { readonly prototype: RequestQueue } = createRequire(import.meta.url)(
    'kafkajs/src/network/requestQueue',
  );
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function () {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
  };
};
