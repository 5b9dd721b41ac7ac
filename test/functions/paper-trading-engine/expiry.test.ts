import { describe, expect, it } from 'vitest';
import type { PaperEngineContext } from '../../../functions/paper-trading-engine/context.ts';
import { paperTradingEngine } from '../../../functions/paper-trading-engine/stage.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';
import { istDay } from '../../../shared/market/ist.ts';
import type { Quote } from '../../../shared/market/last-price.ts';
import { given, on } from '../../support/spec.ts';
import { CONTROLS } from './fixtures.ts';
import { at, moment, signalled } from './moments.ts';

const { ordersFilled, ordersFailed } = topicsFor('paper');

const INDEX = 256_265;
const contract = (change: Partial<Instrument>): Instrument => ({
  instrument_token: 1_000,
  tradingsymbol: 'NIFTY26MAY24000CE',
  exchange: 'NFO',
  segment: 'NFO-OPT',
  tick_size: 0.05,
  lot_size: 65,
  expiry: '2026-05-26',
  strike: 24_000,
  option_type: 'CE',
  underlying_token: INDEX,
  ...change,
});

const CALL = contract({});
const PUT = contract({ instrument_token: 1_001, tradingsymbol: 'NIFTY26MAY24000PE', option_type: 'PE' });
const FUTURE = contract({
  instrument_token: 1_002,
  tradingsymbol: 'NIFTY26MAYFUT',
  segment: 'NFO-FUT',
  option_type: undefined,
  strike: undefined,
});
const CRUDE = contract({
  instrument_token: 1_003,
  tradingsymbol: 'CRUDEOIL26MAYFUT',
  exchange: 'MCX',
  segment: 'MCX-FUT',
  lot_size: 1,
  multiplier: 100,
  option_type: undefined,
  strike: undefined,
  underlying_token: undefined,
});
const SHARE = contract({
  instrument_token: 1_004,
  tradingsymbol: 'INFY',
  exchange: 'NSE',
  segment: 'NSE',
  lot_size: 1,
  expiry: undefined,
  option_type: undefined,
  strike: undefined,
});

const OPENED = at('2026-05-25T10:00');
const CLOSED_AT = at('2026-05-26T15:41');
const CLOSED = new Date(CLOSED_AT).toISOString();

const context = (
  prices: Readonly<Record<number, Quote>>,
  instruments: readonly Instrument[] = [CALL, PUT, FUTURE, CRUDE, SHARE],
): PaperEngineContext => ({
  now: undefined,
  quotes: new Map(Object.entries(prices).map(([token, quote]) => [Number(token), quote])),
  instruments: new Map(instruments.map((each) => [each.instrument_token, each])),
  controls: CONTROLS,
});

const stage = paperTradingEngine({ slippageBasisPoints: 0, maxPriceAgeMs: 60_000 });

/** An engine that holds these units at ₹100, and then sees these prices. */
const holding = (instrument: Instrument, units: number, prices: Readonly<Record<number, Quote>>) =>
  given(stage)
    .context(context({}))
    .events(signalled(instrument.instrument_token, units, 100, OPENED))
    .context(context(prices));

const indexAt = (price: number, time = '2026-05-26T15:30') => ({ [INDEX]: { price, at: at(time) } });
const expiry = moment('expiry', 'derivatives', '2026-05-26', CLOSED_AT);

describe('the expiry of a contract on paper', () => {
  it.each([
    ['a call in the money at what the index is above its strike', CALL, 24_150.5, 150.5],
    ['a call out of the money at nothing', CALL, 23_900, 0],
    ['a call at the money at nothing', CALL, 24_000, 0],
    ['a put in the money at what the index is below its strike', PUT, 23_900, 100],
    ['a put out of the money at nothing', PUT, 24_150.5, 0],
    ['a future at the close of its underlying', FUTURE, 24_150.5, 24_150.5],
  ])('settles %s', (_, instrument, index, price) => {
    for (const [units, side] of [
      [65, 'SELL'],
      [-65, 'BUY'],
    ] as const) {
      holding(instrument, units, indexAt(index))
        .when(expiry)
        .emits(
          on(ordersFilled, {
            signal_type: side,
            quantity: 65,
            fill_price: price,
            cause: 'expiry',
            contract: `NFO:${instrument.tradingsymbol}`,
            timestamp: CLOSED,
            complete: true,
          }),
        );
    }
  });

  it('settles a future of a commodity at its own last price, with its multiplier', () => {
    holding(CRUDE, 1, { 1003: { price: 6_100, at: at('2026-05-26T23:29') } })
      .when(moment('expiry', 'commodities', '2026-05-26', at('2026-05-26T23:31')))
      .emits(on(ordersFilled, { fill_price: 6_100, multiplier: 100, cause: 'expiry' }));
  });

  it('happens once, for the same moment and for later ones', () => {
    const settled = holding(CALL, 65, indexAt(24_100)).events(expiry);

    settled.when(expiry).emitsNothing();
    settled.when(moment('expiry', 'derivatives', '2026-05-27', at('2026-05-27T15:41'))).emitsNothing();
  });

  it('leaves what has not expired, other markets and shares', () => {
    holding(CALL, 65, indexAt(24_100))
      .when(moment('expiry', 'derivatives', '2026-05-25', at('2026-05-25T15:41')))
      .emitsNothing();
    holding(CALL, 65, indexAt(24_100))
      .when(moment('expiry', 'commodities', '2026-05-26', at('2026-05-26T23:31')))
      .emitsNothing();
    holding(SHARE, 10, indexAt(24_100)).when(expiry).emitsNothing();
  });

  it('fails without a price of the day, keeps the position, and settles it by a later moment', () => {
    const failed = holding(CALL, 65, indexAt(24_100, '2026-05-25T15:30')).when(expiry);

    failed.emits(
      on(ordersFailed, {
        reason: 'NO_SETTLEMENT_PRICE',
        signal_type: 'SELL',
        quantity: 65,
        timestamp: CLOSED,
      }),
    );
    failed
      .context(context(indexAt(24_100)))
      .when(moment('expiry', 'derivatives', '2026-05-27', at('2026-05-27T15:41')))
      .emits(on(ordersFilled, { fill_price: 100, quantity: 65 }));
  });

  it('takes the price of the day of expiry, although the next day already has one', () => {
    const next = { price: 25_000, at: at('2026-05-27T09:15'), previous: undefined };
    const dayBefore = { price: 24_100, day: istDay(at('2026-05-26T15:30')) };

    holding(CALL, 65, { [INDEX]: { ...next, ...{ dayBefore } } })
      .when(expiry)
      .emits(on(ordersFilled, { fill_price: 100 }));
  });

  it('fails for an option whose underlying the instruments table does not name', () => {
    const unnamed = contract({ underlying_token: undefined });

    given(stage)
      .context(context({}, [unnamed]))
      .events(signalled(1_000, 65, 100, OPENED))
      .context(context(indexAt(24_100), [unnamed]))
      .when(expiry)
      .emits(on(ordersFailed, { reason: 'NO_SETTLEMENT_PRICE' }));
  });

  it('follows the contract that was bought, although its token is already of another', () => {
    const next = contract({ tradingsymbol: 'NIFTY26JUN25000CE', expiry: '2026-06-30', strike: 25_000 });

    given(stage)
      .context(context({}))
      .events(signalled(1_000, 65, 100, OPENED))
      .context(context(indexAt(24_100), [next]))
      .when(expiry)
      .emits(on(ordersFilled, { contract: 'NFO:NIFTY26MAY24000CE', fill_price: 100 }));
  });

  it('knows the contract of a position of an earlier release from the instruments table', () => {
    const held = [[], [['momentum-1', 1_000, 65]]];
    const restored = { ...stage, initial: () => stage.codec.decode(held) };

    given(restored)
      .context(context(indexAt(24_100)))
      .when(expiry)
      .emits(on(ordersFilled, { fill_price: 100 }));
  });

  it('is refused before its time, where there is a wall clock', () => {
    holding(CALL, 65, indexAt(24_100))
      .context({ ...context(indexAt(24_100)), now: Date.parse(CLOSED) - 120_000 })
      .when(expiry)
      .deadLetters('FROM_THE_FUTURE');
  });

  it('gives every strategy its own settlement', () => {
    const spec = given(stage)
      .context(context({}))
      .events(signalled(1_000, 65, 100, OPENED, 'rsi-1'), signalled(1_000, -130, 100, OPENED, 'momentum-1'))
      .context(context(indexAt(24_100)))
      .when(expiry);

    spec.emits(
      on(ordersFilled, { strategy_id: 'rsi-1', signal_type: 'SELL', quantity: 65 }),
      on(ordersFilled, { strategy_id: 'momentum-1', signal_type: 'BUY', quantity: 130 }),
    );
    const ids = spec.emitted.map(({ data }) => ('fill_id' in data ? data.fill_id : ''));
    expect(new Set(ids).size).toBe(2);
  });
});
