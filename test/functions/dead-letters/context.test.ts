import { expect, it } from 'vitest';
import { loadDeadLettersContext } from '../../../functions/dead-letters/context.ts';

it('has the time of the market clock', async () => {
  const load = loadDeadLettersContext({ marketClock: { now: () => 1_655_351_100_000 } });

  expect(await load([])).toEqual({ now: 1_655_351_100_000 });
});

it('has no time if the events are the clock', async () => {
  const load = loadDeadLettersContext({ marketClock: { now: () => undefined } });

  expect(await load([])).toEqual({ now: undefined });
});
