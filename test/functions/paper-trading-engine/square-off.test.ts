import { describe, expect, it } from 'vitest';
import type { PaperEngineContext } from '../../../functions/paper-trading-engine/context.ts';
import { paperTradingEngine } from '../../../functions/paper-trading-engine/stage.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import type { TradingSignal } from '../../../shared/events/types.ts';
import { chargesOf } from '../../../shared/market/charges.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';
import type { Quote } from '../../../shared/market/last-price.ts';
import { fromRupees, subtract, toRupees } from '../../../shared/money.ts';
import { given, on } from '../../support/spec.ts';
import { CONTROLS } from './fixtures.ts';
import { at, moment, signalled } from './moments.ts';

const { ordersFilled, ordersFailed } = topicsFor('paper');

const SHARE: Instrument = {
  instrument_token: 408_065,
  tradingsymbol: 'INFY',
  exchange: 'NSE',
  segment: 'NSE',
  tick_size: 0.05,
  lot_size: 1,
};

const OPENED = at('2026-05-05T10:00');
const CLOSES = at('2026-05-05T15:20');

const context = (change: Partial<PaperEngineContext> = {}): PaperEngineContext => ({
  now: undefined,
  quotes: new Map([[SHARE.instrument_token, { price: 1_010, at: CLOSES - 1_000 }]]),
  instruments: new Map([[SHARE.instrument_token, SHARE]]),
  controls: CONTROLS,
  ...change,
});

const stage = paperTradingEngine({ slippageBasisPoints: 0, maxPriceAgeMs: 60_000 });

const holding = (units: number, product: NonNullable<TradingSignal['product']>) =>
  given(stage)
    .context(context({ quotes: new Map() }))
    .events(signalled(SHARE.instrument_token, units, 1_000, OPENED, 'momentum-1', { product }))
    .context(context());

const squareOff = (time = CLOSES) => moment('square_off', 'auction_shares', '2026-05-05', time);

describe('the square-off of intraday positions on paper', () => {
  it.each([
    [500, 'SELL'],
    [-500, 'BUY'],
  ] as const)('closes %i units of MIS by a %s at the market', (units, side) => {
    holding(units, 'MIS')
      .when(squareOff())
      .emits(
        on(ordersFilled, {
          signal_type: side,
          quantity: 500,
          fill_price: 1_010,
          cause: 'square_off',
          product: 'MIS',
          timestamp: new Date(CLOSES).toISOString(),
        }),
      );
  });

  it("charges the broker's ₹50 and GST on top of the order's own charges", () => {
    const [event] = holding(500, 'MIS').when(squareOff()).emitted;
    const usual = chargesOf({
      instrument: SHARE,
      side: 'SELL',
      price: fromRupees(1_010),
      quantity: 500,
      at: CLOSES,
      product: 'MIS',
    }).total;

    const fees = event?.type === 'order_filled' ? fromRupees(event.data.fees) : fromRupees(0);

    expect(toRupees(subtract(fees, usual))).toBe(59);
  });

  it('leaves delivery, and the positions of other markets', () => {
    holding(500, 'CNC').when(squareOff()).emitsNothing();
    holding(500, 'MIS')
      .when(moment('square_off', 'derivatives', '2026-05-05', at('2026-05-05T15:25')))
      .emitsNothing();
  });

  it('closes what the book offers, and the rest at the next moment', () => {
    const offered = { depth: { buy: [{ price: 1_009, quantity: 300 }], sell: [] } };
    const quotes = new Map([[SHARE.instrument_token, { price: 1_010, at: CLOSES - 1_000, offered }]]);

    holding(500, 'MIS')
      .context(context({ quotes }))
      .when(squareOff())
      .emits(
        on(ordersFilled, { quantity: 300, fill_price: 1_009, complete: false }),
        on(ordersFailed, { quantity: 200, reason: 'NOT_OFFERED' }),
      )
      .context(context())
      .when(squareOff(CLOSES + 50_000))
      .emits(on(ordersFilled, { quantity: 200, cause: 'square_off', complete: true }));
  });

  it('happens once', () => {
    const closed = holding(500, 'MIS').events(squareOff());

    closed.when(squareOff()).emitsNothing();
    closed.when(squareOff(CLOSES + 300_000)).emitsNothing();
  });

  it('fails without a price, keeps the position, and closes it at the next moment', () => {
    const failed = holding(500, 'MIS')
      .context(context({ quotes: new Map() }))
      .when(squareOff());

    failed.emits(on(ordersFailed, { reason: 'NO_PRICE', signal_type: 'SELL', quantity: 500 }));
    failed
      .context(context())
      .when(squareOff(CLOSES + 50_000))
      .emits(on(ordersFilled, { quantity: 500, cause: 'square_off' }));
  });

  it('closes at the last bar of the day at the last try of a replay, however long the bars are', () => {
    const bar = { price: 1_010, at: at('2026-05-05T14:15'), offered: { bar: { low: 1_000, high: 1_020 } } };
    const yesterday = { ...bar, at: at('2026-05-04T15:15') };
    const seeing = (quote: Quote, moment = squareOff(at('2026-05-05T15:30') - 1)) =>
      holding(500, 'MIS')
        .context(context({ quotes: new Map([[SHARE.instrument_token, quote]]) }))
        .when(moment);

    seeing(bar).emits(on(ordersFilled, { fill_price: 1_010, cause: 'square_off' }));
    seeing(bar, squareOff()).emits(on(ordersFailed, { reason: 'STALE_PRICE' }));
    seeing(yesterday).emits(on(ordersFailed, { reason: 'STALE_PRICE' }));
  });

  it('gives each attempt an order of its own', () => {
    const failed = holding(500, 'MIS')
      .context(context({ quotes: new Map() }))
      .when(squareOff());

    const [first] = failed.emitted;
    const [second] = failed.when(squareOff(CLOSES + 50_000)).emitted;

    const idOf = (event: typeof first) => (event?.type === 'order_failed' ? event.data.order_id : 'none');
    expect(idOf(first)).not.toBe(idOf(second));
  });

  it('is not stopped by the kill switch', () => {
    const stopped = { ...CONTROLS, killSwitch: { ...CONTROLS.killSwitch, engaged: true } };

    holding(500, 'MIS')
      .context(context({ controls: stopped }))
      .when(squareOff())
      .emits(on(ordersFilled, { cause: 'square_off' }));
  });

  it('takes the product of the order that opened the position, also after it was turned over', () => {
    const turned = holding(500, 'MIS')
      .context(context({ quotes: new Map() }))
      .events(signalled(SHARE.instrument_token, -700, 1_000, OPENED, 'momentum-1', { product: 'CNC' }));

    turned
      .context(context())
      .when(squareOff())
      .emits(on(ordersFilled, { signal_type: 'BUY', quantity: 200 }));
  });
});
