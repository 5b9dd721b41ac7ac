import { describe, expect, it } from 'vitest';
import { parsePublicKeys } from '../../../shared/auth/public-keys.ts';
import { signingKeys } from '../../../shared/auth/signing-keys.ts';
import { keyText, MemoryKeys } from './fixtures.ts';

/** A signing ring with the published keys. */
const setUp = () => {
  const keys = new MemoryKeys();
  const published = { text: keys.publicText() };
  const parsed = () => parsePublicKeys('dev/jwt-public-keys', published.text);
  const signing = signingKeys(keys, {
    find: async (id) => parsed().get(id),
    isEmpty: async () => parsed().size === 0,
  });
  return { keys, published, signing };
};

describe('the keys to sign with', () => {
  it('are a pair of private keys of Ed25519, one for each use', async () => {
    const { signing } = setUp();

    const { id, tokens, seals } = await signing.current();

    expect(id).toBe('k1');
    expect([tokens, seals].map((key) => [key.type, key.asymmetricKeyType])).toEqual([
      ['private', 'ed25519'],
      ['private', 'ed25519'],
    ]);
    expect(tokens.equals(seals)).toBe(false);
  });

  it('are not used before any is published: the deployment is not set up', async () => {
    const { published, signing } = setUp();
    published.text = '{}';

    await expect(signing.current()).rejects.toMatchObject({
      problem: 'NOT_CONFIGURED',
      message: expect.stringContaining('npm run keys -- publish'),
    });
  });

  it('are not used before they are published: what they sign would be refused', async () => {
    const { keys, signing } = setUp();
    keys.add('k2');

    await expect(signing.current()).rejects.toMatchObject({
      code: 'SIGNING_KEY_UNPUBLISHED',
      retry: 'retry',
    });
  });

  it('are not used where another key is published in their name', async () => {
    const { keys, published, signing } = setUp();
    const other = new MemoryKeys();
    other.add('k1', keyText('other'));
    published.text = other.publicText();

    await expect(signing.current()).rejects.toMatchObject({ code: 'SIGNING_KEY_MISMATCH', retry: 'never' });
    published.text = keys.publicText();
    await expect(signing.current()).resolves.toMatchObject({ id: 'k1' });
  });
});

describe('the text that is published', () => {
  it('has nothing of the ring in it but the ids', () => {
    const keys = new MemoryKeys();
    keys.add('k2');
    const text = keys.publicText();

    expect(Object.keys(JSON.parse(text))).toEqual(['k1', 'k2']);
    expect(text).not.toContain(keyText('k1').slice(0, 12));
    for (const pair of parsePublicKeys('x', text).values())
      expect([pair.tokens.type, pair.seals.type]).toEqual(['public', 'public']);
  });
});
