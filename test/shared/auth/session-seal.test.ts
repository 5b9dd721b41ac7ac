import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SessionItem, sessionItem } from '../../../shared/auth/session-item.ts';
import { isSealIntact, sealSession } from '../../../shared/auth/session-seal.ts';
import { MemoryKeys, OTHER_SESSION, unsealedSession } from './fixtures.ts';

const sealedBy = async (keys: MemoryKeys, changes: Parameters<typeof unsealedSession>[0] = {}) => {
  const session = unsealedSession(changes);
  return { ...session, seal: await sealSession(keys, session) };
};

describe('the seal of a session', () => {
  it('fits what was sealed', async () => {
    const keys = new MemoryKeys();

    expect(await isSealIntact(keys, await sealedBy(keys))).toBe(true);
  });

  it('says nothing of when the session was last used', async () => {
    const keys = new MemoryKeys();
    const session = await sealedBy(keys);

    expect(await isSealIntact(keys, { ...session, last_active_at: session.expires_at })).toBe(true);
  });

  it('covers every other field', async () => {
    const keys = new MemoryKeys();
    const session = await sealedBy(keys, { pending_events: ['{"a":1}'] });
    const others: { readonly [Name in keyof SessionItem]: SessionItem[Name] | undefined } = {
      account_id: 'zerodha#AB9999',
      broker: undefined,
      user_id: 'AB9999',
      user_name: 'Somebody else',
      user_shortname: 'Else',
      email: 'else@example.invalid',
      session_id: OTHER_SESSION,
      login_method: 'request_token',
      state: 'ended',
      logged_in_at: session.expires_at,
      last_active_at: session.last_active_at,
      expires_at: '2099-01-01T00:30:00.000Z',
      delete_after: session.delete_after + 1,
      version: session.version + 1,
      broker_token: { key_id: 'k1', sealed: 'b3RoZXI' },
      pending_events: ['{"a":2}'],
      seal: session.seal,
    };

    const changeable = Object.keys(sessionItem.shape).filter(
      (name) => name !== 'last_active_at' && name !== 'seal',
    );

    for (const name of changeable) {
      const changed = { ...session, [name]: others[name as keyof SessionItem] };
      expect([name, await isSealIntact(keys, changed)]).toEqual([name, false]);
    }
  });

  it('does not fit when the token, or an event, is taken out', async () => {
    const keys = new MemoryKeys();
    const { broker_token: _, ...without } = await sealedBy(keys, { pending_events: ['{}'] });

    expect(await isSealIntact(keys, without)).toBe(false);
    expect(await isSealIntact(keys, { ...(await sealedBy(keys)), pending_events: [''] })).toBe(false);
  });

  it('does not fit with any changed character of it', async () => {
    const keys = new MemoryKeys();
    const session = await sealedBy(keys);
    const { mac } = session.seal;
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: mac.length - 1 }),
        fc.constantFrom(...'AQgwBCZaz09-_'),
        async (place, to) => {
          fc.pre(mac[place] !== to);
          const changed = { key_id: 'k1', mac: mac.slice(0, place) + to + mac.slice(place + 1) };
          expect(await isSealIntact(keys, { ...session, seal: changed })).toBe(false);
        },
      ),
    );
  });

  it('holds while its key is in the ring', async () => {
    const keys = new MemoryKeys('k1');
    const session = await sealedBy(keys);
    keys.add('k2');

    expect(await isSealIntact(keys, session)).toBe(true);
    keys.drop('k1');
    expect(await isSealIntact(keys, session)).toBe(false);
  });
});
