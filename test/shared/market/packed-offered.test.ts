import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BookLevel, Offered } from '../../../shared/market/offered.ts';
import { packOffered, unpackOffered } from '../../../shared/market/packed-offered.ts';

const AT = Date.parse('2026-05-04T04:30:00.000Z');

const levels = fc.array(
  fc.record({
    price: fc.integer({ min: 1, max: 1_000_000_000 }).map((units): number => units / 10_000),
    quantity: fc.integer({ min: 1, max: 1_000_000_000 }),
  }),
  { maxLength: 5 },
);
const price = fc.integer({ min: 1, max: 1_000_000_000 }).map((units): number => units / 10_000);

const offered: fc.Arbitrary<Offered> = fc.record(
  {
    depth: fc.record({ buy: levels, sell: levels }),
    last_trade_time: fc
      .integer({ min: -86_400_000, max: 60_000 })
      .map((elapsed) => new Date(AT + elapsed).toISOString()),
    upper_circuit_limit: price,
    lower_circuit_limit: price,
    bar: fc.record({ low: price, high: price }),
  },
  { requiredKeys: [] },
);

const stored = (packed: unknown): unknown => JSON.parse(JSON.stringify(packed));

describe('packOffered', () => {
  it('keeps everything that a tick offers, for any book and last price', () => {
    fc.assert(
      fc.property(offered, price, (given, last) => {
        expect(unpackOffered(stored(packOffered(given, AT, last)), AT, last)).toEqual(given);
      }),
    );
  });

  it('writes a book as steps of its tick size', () => {
    const book = (...pairs: readonly (readonly [number, number])[]): BookLevel[] =>
      pairs.map(([at, quantity]) => ({ price: at, quantity }));
    const depth = { buy: book([99.95, 300], [99.9, 75]), sell: book([100.1, 50]) };

    expect(packOffered({ depth }, AT, 100)).toEqual([500, [-1, 300, -1, 75], [2, 50], null, 0, 0, 0, 0]);
  });

  it.each([null, [], [0, 0, 0, null, 0, 0, 0, 0], [500, [0.5, 1], 0, null, 0, 0, 0, 0]])(
    'refuses %j as a packed offer',
    (packed) => {
      expect(() => unpackOffered(packed, AT, 100)).toThrow();
    },
  );
});
