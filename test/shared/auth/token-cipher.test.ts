import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TokenBinding } from '../../../shared/auth/session-item.ts';
import { tokenCipher } from '../../../shared/auth/token-cipher.ts';
import { MemoryKeys, unsealedSession } from './fixtures.ts';

const TOKEN = 'kite-access-token-0123456789abcd';

const { account_id, user_id, session_id, expires_at } = unsealedSession();
const BINDING: TokenBinding = { account_id, user_id, session_id, expires_at };

const refusal = { code: 'TOKEN_UNREADABLE' };

describe('the token cipher', () => {
  it('opens every text that it sealed', async () => {
    const cipher = tokenCipher(new MemoryKeys());
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 512 }), async (token) => {
        expect(await cipher.open(await cipher.seal(token, BINDING), BINDING)).toBe(token.toWellFormed());
      }),
      { numRuns: 50 },
    );
  });

  it('never writes the same twice, nor anything of the token', async () => {
    const cipher = tokenCipher(new MemoryKeys());

    const [one, other] = [await cipher.seal(TOKEN, BINDING), await cipher.seal(TOKEN, BINDING)];

    expect(one.sealed).not.toBe(other.sealed);
    expect(Buffer.from(one.sealed, 'base64url').toString('latin1')).not.toContain(TOKEN.slice(0, 8));
  });

  it('fails on any changed character', async () => {
    const cipher = tokenCipher(new MemoryKeys());
    const sealed = await cipher.seal(TOKEN, BINDING);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: sealed.sealed.length - 1 }),
        fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'),
        async (place, character) => {
          fc.pre(sealed.sealed[place] !== character);
          const changed = sealed.sealed.slice(0, place) + character + sealed.sealed.slice(place + 1);
          await expect(cipher.open({ ...sealed, sealed: changed }, BINDING)).rejects.toMatchObject(refusal);
        },
      ),
    );
  });

  it('fails on any changed bit of IV, ciphertext and tag', async () => {
    const cipher = tokenCipher(new MemoryKeys());
    const sealed = await cipher.seal(TOKEN, BINDING);
    const length = Buffer.from(sealed.sealed, 'base64url').length;
    for (let bit = 0; bit < length * 8; bit += 1) {
      const bytes = Buffer.from(sealed.sealed, 'base64url');
      bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      await expect(
        cipher.open({ ...sealed, sealed: bytes.toString('base64url') }, BINDING),
      ).rejects.toMatchObject(refusal);
    }
  });

  it('fails when it is cut or lengthened', async () => {
    const cipher = tokenCipher(new MemoryKeys());
    const { key_id, sealed } = await cipher.seal(TOKEN, BINDING);

    for (const text of [sealed.slice(0, -4), `${sealed}AAAA`, sealed.slice(4), '', 'AAAA', `${sealed}=`])
      await expect(cipher.open({ key_id, sealed: text }, BINDING)).rejects.toMatchObject(refusal);
  });

  it('fails in any other session, account or time', async () => {
    const cipher = tokenCipher(new MemoryKeys());
    const sealed = await cipher.seal(TOKEN, BINDING);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('account_id', 'user_id', 'session_id', 'expires_at'),
        fc.string({ maxLength: 40 }),
        async (field, value) => {
          fc.pre(BINDING[field] !== value);
          await expect(cipher.open(sealed, { ...BINDING, [field]: value })).rejects.toMatchObject(refusal);
        },
      ),
    );
  });

  it('fails when a part of one field is moved to the next', async () => {
    const cipher = tokenCipher(new MemoryKeys());
    const sealed = await cipher.seal(TOKEN, { ...BINDING, account_id: 'ab', user_id: 'c' });

    await expect(cipher.open(sealed, { ...BINDING, account_id: 'a', user_id: 'bc' })).rejects.toMatchObject(
      refusal,
    );
  });

  it('opens what an older key of the ring has sealed, until that is dropped', async () => {
    const keys = new MemoryKeys('k1');
    const cipher = tokenCipher(keys);
    const sealed = await cipher.seal(TOKEN, BINDING);
    keys.add('k2');

    expect((await cipher.seal(TOKEN, BINDING)).key_id).toBe('k2');
    expect(await cipher.open(sealed, BINDING)).toBe(TOKEN);
    keys.drop('k1');
    await expect(cipher.open(sealed, BINDING)).rejects.toMatchObject(refusal);
  });

  it('fails under the name of another key, even one with the same text', async () => {
    const keys = new MemoryKeys('k1');
    const cipher = tokenCipher(keys);
    const sealed = await cipher.seal(TOKEN, BINDING);
    keys.add('k2', (await keys.find('k1'))?.text);

    await expect(cipher.open({ ...sealed, key_id: 'k2' }, BINDING)).rejects.toMatchObject(refusal);
  });
});
