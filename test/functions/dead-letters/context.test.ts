import { expect, it } from 'vitest';
import { loadDeadLettersContext } from '../../../functions/dead-letters/context.ts';

it('says what time the market has', async () => {
  const load = loadDeadLettersContext({ marketClock: { now: () => 1_655_351_100_000 } });

  expect(await load([])).toEqual({ now: 1_655_351_100_000 });
});

it('says no time where only the events know it', async () => {
  const load = loadDeadLettersContext({ marketClock: { now: () => undefined } });

  expect(await load([])).toEqual({ now: undefined });
});
