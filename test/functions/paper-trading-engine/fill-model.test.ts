import { describe, expect, it } from 'vitest';
import { fillModel } from '../../../functions/paper-trading-engine/fill-model.ts';
import { PaperTrader } from '../../../functions/paper-trading-engine/paper-trader.ts';
import { fromRupees, toRupees } from '../../../shared/money.ts';
import { AT, INSTRUMENT, market, order, signalId } from './fixtures.ts';

const SETTINGS = { slippageBasisPoints: 5, maxPriceAgeMs: 60_000 };
const AT_20_000 = { instrument: INSTRUMENT, quote: { price: 20_000, at: AT } };

describe('the fill model', () => {
  it('gives the same order the same price, and a different order a different price', () => {
    const price = (n: number) => toRupees(fillModel(order({ signalId: signalId(n) }), AT_20_000, SETTINGS));

    expect(price(1)).toBe(price(1));
    expect(price(1)).not.toBe(price(2));
  });

  it('adds slippage for a buyer and subtracts the same from a seller', () => {
    const moved = (side: 'BUY' | 'SELL') =>
      toRupees(fillModel(order({ side }), AT_20_000, SETTINGS)) - 20_000;

    expect(moved('BUY')).toBeGreaterThan(0);
    expect(moved('SELL')).toBeCloseTo(-moved('BUY'), 4);
  });
});

describe('the paper trader with another fill model', () => {
  const at = (price: number) => new PaperTrader(SETTINGS, () => fromRupees(price));
  const fillOf = (trader: PaperTrader, side: 'BUY' | 'SELL') => {
    const { filled, data } = trader.execute(order({ side }), market({ price: 20_000 }));
    return filled ? data.fill_price : data.reason;
  };

  it('rounds its price to the tick, against the order', () => {
    expect(fillOf(at(101.33), 'BUY')).toBe(101.35);
    expect(fillOf(at(101.33), 'SELL')).toBe(101.3);
  });

  it('never fills below one tick, even where the model returns less', () => {
    expect(fillOf(at(-3), 'BUY')).toBe(0.05);
    expect(fillOf(at(-3), 'SELL')).toBe(0.05);
  });

  it('fails an order whose price no event can carry', () => {
    expect(fillOf(at(2e8), 'BUY')).toBe('AMOUNT_OUT_OF_RANGE');
  });
});
