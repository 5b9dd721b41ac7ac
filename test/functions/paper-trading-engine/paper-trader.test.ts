import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PaperTrader } from '../../../functions/paper-trading-engine/paper-trader.ts';
import { isUuid, uuidV5 } from '../../../shared/events/ids.ts';
import { chargesOf } from '../../../shared/market/charges.ts';
import { fromRupees, toRupees } from '../../../shared/money.ts';
import { AT, INSTRUMENT, market, order, signalId } from './fixtures.ts';

const trader = new PaperTrader({ slippageBasisPoints: 5, maxPriceAgeMs: 60_000 });

const fillOf = (outcome: ReturnType<PaperTrader['execute']>) => {
  if (!outcome.filled) throw new Error(`not filled: ${outcome.data.reason}`);
  return outcome.data;
};
const failureOf = (outcome: ReturnType<PaperTrader['execute']>) => {
  if (outcome.filled) throw new Error('filled');
  return outcome.data;
};

describe('the paper trader', () => {
  it('fills at the price of the market stream, moved by the slippage of the order', () => {
    const fill = fillOf(trader.execute(order({ side: 'BUY' }), market({ price: 20_000 })));

    // 5 bp × [0.5, 1.5) of 20,000 is ₹5 to ₹15.
    expect(fill.fill_price).toBeGreaterThanOrEqual(20_005);
    expect(fill.fill_price).toBeLessThanOrEqual(20_015);
    expect(fill.market_price).toBe(20_000);
    expect(fill.market_price_timestamp).toBe(new Date(AT).toISOString());
  });

  it('is always against us: a buyer pays more, a seller gets less, between half and one and a half of the mean', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 1, max: 5_000_000 }),
        fc.integer({ min: 0, max: 100 }),
        fc.constantFrom('BUY' as const, 'SELL' as const),
        (signal, ticks, slippageBasisPoints, side) => {
          const price = toRupees(fromRupees(ticks * 0.05));
          const outcome = new PaperTrader({ slippageBasisPoints, maxPriceAgeMs: 0 }).execute(
            order({ side, signalId: signalId(signal), quantity: 1 }),
            market({ price }),
          );

          const moved = (fillOf(outcome).fill_price - price) * (side === 'BUY' ? 1 : -1);
          const mean = (price * slippageBasisPoints) / 10_000;
          expect(moved).toBeGreaterThanOrEqual(Math.min(mean * 0.5, price - 0.05) - 0.0002);
          expect(moved).toBeLessThanOrEqual(mean * 1.5 + 0.0502);
        },
      ),
    );
  });

  it('fills on a tick of the instrument, rounding away from us', () => {
    const still = new PaperTrader({ slippageBasisPoints: 0, maxPriceAgeMs: 0 });

    const price = (side: 'BUY' | 'SELL', quoted: number) =>
      fillOf(still.execute(order({ side }), market({ price: quoted }))).fill_price;

    expect(price('BUY', 15_692.13)).toBe(15_692.15);
    expect(price('SELL', 15_692.13)).toBe(15_692.1);
    expect(price('BUY', 15_692.1)).toBe(15_692.1);
    expect(price('SELL', 15_692.1)).toBe(15_692.1);
  });

  it('never sells for less than one tick', () => {
    const wild = new PaperTrader({ slippageBasisPoints: 10_000, maxPriceAgeMs: 0 });

    const prices = [1, 2, 3, 4, 5].map(
      (n) =>
        fillOf(wild.execute(order({ side: 'SELL', signalId: signalId(n) }), market({ price: 0.05 })))
          .fill_price,
    );

    expect(prices).toEqual([0.05, 0.05, 0.05, 0.05, 0.05]);
  });

  it("charges the fees of the trade's day", () => {
    const fill = fillOf(trader.execute(order({ side: 'SELL', quantity: 65 }), market({ price: 15_500 })));

    const { total } = chargesOf({
      instrument: INSTRUMENT,
      side: 'SELL',
      price: fromRupees(fill.fill_price),
      quantity: 65,
      at: AT,
    });
    expect(fill.fees).toBe(toRupees(total));
    expect(fill.fees).toBeGreaterThan(100);
  });

  it('gives the same order the same outcome, and different signals different ids and chances', () => {
    const outcome = (n: number) =>
      fillOf(trader.execute(order({ signalId: signalId(n) }), market({ price: 20_000 })));

    expect(outcome(1)).toEqual(outcome(1));
    const fills = Array.from({ length: 50 }, (_, n) => outcome(n));
    expect(new Set(fills.map(({ order_id }) => order_id)).size).toBe(50);
    expect(new Set(fills.map(({ fill_id }) => fill_id)).size).toBe(50);
    expect(new Set(fills.map(({ fill_price }) => fill_price)).size).toBeGreaterThan(25);
  });

  it('derives the ids of order and fill from the signal', () => {
    const fill = fillOf(trader.execute(order({ signalId: signalId(7) }), market({})));

    expect(fill.order_id).toBe(uuidV5(signalId(7), 'paper-order'));
    expect(fill.fill_id).toBe(uuidV5(signalId(7), 'paper-fill'));
    expect(isUuid(fill.order_id) && isUuid(fill.fill_id)).toBe(true);
    expect(fill.order_id).not.toBe(fill.fill_id);
  });

  it('trades the validated quantity, not the wanted one', () => {
    const fill = fillOf(trader.execute(order({ quantity: 40, wanted: 100 }), market({})));

    expect(fill.quantity).toBe(40);
  });

  it('fails with a reason if there is no price', () => {
    const failure = failureOf(trader.execute(order({}), { ...market({}), quote: undefined }));

    expect(failure).toMatchObject({ reason: 'NO_PRICE', quantity: 65, execution_mode: 'paper' });
    expect(failure.error_message).toContain('256265');
  });

  it('fails where the price is older than allowed, and fills where it is just not', () => {
    const aged = (age: number) => trader.execute(order({}), { ...market({}), now: AT + age });

    expect(aged(60_000).filled).toBe(true);
    expect(failureOf(aged(60_001)).reason).toBe('STALE_PRICE');
    expect(failureOf(aged(60_001)).error_message).toContain('60001 ms');
  });

  it('fails for an instrument that it does not know', () => {
    const failure = failureOf(trader.execute(order({}), { ...market({}), instrument: undefined }));

    expect(failure.reason).toBe('UNKNOWN_INSTRUMENT');
  });

  it('fails, instead of rounding, where the amount is beyond an exact one', () => {
    const failure = failureOf(trader.execute(order({ quantity: 1e9 }), market({ price: 50_000 })));

    expect(failure.reason).toBe('AMOUNT_OUT_OF_RANGE');
  });

  it('fails if slippage moves the price above the maximum of an event', () => {
    const failure = failureOf(trader.execute(order({ quantity: 1, side: 'BUY' }), market({ price: 1e8 })));

    expect(failure.reason).toBe('AMOUNT_OUT_OF_RANGE');
  });
});
