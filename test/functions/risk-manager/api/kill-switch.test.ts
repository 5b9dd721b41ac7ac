import { describe, expect, it } from 'vitest';
import { engageKillSwitch } from '../../../../functions/risk-manager/api/engage-kill-switch.ts';
import { CALLER } from '../../../support/call-route.ts';
import { NOON } from '../fixtures.ts';
import { account, BY } from './account.ts';

const engage = { body: { reason: 'a drill' } };
const release = { body: { reason: 'the drill is over' } };

describe('the kill switch', () => {
  it('is released at version 0 without an item', async () => {
    const { status, headers, body } = await account().ask('getKillSwitch');

    expect(status).toBe(200);
    expect(headers.etag).toBe('"0"');
    expect(body).toEqual({
      broker: 'paper',
      engaged: false,
      reason: 'not engaged',
      by: null,
      at: null,
      version: 0,
    });
  });

  it('of the live account is engaged without an item, until version 0 is released', async () => {
    const { ask, told, item } = account();
    const live = { broker: 'zerodha' };

    const untouched = await ask('getKillSwitch', live);
    const released = await ask('releaseKillSwitch', { ...live, ...release, version: 0 });

    expect([untouched.headers.etag, untouched.body]).toEqual([
      '"0"',
      {
        ...live,
        engaged: true,
        reason: expect.stringContaining('never been released'),
        by: null,
        at: null,
        version: 0,
      },
    ]);
    expect(released.body).toMatchObject({ ...live, engaged: false, version: 1, ...BY });
    expect(item('kill_switch', 'zerodha')).toMatchObject({ engaged: false });
    expect(told()).toMatchObject([{ action: 'kill_switch_released', broker: 'zerodha' }]);
  });

  it('is engaged by a person with a reason, which the audit trail tells', async () => {
    const { ask, told, item } = account();

    const { status, headers, body } = await ask('engageKillSwitch', engage);

    const engaged = { broker: 'paper', engaged: true, reason: 'a drill', ...BY, version: 1 };
    expect([status, headers.etag, body]).toEqual([200, '"1"', engaged]);
    expect((await ask('getKillSwitch')).body).toEqual(engaged);
    expect(item('kill_switch')).toEqual({ ...engaged, control: 'kill_switch' });
    expect(told()).toEqual([
      {
        action: 'kill_switch_engaged',
        subject: 'paper',
        broker: 'paper',
        actor: CALLER,
        reason: 'a drill',
        subject_version: 1,
        changes: [{ field: 'engaged', after: 'true' }],
        timestamp: BY.at,
      },
    ]);
  });

  it('takes another reason when it is engaged again', async () => {
    const { ask, told } = account();
    await ask('engageKillSwitch', engage);

    const { status, body } = await ask('engageKillSwitch', { body: { reason: '  not a drill ' } });

    expect(status).toBe(200);
    expect(body).toMatchObject({ engaged: true, reason: 'not a drill', version: 2 });
    expect(told()).toHaveLength(2);
  });

  it('needs no version to engage, no room in a counter, and no Kafka', async () => {
    const { ask, kafka, item } = account();
    kafka.down = true;

    const { body } = await ask('engageKillSwitch', engage);

    expect([engageKillSwitch.ifMatch, engageKillSwitch.neverLimited]).toEqual([undefined, true]);
    expect(body).toMatchObject({ engaged: true });
    expect(item('kill_switch')).toMatchObject({ engaged: true });
  });

  it('is released by a request that names its version', async () => {
    const { ask, told } = account();
    await ask('engageKillSwitch', engage);

    const { headers, body } = await ask('releaseKillSwitch', { ...release, version: 1 });

    const released = { broker: 'paper', engaged: false, reason: 'the drill is over', ...BY, version: 2 };
    expect(body).toEqual(released);
    expect(headers.etag).toBe('"2"');
    expect((await ask('getKillSwitch')).body).toEqual(released);
    expect(told().at(-1)).toMatchObject({
      action: 'kill_switch_released',
      reason: 'the drill is over',
      changes: [{ field: 'engaged', before: 'true', after: 'false' }],
    });
  });

  it('stays engaged for a request with an older version or none', async () => {
    const { ask, item } = account();
    await ask('engageKillSwitch', engage);
    await ask('engageKillSwitch', engage);

    await expect(ask('releaseKillSwitch', { ...release, version: 1 })).rejects.toMatchObject({
      problem: 'VERSION_MISMATCH',
    });
    await expect(ask('releaseKillSwitch', release)).rejects.toMatchObject({ problem: 'VERSION_REQUIRED' });
    expect(item('kill_switch')).toMatchObject({ engaged: true, version: 2 });
  });

  it('that is released already is left as it is', async () => {
    const { ask, told } = account();

    const { body } = await ask('releaseKillSwitch', { ...release, version: 0 });

    expect(body).toMatchObject({ engaged: false, version: 0 });
    expect(told()).toEqual([]);
  });

  it('of one account is not the other’s', async () => {
    const { ask, item } = account();

    await ask('engageKillSwitch', { ...engage, broker: 'zerodha' });

    expect((await ask('getKillSwitch')).body).toMatchObject({ engaged: false, version: 0 });
    expect((await ask('getKillSwitch', { broker: 'zerodha' })).body).toMatchObject({ engaged: true });
    expect(item('kill_switch', 'zerodha')).toMatchObject({ broker: 'zerodha' });
  });
});

describe('a malformed control', () => {
  it('is shown as engaging the switch, with what is wrong', async () => {
    const { ask, put } = account();
    put('kill_switch', { engaged: 'false' });

    expect((await ask('getKillSwitch')).body).toMatchObject({
      engaged: true,
      reason: expect.stringMatching(/^control kill_switch is malformed: engaged /),
      by: null,
      version: 0,
    });
  });

  it.each([
    ['engageKillSwitch', true],
    ['releaseKillSwitch', false],
  ])('is repaired by %s', async (operation, engaged) => {
    const { ask, put, item } = account();
    put('kill_switch', { engaged: 'false', version: 'x', surplus: 1 });

    const { body } = await ask(operation, { ...engage, version: 0 });

    expect(body).toMatchObject({ engaged, reason: 'a drill', version: 1 });
    expect(item('kill_switch')).toEqual({
      broker: 'paper',
      control: 'kill_switch',
      engaged,
      reason: 'a drill',
      ...BY,
      version: 1,
    });
  });

  it('of limits keeps the switch engaged though it is released, until the limits are set', async () => {
    const { ask, put } = account();
    put('limits', { max_daily_trades: 'many', version: 5 });
    await ask('engageKillSwitch', engage);

    const { body } = await ask('releaseKillSwitch', { ...release, version: 1 });
    expect(body).toMatchObject({
      engaged: true,
      reason: expect.stringContaining('control limits is malformed'),
      version: 2,
    });

    await ask('setLimits', { body: {}, version: 5 });
    expect((await ask('getKillSwitch')).body).toMatchObject({ engaged: false, version: 2 });
  });
});

describe('what is asked of the kill switch', () => {
  it.each([
    ['no body', undefined],
    ['no reason', {}],
    ['an empty reason', { reason: '   ' }],
    ['a reason of 501 characters', { reason: 'x'.repeat(501) }],
    ['a reason that moves the cursor of terminals', { reason: 'a\u001b[2Jb' }],
    ['a reason that is no text', { reason: 1 }],
    ['an unknown field', { reason: 'x', engaged: true }],
    ['a list', ['x']],
  ])('is refused with %s', async (_, body) => {
    const { ask, item } = account();

    for (const operation of ['engageKillSwitch', 'releaseKillSwitch']) {
      await expect(ask(operation, { body, version: 0 })).rejects.toMatchObject({
        problem: 'INVALID_REQUEST',
      });
    }
    expect(item('kill_switch')).toBeUndefined();
  });

  it('may have a reason of 500 characters in any script', async () => {
    for (const reason of ['x'.repeat(500), 'बाज़ार 📉']) {
      const { body } = await account().ask('engageKillSwitch', { body: { reason } });

      expect(body).toMatchObject({ reason });
    }
  });

  it.each(['shared', 'PAPER', 'paper ', '../paper', '__proto__', ''])(
    'is refused for the account "%s"',
    async (broker) => {
      const { ask } = account();

      for (const operation of ['getKillSwitch', 'engageKillSwitch', 'releaseKillSwitch']) {
        await expect(ask(operation, { ...engage, broker, version: 0 })).rejects.toMatchObject({
          problem: 'INVALID_REQUEST',
        });
      }
    },
  );

  it('rejects a query and an invalid version', async () => {
    const { ask } = account();

    await expect(ask('getKillSwitch', { query: { force: 'true' } })).rejects.toMatchObject({
      problem: 'INVALID_REQUEST',
    });
    await expect(ask('releaseKillSwitch', { ...release, version: 1.5 })).rejects.toMatchObject({
      problem: 'INVALID_REQUEST',
    });
  });

  it('publishes its pending event at the next read', async () => {
    const { ask, kafka, told, item } = account();
    kafka.down = true;
    await ask('engageKillSwitch', { ...engage, now: NOON + 1 });
    await ask('engageKillSwitch', { ...engage, now: NOON + 2 });
    expect(told()).toEqual([]);
    kafka.down = false;

    expect((await ask('getKillSwitch')).body).toMatchObject({ engaged: true, version: 2 });

    expect(told().map(({ subject_version }) => subject_version)).toEqual([1, 2]);
    expect(item('kill_switch')).not.toHaveProperty('pending_events');
  });
});
