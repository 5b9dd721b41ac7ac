import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paperTradingEngine } from '../../../functions/paper-trading-engine/stage.ts';
import { createEvent } from '../../../shared/events/create.ts';
import type { EventOf } from '../../../shared/events/envelope.ts';
import { ALPHA_PANDA, uuidV5 } from '../../../shared/events/ids.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import { AT, CONTROLS, INSTRUMENT, validated } from './fixtures.ts';

const SLIPPAGE_BASIS_POINTS = 2;
/** One and a half times the mean slippage, and then up to the next tick of 5 paise. */
const furthestFrom = (price: number): number => price * (SLIPPAGE_BASIS_POINTS / 10_000) * 1.5 + 0.05;

const outcomeAt = (price: number | undefined, signal: string, side: 'BUY' | 'SELL') => {
  const engine = paperTradingEngine({ slippageBasisPoints: SLIPPAGE_BASIS_POINTS, maxPriceAgeMs: 15_000 });
  const event: EventOf<'validated_signal'> = createEvent(
    topicsFor('paper').signalsValidated,
    'validated_signal',
    validated({ signal_type: side, quantity: 1 }),
    { id: uuidV5(ALPHA_PANDA, signal), ts: new Date(AT).toISOString(), source: 'test' },
  );
  const token = INSTRUMENT.instrument_token;
  const [emit] = engine.reduce(engine.initial(), event, {
    instruments: new Map([[token, INSTRUMENT]]),
    quotes: new Map(price === undefined ? [] : [[token, { price, at: AT }]]),
    now: AT,
    controls: CONTROLS,
  });
  return emit?.kind === 'event' ? emit : undefined;
};

describe('price of a paper fill', () => {
  it('is the last price of the market stream, within the slippage', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 2_000_000 }).map((ticks) => ticks / 20),
        fc.string(),
        fc.constantFrom('BUY', 'SELL'),
        (price, signal, side) => {
          const fill = outcomeAt(price, signal, side);

          if (fill?.type !== 'order_filled') throw new Error(`no fill but ${fill?.type}`);
          expect(fill.data.market_price).toBe(price);
          expect(Math.abs(fill.data.fill_price - price)).toBeLessThanOrEqual(furthestFrom(price) + 1e-9);
        },
      ),
    );
  });

  it('fails the order with NO_PRICE when the stream has no price', () => {
    const failure = outcomeAt(undefined, 'signal', 'BUY');

    expect(failure?.type).toBe('order_failed');
    expect(failure?.data).toMatchObject({ reason: 'NO_PRICE' });
  });
});
