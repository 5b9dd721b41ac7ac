import { describe, expect, it } from 'vitest';
import { parsePublicKeys, secretPublicKeys } from '../../../shared/auth/public-keys.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { MemoryKeys } from './fixtures.ts';

const PUBLISHED: { readonly k1: { readonly tokens: string; readonly seals: string } } = JSON.parse(
  new MemoryKeys().publicText(),
);

describe('parsePublicKeys', () => {
  it('takes what is published', () => {
    expect([...parsePublicKeys('x', JSON.stringify(PUBLISHED)).keys()]).toEqual(['k1']);
  });

  it('takes what the stack is made with, which has no key', () => {
    expect(parsePublicKeys('x', '{}').size).toBe(0);
  });

  it.each<readonly [string, unknown]>([
    ['a key of one use', { k1: { tokens: PUBLISHED.k1.tokens } }],
    ['a text that is too short', { k1: { ...PUBLISHED.k1, tokens: PUBLISHED.k1.tokens.slice(1) } }],
    ['a text in another spelling', { k1: { ...PUBLISHED.k1, tokens: `${'A'.repeat(42)}B` } }],
    ['a private key beside it', { k1: { ...PUBLISHED.k1, d: 'x' } }],
    ['a ring to sign with', { current: 'k1', k1: 'x'.repeat(64) }],
    ['an id that is a path', { '../k1': PUBLISHED.k1 }],
    ['nine keys', Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`k${n}`, PUBLISHED.k1]))],
    ['a list', [PUBLISHED]],
  ])('refuses %s', (_what, ring) => {
    expect(() => parsePublicKeys('dev/x', JSON.stringify(ring))).toThrow(
      expect.objectContaining({ code: 'SECRET_INVALID' }),
    );
  });
});

describe('secretPublicKeys', () => {
  it('read the secret again for a key that they miss, once in five seconds', async () => {
    const clock = new ManualClock();
    const secret = { text: '{}', reads: 0 };
    const keys = secretPublicKeys({
      secretId: 'x',
      clock,
      readSecret: async () => {
        secret.reads += 1;
        return secret.text;
      },
    });

    expect(await keys.isEmpty()).toBe(true);
    secret.text = JSON.stringify(PUBLISHED);
    expect(await keys.find('k1')).toBeUndefined();
    clock.advance(5_000);
    expect(await keys.find('k1')).toBeDefined();
    for (const id of ['k2', 'k3', '../k1', '__proto__']) expect(await keys.find(id)).toBeUndefined();
    expect(secret.reads).toBe(2);
  });
});
