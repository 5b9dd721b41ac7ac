import { createRequire } from 'node:module';
import { stopIdleTimers as inPackage } from '@alpha-panda/embedded-kafka/codecs';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { stopIdleTimers } from '../../../shared/kafka/idle-timers.ts';

/** The fields of a queue that decide whether a timer is set. */
const queueOf = (pending: readonly unknown[], throttledUntil: number) =>
  Object.assign(Object.create(RequestQueue.prototype), {
    pending,
    throttledUntil,
    throttleCheckTimeoutId: null,
    checkPendingRequests: vi.fn(),
  });

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

describe.each([
  ['shared', stopIdleTimers],
  ['the broker’s package', inPackage],
])('stopIdleTimers of %s', (_, stop) => {
  const { scheduleCheckPendingRequests } = RequestQueue.prototype;
  beforeAll(() => stop());
  afterAll(() => Object.assign(RequestQueue.prototype, { scheduleCheckPendingRequests }));

  it('changes the class that kafkajs uses', () => {
    expect(createRequire(import.meta.url)('kafkajs/src/network/requestQueue')).toBe(RequestQueue);
  });

  it('sets no timer on a connection without a waiting request', () => {
    queueOf([], -1).scheduleCheckPendingRequests();

    expect(vi.getTimerCount()).toBe(0);
  });

  it('checks a waiting request after 10 ms', () => {
    const queue = queueOf([{}], -1);

    queue.scheduleCheckPendingRequests();
    vi.advanceTimersByTime(10);

    expect(queue.checkPendingRequests).toHaveBeenCalledOnce();
  });

  it('checks when a broker that throttles takes requests again', () => {
    const queue = queueOf([], Date.now() + 500);

    queue.scheduleCheckPendingRequests();
    vi.advanceTimersByTime(499);
    expect(queue.checkPendingRequests).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2);

    expect(queue.checkPendingRequests).toHaveBeenCalledOnce();
  });
});
