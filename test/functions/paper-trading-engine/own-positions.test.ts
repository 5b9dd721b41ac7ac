import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OwnPositions } from '../../../functions/paper-trading-engine/own-positions.ts';
import { check } from '../../support/seed.ts';

const fill = fc.record({
  strategyId: fc.constantFrom('rsi-1', 'momentum-1'),
  instrumentToken: fc.constantFrom(256_265, 260_105),
  quantity: fc.integer({ min: -5, max: 5 }),
});

const KEYS = ['rsi-1', 'momentum-1'].flatMap((strategy) =>
  [256_265, 260_105].map((token) => [strategy, token] as const),
);

describe("the engine's own positions", () => {
  it('are the sums of the fills, through a checkpoint as well, and flat ones take no room', () => {
    check(
      fc.property(fc.array(fill), (fills) => {
        const positions = new OwnPositions();
        for (const { strategyId, instrumentToken, quantity } of fills)
          positions.add(strategyId, instrumentToken, quantity);

        const packed = positions.encode();
        const restored = OwnPositions.decode(JSON.parse(JSON.stringify(packed)));

        for (const [strategy, token] of KEYS) {
          const sum = fills
            .filter(({ strategyId, instrumentToken }) => strategyId === strategy && instrumentToken === token)
            .reduce((units, { quantity }) => units + quantity, 0);
          expect(positions.of(strategy, token)).toBe(sum);
          expect(restored.of(strategy, token)).toBe(sum);
        }
        expect(packed.every(([, , units]) => units !== 0)).toBe(true);
      }),
    );
  });

  it('remember the flat ones that were held when a day began, at most 64, and show none of them as open', () => {
    const positions = new OwnPositions();
    positions.add('intraday', 1, 5, { day: 20_000 });
    positions.add('intraday', 1, -5, { day: 20_000 });
    for (let token = 2; token < 80; token += 1) {
      positions.add('rsi-1', token, 5, { day: 20_000, product: 'CNC' });
      positions.add('rsi-1', token, -5, { day: 20_001, product: 'CNC' });
    }

    const restored = OwnPositions.decode(JSON.parse(JSON.stringify(positions.encode())));

    expect(restored.all()).toEqual([]);
    expect(restored.find('rsi-1', 79)).toBeUndefined();
    expect(restored.adjustable().map(({ instrumentToken }) => instrumentToken)).toEqual(
      Array.from({ length: 64 }, (_, index) => 16 + index),
    );
  });

  it('take the product of the order that opens a flat one again', () => {
    const positions = new OwnPositions();
    positions.add('rsi-1', 1, 5, { day: 20_000, product: 'CNC' });
    positions.add('rsi-1', 1, -5, { day: 20_001, product: 'CNC' });
    positions.add('rsi-1', 1, -3, { day: 20_001, product: 'MIS' });

    expect(positions.find('rsi-1', 1)).toMatchObject({ units: -3, product: 'MIS' });
  });

  it('keep their product, and are read from a state of an earlier release, which has none', () => {
    const positions = new OwnPositions();
    positions.add('rsi-1', 256_265, 65, { product: 'MIS' });
    positions.add('rsi-1', 256_265, 65, { product: 'NRML' });

    const restored = OwnPositions.decode(JSON.parse(JSON.stringify(positions.encode())));

    expect(restored.find('rsi-1', 256_265)).toMatchObject({ units: 130, product: 'MIS' });
    expect(OwnPositions.decode([['rsi-1', 256_265, 65]]).find('rsi-1', 256_265)).toEqual({
      ...{ strategyId: 'rsi-1', instrumentToken: 256_265, units: 65 },
    });
  });

  it.each([[undefined], [{}], [[['rsi-1', 256_265]]], [[['rsi-1', 256_265, 1.5]]], [[[1, 256_265, 1]]]])(
    'are not read from %j',
    (packed) => {
      expect(() => OwnPositions.decode(packed)).toThrow('malformed');
    },
  );
});
