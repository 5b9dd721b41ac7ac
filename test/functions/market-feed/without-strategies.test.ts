import { expect, it } from 'vitest';
import { feedWorld, MONDAY } from './world.ts';

const RUN_MS = 880_000;

/** One run of the relay in a deployment without any strategy. */
const runAt = async (startsAt: number) => {
  const { virtual, start, lease } = feedWorld(startsAt);
  const run = start({ endsInMs: RUN_MS, followsCalendar: true });
  const end = await virtual.run(run.ended);
  return { end, tookMs: virtual.now(), state: lease.stored?.state };
};

it('waits for a strategy while an exchange trades', async () => {
  expect(await runAt(MONDAY)).toMatchObject({ end: 'time', state: 'idle' });
});

it.each([
  ['at night', '2026-11-23T21:00:00.000Z'],
  ['on a Sunday', '2026-11-22T05:00:00.000Z'],
  ['on a holiday of both exchanges', '2026-10-02T05:00:00.000Z'],
])('ends within a second %s, and takes no lease', async (_, time) => {
  const { end, tookMs, state } = await runAt(Date.parse(time));

  expect(end).toBe('closed');
  expect(tookMs).toBeLessThan(1_000);
  expect(state).toBeUndefined();
});

it('waits in the evening of commodities on a holiday of shares', async () => {
  expect(await runAt(Date.parse('2026-11-24T12:30:00.000Z'))).toMatchObject({ end: 'time' });
});
