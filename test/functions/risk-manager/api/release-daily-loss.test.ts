import { describe, expect, it } from 'vitest';
import { readControls } from '../../../../shared/controls/controls.ts';
import { NOON } from '../fixtures.ts';
import { account, BY } from './account.ts';

const body = { reason: 'hedged by hand' };

describe('the release of a daily loss', () => {
  it('is written with its time, who and why, and told', async () => {
    const { ask, told, tables } = account();

    const answer = await ask('releaseDailyLoss', { body });

    expect(answer.body).toEqual({
      broker: 'paper',
      released_at: BY.at,
      reason: 'hedged by hand',
      by: BY.by,
      version: 1,
    });
    const { lossReleasedAt, killSwitch } = readControls('paper', await tables.query('controls', 'paper'));
    expect([lossReleasedAt, killSwitch.engaged]).toEqual([NOON, false]);
    expect(told()).toMatchObject([
      {
        action: 'daily_loss_released',
        subject: 'paper',
        reason: 'hedged by hand',
        changes: [{ field: 'released_at', after: `"${BY.at}"` }],
      },
    ]);
  });

  it('may be repeated: each is newer than the one before', async () => {
    const { ask, item } = account();
    await ask('releaseDailyLoss', { body });

    const { headers } = await ask('releaseDailyLoss', { body, now: NOON + 1_000 });

    expect(headers.etag).toBe('"2"');
    expect(item('daily_loss_release')).toMatchObject({
      released_at: new Date(NOON + 1_000).toISOString(),
      version: 2,
    });
  });

  it('mends an item that is malformed', async () => {
    const { ask, put } = account();
    put('daily_loss_release', { released_at: 'yesterday' });

    await ask('releaseDailyLoss', { body });

    expect((await ask('getKillSwitch')).body).toMatchObject({ engaged: false });
  });

  it.each([undefined, {}, { reason: '' }, { reason: 'x', released_at: '2030-01-01T00:00:00.000Z' }])(
    'is refused with the body %o',
    async (wrong) => {
      const { ask, item } = account();

      await expect(ask('releaseDailyLoss', { body: wrong })).rejects.toMatchObject({
        problem: 'INVALID_REQUEST',
      });
      expect(item('daily_loss_release')).toBeUndefined();
    },
  );

  it('is refused for an account that there is not', async () => {
    await expect(account().ask('releaseDailyLoss', { body, broker: 'both' })).rejects.toMatchObject({
      problem: 'INVALID_REQUEST',
    });
  });
});
