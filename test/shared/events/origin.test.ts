import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatOrigin,
  isSeen,
  type Origin,
  parseOrigin,
  watermarkOf,
} from '../../../shared/events/origin.ts';
import { check } from '../../support/seed.ts';

const upstreams = fc.stringMatching(/^[a-z.-]{1,40}\/[a-z.-]{1,40}-\d$/);
const numbers = fc.integer({ min: 0, max: 999_999_999_999_999 });
const origins: fc.Arbitrary<Origin> = fc.record({
  upstream: upstreams,
  epoch: numbers,
  offset: numbers,
  index: fc.nat(999_999_999),
});

/** Few values, so that equal ones meet. */
const near = fc.record({
  upstream: fc.constant('risk-manager/paper.signals.raw-0'),
  epoch: fc.nat(2),
  offset: fc.nat(2),
  index: fc.nat(2),
});

const seen = (a: Origin, b: Origin) => isSeen(a, watermarkOf(b));

describe('origin header', () => {
  it('reads {stage}/{topic}-{partition}@{epoch}.{offset}#{index}', () => {
    const origin = {
      upstream: 'strategy-runner/market.ticks-3',
      epoch: 1_655_351_100_000,
      offset: 42,
      index: 1,
    };

    expect(formatOrigin(origin)).toBe('strategy-runner/market.ticks-3@1655351100000.42#1');
    expect(parseOrigin(formatOrigin(origin))).toEqual(origin);
  });

  it('comes back as it was written', () => {
    check(
      fc.property(origins, (origin) => {
        expect(parseOrigin(formatOrigin(origin))).toEqual(origin);
      }),
    );
  });

  it.each([
    '',
    'x',
    '@1.2#3',
    'a@1.2',
    'a@1#3',
    'a@-1.2#3',
    'a@1.2#3.5',
    'a@1.2#3 ',
    'a@1.2#3\n',
    'a@b@1.2#3',
    'a@1e3.2#3',
    'a@9999999999999999.2#3',
    `${'a'.repeat(301)}@1.2#3`,
  ])('refuses %j as an origin', (text) => {
    expect(parseOrigin(text)).toBeUndefined();
  });

  it('never throws for any header of an outside producer', () => {
    check(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const origin = parseOrigin(text);

        if (origin !== undefined) expect(formatOrigin(origin)).toMatch(/^[^@]+@\d+\.\d+#\d+$/);
      }),
      1_000,
    );
  });
});

describe('isSeen', () => {
  const origin = { upstream: 'a/b-0', epoch: 5, offset: 10, index: 2 };

  it.each([
    [undefined, false],
    [[5, 10, 2], true],
    [[5, 10, 3], true],
    [[5, 10, 1], false],
    [[5, 11, 0], true],
    [[5, 9, 9], false],
    [[6, 0, 0], true],
    [[4, 99, 99], false],
  ] as const)('with the watermark %j says %s', (mark, expected) => {
    expect(isSeen(origin, mark)).toBe(expected);
  });

  it('is a total order: reflexive, antisymmetric, transitive, and any two compare', () => {
    check(
      fc.property(near, near, near, (a, b, c) => {
        expect(seen(a, a)).toBe(true);
        expect(seen(a, b) || seen(b, a)).toBe(true);
        if (seen(a, b) && seen(b, a)) expect(a).toEqual(b);
        if (seen(a, b) && seen(b, c)) expect(seen(a, c)).toBe(true);
      }),
      1_000,
    );
  });
});
