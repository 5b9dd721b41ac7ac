import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkOf } from '../../../shared/http/network.ts';
import { check } from '../../support/seed.ts';

describe('the network of a caller', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:0::/56'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:0::/56'],
    ['2001:db8:1:12ff::1', '2001:db8:1:1200::/56'],
    ['2001:db8:1:1300::1', '2001:db8:1:1300::/56'],
    ['2001:db8::1', '2001:db8:0:0::/56'],
    ['2001:db8:1::9', '2001:db8:1:0::/56'],
    ['::1', '::1'],
    ['::ffff:203.0.113.7', '::ffff:203.0.113.7'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['', ''],
    ['no address', 'no address'],
    ['::g', '::g'],
    ['1:2:3', '1:2:3'],
  ])('%s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  test('is every address with the same first 56 bits, and no other', () => {
    const hexOf = (bytes: readonly number[]) =>
      Buffer.from(bytes).toString('hex').match(/.{4}/g)?.join(':') ?? '';
    const bytesOf = (length: number) =>
      fc.array(fc.integer({ min: 0, max: 255 }), { minLength: length, maxLength: length });
    const network = bytesOf(7).filter((bytes) => bytes.some((byte) => byte !== 0));
    const host = bytesOf(9);

    check(
      fc.property(network, network, host, host, (one, other, rest, otherRest) => {
        const counted = (net: readonly number[], chosen: readonly number[]) =>
          networkOf(hexOf([...net, ...chosen]));
        expect(counted(one, rest)).toBe(counted(one, otherRest));
        expect(counted(one, rest) === counted(other, rest)).toBe(one.join() === other.join());
      }),
    );
  });
});
