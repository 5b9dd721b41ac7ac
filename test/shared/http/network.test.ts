import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkOf } from '../../../shared/http/network.ts';
import { check } from '../../support/seed.ts';

describe('who is counted as one caller', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:1::9', '2001:db8:1:0::/64'],
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

  test('is whoever has the same first 64 bits, and nobody else', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((number) => number.toString(16));
    const half = fc.array(group, { minLength: 4, maxLength: 4 });
    const network = half.filter((groups) => groups.some((one) => one !== '0'));

    check(
      fc.property(network, network, half, half, (one, other, host, otherHost) => {
        const counted = (net: readonly string[], rest: readonly string[]) =>
          networkOf([...net, ...rest].join(':'));
        expect(counted(one, host)).toBe(counted(one, otherHost));
        expect(counted(one, host) === counted(other, host)).toBe(one.join() === other.join());
      }),
    );
  });
});
