import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseKeyRing, secretKeys } from '../../../shared/auth/key-ring.ts';
import { messageOf } from '../../../shared/errors.ts';
import { SECRET_AGE_MS } from '../../../shared/secrets/secret-reader.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { keyText } from './fixtures.ts';

const K1 = keyText('first');
const K2 = keyText('second');

const ringText = (ring: Readonly<Record<string, unknown>>): string => JSON.stringify(ring);

describe('parseKeyRing', () => {
  it('accepts a ring that CloudFormation generates', () => {
    const { current, byId } = parseKeyRing('jwt', ringText({ current: 'k1', k1: K1 }));

    expect(current).toEqual({ id: 'k1', text: K1 });
    expect([...byId.keys()]).toEqual(['k1']);
  });

  it('knows every key that is listed, and makes things with the current one', () => {
    const { current, byId } = parseKeyRing('jwt', ringText({ current: 'k2', k1: K1, k2: K2 }));

    expect(current.id).toBe('k2');
    expect([...byId.keys()].sort()).toEqual(['k1', 'k2']);
  });

  it.each([
    ['no JSON', K1],
    ['no current', ringText({ k1: K1 })],
    ['a current that is not there', ringText({ current: 'k2', k1: K1 })],
    ['current naming itself', ringText({ current: 'current' })],
    ['a short key', ringText({ current: 'k1', k1: K1.slice(0, 42) })],
    ['a key of one character', ringText({ current: 'k1', k1: 'a'.repeat(64) })],
    ['a key with a space', ringText({ current: 'k1', k1: `${K1} ` })],
    ['a short key beside a good one', ringText({ current: 'k1', k1: K1, k0: 'short' })],
    ['one key twice', ringText({ current: 'k1', k1: K1, k0: K1 })],
    ['a number for a key', ringText({ current: 'k1', k1: 12 })],
    ['a nested ring', ringText({ current: 'k1', keys: { k1: K1 } })],
    ['an id with a slash', ringText({ current: 'a/b', 'a/b': K1 })],
    ['a list', JSON.stringify([K1])],
    [
      'nine keys',
      ringText({
        current: 'k1',
        ...Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`k${i + 1}`, keyText(`number${i}`)])),
      }),
    ],
  ])('refuses %s, and does not quote it', (_what, text) => {
    let thrown: unknown;
    try {
      parseKeyRing('jwt', text);
    } catch (error) {
      thrown = error;
    }

    expect(thrown).toMatchObject({ code: 'SECRET_INVALID' });
    expect(messageOf(thrown) + JSON.stringify(thrown)).not.toContain(K1.slice(0, 12));
    expect(thrown instanceof Error && thrown.cause).toBeUndefined();
  });

  it('never throws anything else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parseKeyRing('jwt', text);
        } catch (error) {
          expect(error).toMatchObject({ code: 'SECRET_INVALID' });
        }
      }),
    );
  });
});

const setUp = () => {
  const clock = new ManualClock();
  const secret = { text: ringText({ current: 'k1', k1: K1 }), reads: 0 };
  const keys = secretKeys({
    secretId: 'jwt',
    clock,
    readSecret: async () => {
      secret.reads += 1;
      return secret.text;
    },
  });
  return { clock, secret, keys };
};

describe('keys in a secret', () => {
  it('find a key that was added a moment ago', async () => {
    const { clock, secret, keys } = setUp();
    await keys.current();
    secret.text = ringText({ current: 'k2', k1: K1, k2: K2 });
    clock.advance(5_000);

    expect(await keys.find('k2')).toEqual({ id: 'k2', text: K2 });
    expect(await keys.find('k1')).toEqual({ id: 'k1', text: K1 });
  });

  it('use the new current key within a minute', async () => {
    const { clock, secret, keys } = setUp();
    await keys.current();
    secret.text = ringText({ current: 'k2', k1: K1, k2: K2 });
    clock.advance(SECRET_AGE_MS);

    expect((await keys.current()).id).toBe('k2');
  });

  it('do not know a key any more that was dropped', async () => {
    const { clock, secret, keys } = setUp();
    secret.text = ringText({ current: 'k2', k1: K1, k2: K2 });
    await keys.find('k1');
    secret.text = ringText({ current: 'k2', k2: K2 });
    clock.advance(SECRET_AGE_MS);

    expect(await keys.find('k1')).toBeUndefined();
  });

  it('are read once for many invented ids', async () => {
    const { clock, secret, keys } = setUp();
    await keys.current();
    clock.advance(5_000);

    const found = await Promise.all(Array.from({ length: 200 }, (_, i) => keys.find(`x${i}`)));

    expect(found.every((key) => key === undefined)).toBe(true);
    expect(secret.reads).toBe(2);
  });

  it('read nothing for an id that no ring can have', async () => {
    const { secret, keys } = setUp();

    expect(await keys.find('current')).toBeUndefined();
    expect(await keys.find('../../etc')).toBeUndefined();
    expect(secret.reads).toBe(0);
  });
});
