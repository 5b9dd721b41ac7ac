import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

let isStopped = false;

/**
 * kafkajs 2.2.4 sets a timer of 1 ms again and again on each connection, also where no request waits. An idle connection
 * takes 1 to 2 % of a core by that. With this the timer is set only for requests that wait.
 */
export const stopIdleTimers = (): void => {
  if (isStopped) return;
  isStopped = true;
  const { prototype } = RequestQueue;
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function () {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
  };
};
