import { expect, it } from 'vitest';
import { backoffDelay, DEFAULT_BACKOFF } from '../../../../localstack/lambda/event-source-mapping/backoff.ts';

it('doubles from 200 ms up to 30 s, without a limit of retries', () => {
  expect([0, 1, 2, 7, 8, 100, 5_000].map((retry) => backoffDelay(retry, DEFAULT_BACKOFF))).toEqual([
    200, 400, 800, 25_600, 30_000, 30_000, 30_000,
  ]);
});
