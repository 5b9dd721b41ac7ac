import { describe, expect, it } from 'vitest';
import { CALLER_SESSION, STEPPED_UP_SESSION } from '../../../support/call-route.ts';
import { NOON } from '../fixtures.ts';
import { account } from './account.ts';

const LATCH = 'cc5c3a53-0a0b-5d19-9d4a-6ad17b8a1c11';

/** An account that is stopped, by a person and by its loss. */
const engaged = (broker: string) => {
  const one = account();
  one.tables.put('controls', { broker, control: 'kill_switch', engaged: true, version: 3 });
  one.tables.put('daily-losses', {
    broker,
    latched: true,
    latch_id: LATCH,
    latched_at: new Date(NOON).toISOString(),
    loss: 12_000,
    limit: 10_000,
    updated_at: new Date(NOON).toISOString(),
    sequence: 1,
  });
  one.tables.put('sessions', CALLER_SESSION);
  return one;
};

const RELEASES = [
  ['releaseKillSwitch', { version: 3, body: { reason: 'seen' } }],
  ['releaseDailyLoss', { body: { latch_id: LATCH, reason: 'seen' } }],
] as const;

describe.each(RELEASES)('%s', (operation, more) => {
  const release = (one: ReturnType<typeof account>, broker: string) =>
    one.ask(operation, { broker, ...more });

  it('of the live broker needs a second factor, shown a short while ago', async () => {
    const one = engaged('zerodha');

    await expect(release(one, 'zerodha')).rejects.toMatchObject({ problem: 'STEP_UP_REQUIRED' });
    one.tables.put('sessions', { ...STEPPED_UP_SESSION, stepped_up_until: new Date(NOON).toISOString() });
    await expect(release(one, 'zerodha')).rejects.toMatchObject({ problem: 'STEP_UP_REQUIRED' });
    expect(one.item('kill_switch', 'zerodha')).toMatchObject({ engaged: true, version: 3 });
    expect(one.item('daily_loss_release', 'zerodha')).toBeUndefined();

    one.tables.put('sessions', { ...STEPPED_UP_SESSION, stepped_up_until: new Date(NOON + 1).toISOString() });
    expect((await release(one, 'zerodha')).status).toBe(200);
  });

  it('of paper needs none', async () => {
    expect((await release(engaged('paper'), 'paper')).status).toBe(200);
  });
});

describe('engageKillSwitch', () => {
  it.each(['viewer', 'owner', 'account_owner'] as const)(
    'of either broker is for a %s, without a second factor',
    async (role) => {
      for (const broker of ['paper', 'zerodha']) {
        const one = account();
        one.tables.put('sessions', CALLER_SESSION);

        await one.ask('engageKillSwitch', { broker, role, body: { reason: 'looks wrong' } });

        expect(one.item('kill_switch', broker)).toMatchObject({ engaged: true });
      }
    },
  );
});
