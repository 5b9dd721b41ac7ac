import { expect, test } from 'vitest';
import { limitRate } from '../../../shared/http/rate-limit.ts';
import { memoryRequestCounter as counter } from '../../support/request-counter.ts';

const LIMIT = { name: 'login', requests: 3, windowSeconds: 60 };
const T = Date.parse('2026-11-24T10:00:20.000Z');

test('requests up to the limit pass in a window, and the next one gets the time to retry', async () => {
  const { port } = counter();
  for (let i = 0; i < 3; i += 1) await limitRate(port, LIMIT, '10.0.0.1', T);

  await expect(limitRate(port, LIMIT, '10.0.0.1', T)).rejects.toMatchObject({
    problem: 'RATE_LIMITED',
    retryAfter: 40,
  });
});

test('the next window starts at zero', async () => {
  const { port } = counter();
  for (let i = 0; i < 3; i += 1) await limitRate(port, LIMIT, '10.0.0.1', T);

  await expect(limitRate(port, LIMIT, '10.0.0.1', T + 40_000)).resolves.toBeUndefined();
});

test('other callers are counted separately', async () => {
  const { port } = counter();
  for (let i = 0; i < 3; i += 1) await limitRate(port, LIMIT, '10.0.0.1', T);

  await expect(limitRate(port, LIMIT, '10.0.0.2', T)).resolves.toBeUndefined();
});

test('a count is kept until after its window', async () => {
  const { port, expiries } = counter();

  await limitRate(port, LIMIT, '10.0.0.1', T);

  expect(expiries).toEqual([Date.parse('2026-11-24T10:02:00.000Z') / 1_000]);
});
