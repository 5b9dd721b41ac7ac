declare module 'kafkajs/src/network/requestQueue/index.js' {
  /** The requests of one connection. */
  export default class RequestQueue {
    readonly pending: readonly unknown[];
    /** Milliseconds of the epoch until when the broker wants no requests. */
    readonly throttledUntil: number;
    scheduleCheckPendingRequests(): void;
  }
}
