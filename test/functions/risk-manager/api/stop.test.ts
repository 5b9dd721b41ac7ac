import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { stopCredentialKey, stopTokenOf } from '../../../../shared/auth/stop-credential.ts';
import type { Uuid } from '../../../../shared/events/ids.ts';
import { CALLER } from '../../../support/call-route.ts';
import { NOON } from '../fixtures.ts';
import { account } from './account.ts';

const ID = '5b4c1c2e-6a4b-4d8e-9b57-3d0f8a1c7e42' as Uuid;

const phone = (userId: string = CALLER.user_id) => {
  const { token, sha256 } = stopTokenOf(userId, ID, randomBytes(32));
  const item = {
    ...stopCredentialKey(userId, ID),
    label: 'phone',
    sha256,
    state: 'active',
    made_at: new Date(NOON).toISOString(),
    version: 1,
  };
  return { item, headers: { authorization: `Bearer ${token}` } };
};

describe('stop', () => {
  it.each(['paper', 'zerodha'])(
    'engages the kill switch of %s, says no more, and tells who it was',
    async (broker) => {
      const { ask, item, tables, told, used } = account();
      const { item: credential, headers } = phone();
      tables.put('credentials', credential);

      const { body } = await ask('stop', { broker, headers });

      expect(body).toEqual({ engaged: true });
      expect(item('kill_switch', broker)).toMatchObject({ engaged: true, reason: 'stop credential' });
      expect(told()).toMatchObject([
        {
          action: 'kill_switch_engaged',
          subject: broker,
          actor: { user_id: CALLER.user_id, credential_id: ID },
        },
      ]);
      expect(used).toEqual([`stop#${ID}`]);
    },
  );

  it('takes a reason', async () => {
    const { ask, item, tables } = account();
    const { item: credential, headers } = phone();
    tables.put('credentials', credential);

    await ask('stop', { headers, body: { reason: 'the watchdog barks' } });

    expect(item('kill_switch')).toMatchObject({ engaged: true, reason: 'the watchdog barks' });
  });

  it('works without any login', async () => {
    const { ask, item, tables } = account();
    const { item: credential, headers } = phone();
    tables.put('credentials', credential);
    tables.put('sessions', { account_id: `zerodha#${CALLER.user_id}`, state: 'ended' });

    await ask('stop', { headers });

    expect(item('kill_switch')).toMatchObject({ engaged: true });
  });

  it.each<[string, object]>([
    ['was revoked', { state: 'revoked' }],
    ['has another secret', { sha256: stopTokenOf(CALLER.user_id, ID, randomBytes(32)).sha256 }],
  ])('refuses a token that %s', async (_, change) => {
    const { ask, item, tables } = account();
    const { item: credential, headers } = phone();
    tables.put('credentials', { ...credential, ...change });

    await expect(ask('stop', { headers })).rejects.toMatchObject({ problem: 'STOP_TOKEN_REFUSED' });
    expect(item('kill_switch')).toBeUndefined();
  });

  it('refuses a token that is revoked in the moment in which it is used', async () => {
    const { ask, item, tables, services } = account();
    const { item: credential, headers } = phone();
    tables.put('credentials', credential);
    const get = tables.get.bind(tables);
    Object.assign(services, {
      tables: {
        ...services.tables,
        get: async (...args: Parameters<typeof get>) => {
          const found = await get(...args);
          tables.put('credentials', { ...credential, state: 'revoked' });
          return found;
        },
      },
    });

    await expect(ask('stop', { headers })).rejects.toMatchObject({ problem: 'STOP_TOKEN_REFUSED' });
    expect(item('kill_switch')).toBeUndefined();
  });

  it('refuses the token of a removed user, a session token and a missing token', async () => {
    const { ask, tables } = account();
    const { item: credential, headers } = phone('GONE01');
    tables.put('credentials', credential);

    for (const given of [headers, { authorization: 'Bearer abc.def.ghi' }, {}])
      await expect(ask('stop', { headers: given })).rejects.toMatchObject({ problem: 'STOP_TOKEN_REFUSED' });
  });
});
