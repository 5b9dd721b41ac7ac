import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SessionItem, sessionItem } from '../../../shared/auth/session-item.ts';
import { isSealIntact, sealSession } from '../../../shared/auth/session-seal.ts';
import { keysUnderTest, OTHER_SESSION, unsealedSession } from './fixtures.ts';

type KeysUnderTest = ReturnType<typeof keysUnderTest>;

const sealedBy = async (
  { signing }: Pick<KeysUnderTest, 'signing'>,
  changes: Parameters<typeof unsealedSession>[0] = {},
) => {
  const session = unsealedSession(changes);
  return { ...session, seal: await sealSession(signing, session) };
};

describe('the seal of a session', () => {
  it('is valid for the sealed session', async () => {
    const own = keysUnderTest();

    expect(await isSealIntact(own.publicKeys, await sealedBy(own))).toBe(true);
  });

  it('does not cover the last use', async () => {
    const own = keysUnderTest();
    const session = await sealedBy(own);

    expect(await isSealIntact(own.publicKeys, { ...session, last_active_at: session.expires_at })).toBe(true);
  });

  it('covers every other field', async () => {
    const own = keysUnderTest();
    const session = await sealedBy(own, { pending_events: ['{"a":1}'] });
    const others: { readonly [Name in keyof SessionItem]: SessionItem[Name] | undefined } = {
      account_id: 'zerodha#AB9999',
      broker: undefined,
      user_id: 'AB9999',
      user_name: 'Another User',
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
      expect([name, await isSealIntact(own.publicKeys, changed)]).toEqual([name, false]);
    }
  });

  it('is invalid if the token or an event is removed', async () => {
    const own = keysUnderTest();
    const { broker_token: _, ...without } = await sealedBy(own, { pending_events: ['{}'] });

    expect(await isSealIntact(own.publicKeys, without)).toBe(false);
    expect(await isSealIntact(own.publicKeys, { ...(await sealedBy(own)), pending_events: [''] })).toBe(
      false,
    );
  });

  it('is invalid with any changed character', async () => {
    const own = keysUnderTest();
    const session = await sealedBy(own);
    const { signature } = session.seal;
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: signature.length - 1 }),
        fc.constantFrom(...'AQgwBCZaz09-_'),
        async (place, to) => {
          fc.pre(signature[place] !== to);
          const changed = {
            key_id: 'k1',
            signature: signature.slice(0, place) + to + signature.slice(place + 1),
          };
          expect(await isSealIntact(own.publicKeys, { ...session, seal: changed })).toBe(false);
        },
      ),
    );
  });

  it('holds while its key is in the ring', async () => {
    const { keys, ...own } = keysUnderTest();
    const session = await sealedBy(own);
    keys.add('k2');

    expect(await isSealIntact(own.publicKeys, session)).toBe(true);
    keys.drop('k1');
    expect(await isSealIntact(own.publicKeys, session)).toBe(false);
  });

  it('cannot be made with what checks it, nor with the key that signs tokens', async () => {
    const { publicKeys, signing } = keysUnderTest();
    const session = unsealedSession();
    const { id, tokens } = await signing.current();
    const byTokenKey = { current: async () => ({ id, tokens, seals: tokens }) };
    const pair = await publicKeys.find(id);
    const byPublicKey = pair && { current: async () => ({ id, ...pair }) };

    const seal = await sealSession(byTokenKey, session);
    expect(await isSealIntact(publicKeys, { ...session, seal })).toBe(false);
    await expect(byPublicKey && sealSession(byPublicKey, session)).rejects.toThrow();
  });
});
