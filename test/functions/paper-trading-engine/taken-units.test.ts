import { describe, expect, it } from 'vitest';
import { TakenUnits } from '../../../functions/paper-trading-engine/taken-units.ts';
import type { Quote } from '../../../shared/market/last-price.ts';
import { AT } from './fixtures.ts';

const DAY = 86_400_000;
const quote = (price: number, at = AT): Quote => ({
  price: 100,
  at,
  offered: { depth: { buy: [{ price: 99, quantity: 5 }], sell: [{ price, quantity: 300 }] } },
});

const afterBuying = (units: number): TakenUnits => {
  const taken = new TakenUnits();
  taken.add(1, 'BUY', quote(100), units);
  return taken;
};

describe('TakenUnits', () => {
  it('counts all units that were taken from a book, also in a later tick with the same book', () => {
    const taken = afterBuying(100);
    taken.add(1, 'BUY', quote(100, AT + 1_000), 50);

    expect(taken.of(1, 'BUY', quote(100, AT + 2_000))).toBe(150);
  });

  it.each([
    ['another book', quote(100.05)],
    ['the same book on the next day', quote(100, AT + DAY)],
    ['a quote without a book', { price: 100, at: AT }],
  ])('counts nothing for %s', (_, other) => {
    expect(afterBuying(100).of(1, 'BUY', other)).toBe(0);
  });

  it('counts each side and each instrument separately', () => {
    const taken = afterBuying(100);

    expect(taken.of(1, 'SELL', quote(100))).toBe(0);
    expect(taken.of(2, 'BUY', quote(100))).toBe(0);
  });

  it('keeps the last 64 books, through a checkpoint as well', () => {
    const taken = new TakenUnits();
    for (let token = 1; token <= 65; token += 1) taken.add(token, 'BUY', quote(100), token);

    const restored = TakenUnits.decode(JSON.parse(JSON.stringify(taken.encode())));

    expect(restored.encode()).toHaveLength(64);
    expect([1, 2, 65].map((token) => restored.of(token, 'BUY', quote(100)))).toEqual([0, 2, 65]);
  });

  it('is not read from a malformed state', () => {
    expect(() => TakenUnits.decode([[1, 'BUY', 5, 0]])).toThrow();
  });
});
