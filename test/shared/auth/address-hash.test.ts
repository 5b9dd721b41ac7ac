import { describe, expect, it } from 'vitest';
import { addressHasher } from '../../../shared/auth/address-hash.ts';
import { TransientError } from '../../../shared/errors.ts';
import { ADDRESS_HASH } from '../../../shared/events/data/operator.ts';
import { keyText, MemoryKeys } from './fixtures.ts';

const setUp = (keys = new MemoryKeys()) => {
  const reported: unknown[] = [];
  return { keys, reported, hash: addressHasher(keys, (thrown) => reported.push(thrown)) };
};

describe('the hash of an address', () => {
  it('is the same for the same address, and says nothing of it', async () => {
    const { hash } = setUp();

    const first = await hash('203.0.113.7');

    expect(first).toMatch(ADDRESS_HASH);
    expect(await hash('203.0.113.7')).toBe(first);
    expect(await hash('203.0.113.8')).not.toBe(first);
    expect(first).not.toContain('203');
  });

  it('is one for a network of IPv6, as callers are counted', async () => {
    const { hash } = setUp();

    expect(await hash('2001:db8:1:200::1')).toBe(await hash('2001:db8:1:2ff:a:b:c:d'));
    expect(await hash('2001:db8:1:200::1')).not.toBe(await hash('2001:db8:1:300::1'));
  });

  it('is another one with another key, which it names', async () => {
    const { keys, hash } = setUp();
    const before = await hash('203.0.113.7');
    keys.add('k2', keyText('second'));

    const after = await hash('203.0.113.7');

    expect(before?.startsWith('k1.')).toBe(true);
    expect(after?.startsWith('k2.')).toBe(true);
    expect(after?.slice(3)).not.toBe(before?.slice(3));
  });

  it('is undefined without an address or a readable key', async () => {
    const { keys, reported, hash } = setUp();
    keys.current = () => Promise.reject(new TransientError('SECRET_UNREADABLE', 'no answer'));

    expect(await hash('203.0.113.7')).toBeUndefined();
    expect(await hash('')).toBeUndefined();
    expect(reported).toHaveLength(1);
  });
});
