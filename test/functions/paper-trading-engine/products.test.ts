import { describe, it } from 'vitest';
import type { PaperEngineContext } from '../../../functions/paper-trading-engine/context.ts';
import { paperTradingEngine } from '../../../functions/paper-trading-engine/stage.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import { chargesOf } from '../../../shared/market/charges.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';
import type { Offered } from '../../../shared/market/offered.ts';
import { add, fromRupees, toRupees } from '../../../shared/money.ts';
import { given, on } from '../../support/spec.ts';
import { AT, CONTROLS, SHARE, validated, validatedEvent } from './fixtures.ts';

const topics = topicsFor('paper');
const DAY = 86_400_000;
const FUTURE: Instrument = { ...SHARE, tradingsymbol: 'SBIN26MAYFUT', exchange: 'NFO', segment: 'NFO-FUT' };

const context = (instrument: Instrument, at = AT, offered?: Offered): PaperEngineContext => ({
  now: at,
  quotes: new Map([[SHARE.instrument_token, { price: 800, at, offered }]]),
  instruments: new Map([[SHARE.instrument_token, instrument]]),
  controls: CONTROLS,
});

type Product = 'CNC' | 'MIS' | 'NRML';

const eventOf = (
  n: number,
  side: 'BUY' | 'SELL',
  quantity: number,
  { product, at = AT }: { readonly product?: Product; readonly at?: number } = {},
): Envelope => {
  const data = validated({ signal_type: side, quantity, instrument_token: SHARE.instrument_token, at });
  const signal = { ...data.original_signal, ...(product !== undefined && { product }) };
  return validatedEvent(n, { ...data, original_signal: signal });
};

const engine = given(paperTradingEngine({ slippageBasisPoints: 0, maxPriceAgeMs: 60_000 }));
const shares = engine.context(context(SHARE));
const filled = (data: object) => on(topics.ordersFilled, data);
const failed = (data: object) => on(topics.ordersFailed, data);
const feesOf = (product: Product, side: 'BUY' | 'SELL', quantity: number) =>
  chargesOf({ instrument: SHARE, side, price: fromRupees(800), quantity, at: AT, product }).total;

describe('the product of an order', () => {
  it.each([
    ['a share', SHARE, undefined, 'MIS'],
    ['a share whose instrument names one', { ...SHARE, product: 'CNC' as const }, undefined, 'CNC'],
    ['a share whose strategy names one', { ...SHARE, product: 'MIS' as const }, 'CNC', 'CNC'],
    ['a future', FUTURE, undefined, 'NRML'],
    ['a future of an intraday strategy', FUTURE, 'MIS', 'MIS'],
  ] as const)('of %s is in the fill, and in its charges', (_, instrument, named, expected) => {
    const { total } = chargesOf({
      ...{ instrument, side: 'BUY', price: fromRupees(800), quantity: 10, at: AT, product: expected },
    });

    engine
      .context(context(instrument))
      .when(eventOf(1, 'BUY', 10, named === undefined ? {} : { product: named }))
      .emits(filled({ product: expected, fees: toRupees(total) }));
  });

  it('is that of the position, until the position is closed', () => {
    shares
      .events(eventOf(1, 'BUY', 10, { product: 'CNC' }))
      .when(eventOf(2, 'SELL', 10, { product: 'MIS' }))
      .emits(filled({ product: 'CNC' }))
      .when(eventOf(3, 'SELL', 10, { product: 'MIS' }))
      .emits(filled({ product: 'MIS' }));
  });

  it('does not sell shares short with delivery, nor turn a holding over', () => {
    shares
      .when(eventOf(1, 'SELL', 10, { product: 'CNC' }))
      .emits(failed({ reason: 'SHORT_DELIVERY', quantity: 10 }));
    shares
      .events(eventOf(1, 'BUY', 10, { product: 'CNC' }))
      .when(eventOf(2, 'SELL', 11, { product: 'CNC' }))
      .emits(failed({ reason: 'SHORT_DELIVERY', quantity: 11 }));
  });

  it('is refused where the segment does not have it, and never for a reduction', () => {
    engine
      .context(context(FUTURE))
      .when(eventOf(1, 'BUY', 10, { product: 'CNC' }))
      .emits(failed({ reason: 'PRODUCT_NOT_AVAILABLE' }));
    shares
      .events(eventOf(1, 'BUY', 10, { product: 'CNC' }))
      .context(context(FUTURE))
      .when(eventOf(2, 'SELL', 10))
      .emits(filled({ product: 'CNC' }));
  });

  it("charges the depository once for a day's delivery sales of a share", () => {
    const once = toRupees(add(feesOf('CNC', 'SELL', 10), fromRupees(15.34)));
    const bought = shares.events(eventOf(1, 'BUY', 50, { product: 'CNC' }));

    bought
      .when(eventOf(2, 'SELL', 10))
      .emits(filled({ fees: once }))
      .when(eventOf(3, 'SELL', 10))
      .emits(filled({ fees: toRupees(feesOf('CNC', 'SELL', 10)) }))
      .context(context(SHARE, AT + DAY))
      .when(eventOf(4, 'SELL', 10, { at: AT + DAY }))
      .emits(filled({ fees: once }));
  });

  it('refuses a new intraday position from the square-off on, and lets a reduction pass', () => {
    const [before, from] = [Date.parse('2026-05-04T15:19:59+05:30'), Date.parse('2026-05-04T15:20:00+05:30')];
    const held = shares.context(context(SHARE, before)).when(eventOf(1, 'SELL', 10, { at: before }));
    held.emits(filled({ product: 'MIS' }));

    held
      .context(context(SHARE, from))
      .when(eventOf(2, 'SELL', 10, { at: from }))
      .emits(failed({ reason: 'SQUARE_OFF_TIME' }))
      .when(eventOf(3, 'BUY', 20, { at: from }))
      .emits(failed({ reason: 'SQUARE_OFF_TIME' }))
      .when(eventOf(4, 'BUY', 10, { at: from }))
      .emits(filled({ product: 'MIS' }));
    shares
      .context(context(SHARE, from))
      .when(eventOf(1, 'BUY', 10, { product: 'CNC', at: from }))
      .emits(filled({ product: 'CNC' }));
  });

  it('takes own minutes before the close for those of the broker', () => {
    const from = Date.parse('2026-05-04T15:15:00+05:30');

    given(paperTradingEngine({ slippageBasisPoints: 0, maxPriceAgeMs: 60_000, squareOffMinutes: 15 }))
      .context(context(SHARE, from))
      .when(eventOf(1, 'BUY', 10, { at: from }))
      .emits(failed({ reason: 'SQUARE_OFF_TIME' }));
  });
});
