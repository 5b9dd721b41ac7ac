import { describe, expect, it } from 'vitest';
import { readControls } from '../../../../shared/controls/controls.ts';
import { NOON } from '../fixtures.ts';
import { account, BY } from './account.ts';

const LATCH = 'cc5c3a53-0a0b-5d19-9d4a-6ad17b8a1c11';
const body = { latch_id: LATCH, reason: 'hedged by hand' };

/** An account with a latched loss. */
const latched = (latch_id = LATCH) => {
  const made = account();
  made.tables.put('daily-losses', {
    broker: 'paper',
    latched: true,
    latch_id,
    latched_at: BY.at,
    loss: 12_000,
    limit: 10_000,
    updated_at: BY.at,
    sequence: 1,
  });
  return made;
};

describe('the daily loss of an account', () => {
  it('is shown with the name of its latch', async () => {
    const { body: shown } = await latched().ask('getDailyLoss');

    expect(shown).toEqual({
      broker: 'paper',
      latched: true,
      latch_id: LATCH,
      latched_at: BY.at,
      loss: 12_000,
      limit: 10_000,
      updated_at: BY.at,
    });
  });

  it.each([
    ['was never latched', undefined],
    ['has a malformed item', { broker: 'paper', latched: 'yes', latch_id: LATCH }],
  ])('that %s is shown as none', async (_, item) => {
    const { ask, tables } = account();
    if (item !== undefined) tables.put('daily-losses', item);

    expect((await ask('getDailyLoss')).body).toMatchObject({ latched: false, latch_id: null, loss: null });
  });
});

describe('the release of a daily loss', () => {
  it('is written with the latch, its time, who and why, and told', async () => {
    const { ask, told, tables } = latched();

    const answer = await ask('releaseDailyLoss', { body });

    expect(answer.body).toEqual({
      broker: 'paper',
      latch_id: LATCH,
      released_at: BY.at,
      reason: 'hedged by hand',
      by: BY.by,
      version: 1,
    });
    const { lossRelease, killSwitch } = readControls('paper', await tables.query('controls', 'paper'));
    expect([lossRelease, killSwitch.engaged]).toEqual([{ latchId: LATCH, at: NOON }, false]);
    expect(told()).toMatchObject([
      {
        action: 'daily_loss_released',
        subject: 'paper',
        reason: 'hedged by hand',
        changes: [
          { field: 'latch_id', after: `"${LATCH}"` },
          { field: 'released_at', after: `"${BY.at}"` },
        ],
      },
    ]);
  });

  it.each([
    ['another latch stands', latched('another'), 'another'],
    ['no loss is latched', account(), 'no daily loss of paper is latched'],
  ])('is refused where %s, and says which', async (_, { ask, item, told }, says) => {
    await expect(ask('releaseDailyLoss', { body })).rejects.toMatchObject({
      problem: 'LATCH_MISMATCH',
      message: expect.stringContaining(says),
    });
    expect(item('daily_loss_release')).toBeUndefined();
    expect(told()).toEqual([]);
  });

  it('may be repeated: each is newer than the one before', async () => {
    const { ask, item } = latched();
    await ask('releaseDailyLoss', { body });

    const { headers } = await ask('releaseDailyLoss', { body, now: NOON + 1_000 });

    expect(headers.etag).toBe('"2"');
    expect(item('daily_loss_release')).toMatchObject({
      latch_id: LATCH,
      released_at: new Date(NOON + 1_000).toISOString(),
      version: 2,
    });
  });

  it('repairs a malformed item', async () => {
    const { ask, put } = latched();
    put('daily_loss_release', { released_at: 'yesterday' });

    await ask('releaseDailyLoss', { body });

    expect((await ask('getKillSwitch')).body).toMatchObject({ engaged: false });
  });

  it.each([
    undefined,
    {},
    { reason: 'x' },
    { latch_id: LATCH },
    { ...body, reason: '' },
    { ...body, latch_id: '' },
    { ...body, released_at: '2030-01-01T00:00:00.000Z' },
  ])('is refused with the body %o', async (wrong) => {
    const { ask, item } = latched();

    await expect(ask('releaseDailyLoss', { body: wrong })).rejects.toMatchObject({
      problem: 'INVALID_REQUEST',
    });
    expect(item('daily_loss_release')).toBeUndefined();
  });

  it('is refused for an account that there is not', async () => {
    await expect(account().ask('releaseDailyLoss', { body, broker: 'both' })).rejects.toMatchObject({
      problem: 'INVALID_REQUEST',
    });
  });
});
