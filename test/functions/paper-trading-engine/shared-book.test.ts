import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PaperEngineContext } from '../../../functions/paper-trading-engine/context.ts';
import { paperTradingEngine } from '../../../functions/paper-trading-engine/stage.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import type { MarketTick } from '../../../shared/events/types.ts';
import type { Offered } from '../../../shared/market/offered.ts';
import { packOffered, unpackOffered } from '../../../shared/market/packed-offered.ts';
import { check } from '../../support/seed.ts';
import { given, on } from '../../support/spec.ts';
import { AT, CONTROLS, SHARE, validated, validatedEvent } from './fixtures.ts';

const topics = topicsFor('paper');

const DEPTH: NonNullable<MarketTick['depth']> = {
  buy: [{ price: 799, quantity: 40, orders: 2 }],
  sell: [{ price: 801, quantity: 300, orders: 7 }],
};

/** As price-recorder keeps it: without the number of orders. */
const recordedBook = (at: number): Offered =>
  unpackOffered(JSON.parse(JSON.stringify(packOffered({ depth: DEPTH }, at, 800))), at, 800);

const context = (recordedAt?: number, offered?: Offered): PaperEngineContext => ({
  now: undefined,
  quotes: new Map(
    recordedAt === undefined ? [] : [[SHARE.instrument_token, { price: 800, at: recordedAt, offered }]],
  ),
  instruments: new Map([[SHARE.instrument_token, SHARE]]),
  controls: CONTROLS,
});

/** A signal at a price of 800, with the book of its tick if there is one. */
const eventOf = (
  n: number,
  side: 'BUY' | 'SELL',
  quantity: number,
  { at = AT, depth }: { readonly at?: number; readonly depth?: MarketTick['depth'] } = {},
): Envelope => {
  const data = validated({
    ...{ signal_type: side, quantity, price: 800, at },
    instrument_token: SHARE.instrument_token,
  });
  const signal = { ...data.original_signal, ...(depth !== undefined && { quote: { depth } }) };
  return validatedEvent(n, { ...data, original_signal: signal });
};

const engine = given(paperTradingEngine({ slippageBasisPoints: 0, maxPriceAgeMs: 60_000 }));
const booked = engine.context(context(AT, recordedBook(AT)));
const filled = (data: object) => on(topics.ordersFilled, data);
const failed = (data: object) => on(topics.ordersFailed, data);
const own = { depth: DEPTH };

describe('orders that meet the same book', () => {
  it('share what it offers, and each says what it did not get', () => {
    booked
      .when(eventOf(1, 'BUY', 200, own))
      .emits(filled({ quantity: 200, complete: true }))
      .when(eventOf(2, 'BUY', 200, own))
      .emits(filled({ quantity: 100, complete: false }), failed({ reason: 'NOT_OFFERED', quantity: 100 }))
      .when(eventOf(3, 'BUY', 200, own))
      .emits(failed({ reason: 'NOT_OFFERED', quantity: 200 }));
  });

  it('share it also if the one has it from its signal and the other from the recorder', () => {
    engine
      .context(context())
      .events(eventOf(1, 'BUY', 200, own))
      .context(context(AT + 1_000, recordedBook(AT + 1_000)))
      .when(eventOf(2, 'BUY', 200, own))
      .emits(filled({ quantity: 100 }), failed({ quantity: 100 }));
  });

  it('fill the same whether the recorder or the strategy was first', () => {
    const event = eventOf(1, 'BUY', 500, own);

    const before = engine.context(context()).when(event).records;

    expect(before).toHaveLength(2);
    expect(engine.context(context(AT - 1_000)).when(event).records).toEqual(before);
    expect(booked.when(event).records).toEqual(before);
  });

  it('get a newer book, not the one of their signal', () => {
    const offered = { depth: { buy: [], sell: [{ price: 805, quantity: 500 }] } };

    engine
      .context(context(AT + 1_000, offered))
      .when(eventOf(1, 'BUY', 400, own))
      .emits(filled({ quantity: 400, fill_price: 805 }));
  });

  it('hold what was filled, not what was ordered', () => {
    booked
      .events(eventOf(1, 'BUY', 500, own))
      .when(eventOf(2, 'SELL', 300, own))
      .emits(filled({ quantity: 40 }), failed({ quantity: 260 }))
      .when(eventOf(3, 'SELL', 260, { at: AT + 1_000 }))
      .emits(filled({ quantity: 260, complete: true }));
  });

  it('never get more than it offers together, in any order', () => {
    const orders = fc.array(
      fc.record({
        side: fc.constantFrom('BUY' as const, 'SELL' as const),
        quantity: fc.integer({ min: 1, max: 200 }),
        elapsed: fc.integer({ min: 0, max: 3 }),
        hasBook: fc.boolean(),
      }),
      { maxLength: 8 },
    );
    check(
      fc.property(orders, (given) => {
        const units = { BUY: 0, SELL: 0 };
        let stage = engine.context(context());
        given.forEach(({ side, quantity, elapsed, hasBook }, n) => {
          const at = AT + elapsed * 1_000;
          const outcome = stage
            .context(hasBook ? context() : context(at + 1, recordedBook(at + 1)))
            .when(eventOf(n, side, quantity, { at, depth: DEPTH }));
          stage = outcome;
          for (const event of outcome.emitted)
            if (event.type === 'order_filled') units[side] += event.data.quantity;
        });

        expect(units.BUY).toBeLessThanOrEqual(300);
        expect(units.SELL).toBeLessThanOrEqual(40);
      }),
    );
  });
});
