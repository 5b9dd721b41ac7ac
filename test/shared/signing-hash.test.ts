import { expect, it } from 'vitest';
import { SigningHash } from '../../shared/signing-hash.ts';

const hex = async (hash: SigningHash): Promise<string> => Buffer.from(await hash.digest()).toString('hex');

/** RFC 4231, test case 2. */
it('is HMAC-SHA-256 with a secret in any form', async () => {
  const expected = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
  for (const secret of ['Jefe', Buffer.from('Jefe'), new Uint8Array(Buffer.from('Jefe')).buffer]) {
    const hash = new SigningHash(secret);
    hash.update(Buffer.from('what do ya want '));
    hash.update(Buffer.from('for nothing?'));

    expect(await hex(hash)).toBe(expected);
  }
});

/** FIPS 180-2, appendix B.1. */
it('is SHA-256 without one', async () => {
  const hash = new SigningHash();
  hash.update(Buffer.from('abc'));

  expect(await hex(hash)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
