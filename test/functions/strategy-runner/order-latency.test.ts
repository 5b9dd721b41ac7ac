import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strategyRunner } from '../../../functions/strategy-runner/stage.ts';
import type { EventOf } from '../../../shared/events/envelope.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import type { MarketTick, TradingSignal } from '../../../shared/events/types.ts';
import type { Emit } from '../../../shared/kernel/stage.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { given, on } from '../../support/spec.ts';
import { contextOf, item, runner, setOf } from './scenario.ts';
import { BANK_NIFTY, NIFTY, tickEvent, timeOf } from './ticks.ts';

const PAPER = topicsFor('paper').signalsRaw;
const ZERODHA = topicsFor('zerodha').signalsRaw;
const LATENCY_MS = 1_500;
const DAY_S = 86_400;

const eager = { parameters: { every_ticks: 1 } };

const running = (...items: Item[]) =>
  given(strategyRunner({ orderLatencyMs: LATENCY_MS })).context(contextOf(setOf(...items)));

const barTick = (
  price: number,
  second: number,
  bar: Omit<NonNullable<MarketTick['bar']>, 'low' | 'high'>,
) => {
  const event = tickEvent(price, second);
  const data: MarketTick = { ...event.data, bar: { low: 1, high: 1_000, ...bar } };
  return { ...event, data } satisfies EventOf<'market_tick'>;
};

const signalsIn = (emits: readonly Emit[]): readonly TradingSignal[] =>
  emits.flatMap((emit) =>
    emit.kind === 'event' && emit.type === 'trading_signal' && emit.topic === PAPER ? [emit.data] : [],
  );

describe('a paper order with a latency', () => {
  it('leaves at the first tick at or after its time, with the price and time of that tick', () => {
    const [event] = running(item({ parameters: { every_ticks: 4, quantity: 25 } }))
      .events(tickEvent(100, 0), tickEvent(101, 1), tickEvent(102, 2), tickEvent(103, 3))
      .when(tickEvent(104, 4))
      .emitsNothing()
      .when(tickEvent(105, 5))
      .emits(on(PAPER, {})).emitted;

    expect(event?.data).toEqual({
      strategy_id: 'alpha',
      instrument_token: NIFTY,
      signal_type: 'BUY',
      quantity: 25,
      price: 105,
      timestamp: timeOf(5),
      decided: { price: 103, timestamp: timeOf(3) },
    });
  });

  it('keeps the product that its strategy had, and gets the book of the tick at which it leaves', () => {
    const book = (price: number) => ({
      depth: { buy: [], sell: [{ price, quantity: 300, orders: 1 }] },
    });
    running(item({ ...eager, product: 'MIS' }))
      .when(tickEvent(100, 0, NIFTY, undefined, book(101)))
      .emitsNothing()
      .when(tickEvent(105, 2, NIFTY, undefined, book(106)))
      .emits(on(PAPER, { product: 'MIS', quote: { depth: book(106).depth } }));
  });

  it('leaves at once for the live broker', () => {
    running(item({ zerodha_trading_enabled: true, ...eager }))
      .when(tickEvent(100, 0))
      .emits(on(ZERODHA, { price: 100, timestamp: timeOf(0) }))
      .when(tickEvent(101, 2))
      .emits(
        on(PAPER, { signal_type: 'BUY', price: 101, decided: { price: 100, timestamp: timeOf(0) } }),
        on(ZERODHA, { signal_type: 'SELL', price: 101 }),
      );
  });

  it('waits for a tick of its own instrument', () => {
    running(item({ instruments: [NIFTY, BANK_NIFTY], ...eager }))
      .events(tickEvent(100, 0, NIFTY))
      .when(tickEvent(300, 9, BANK_NIFTY))
      .emitsNothing()
      .when(tickEvent(101, 10, NIFTY))
      .emits(on(PAPER, { instrument_token: NIFTY, price: 101 }));
  });

  it('leaves although its strategy was removed while it waited', () => {
    const stage = runner(setOf(item(eager)), LATENCY_MS);
    stage.send(tickEvent(100, 0));
    stage.configure(setOf());
    stage.send(tickEvent(300, 1, BANK_NIFTY));
    stage.restart();

    const emits = stage.send(tickEvent(101, 2));

    expect(signalsIn(emits)).toMatchObject([{ strategy_id: 'alpha', price: 101 }]);
    expect(signalsIn(stage.send(tickEvent(102, 4)))).toEqual([]);
  });

  it('leaves on the next day with the price and time of its decision, so that risk refuses it as stale', () => {
    running(item(eager))
      .events(tickEvent(100, 0))
      .when(tickEvent(120, DAY_S))
      .emits(
        on(PAPER, {
          price: 100,
          timestamp: timeOf(0),
          decided: { price: 100, timestamp: timeOf(0) },
        }),
      );
  });

  it('leaves at the next session if a daily bar caused it', () => {
    const close = { decides: true, daily: true } as const;

    running(item(eager))
      .events(barTick(100, 0, close))
      .when(barTick(120, 3 * DAY_S, { decides: false, daily: true }))
      .emits(on(PAPER, { price: 120, timestamp: timeOf(3 * DAY_S) }));
  });

  it('is not filled at a price whose time within the bar is assumed', () => {
    running(item(eager))
      .events(barTick(100, 0, { decides: true }))
      .when(barTick(90, 20, { decides: false, assumed: true }))
      .emitsNothing()
      .when(barTick(95, 59, { decides: false }))
      .emits(on(PAPER, { price: 95 }));
  });

  it('leaves at once if the checkpoint has no room for it', () => {
    const strategies = Array.from({ length: 1_200 }, (_, place) =>
      item({ strategy_id: `s${String(place).padStart(3, '0')}`, ...eager }),
    );
    const stage = runner(setOf(...strategies), LATENCY_MS);

    const early = signalsIn(stage.send(tickEvent(100, 0)));
    const kept = JSON.stringify(stage.packed()).length;
    const late = signalsIn(stage.send(tickEvent(101, 2))).filter(({ decided }) => decided !== undefined);

    expect(early.length).toBeGreaterThan(0);
    expect(early.length + late.length).toBe(strategies.length);
    expect(kept).toBeLessThan(200_000);
  });
});

describe('strategies on bars', () => {
  it('do not see a price on which they may not decide', () => {
    given(strategyRunner())
      .context(contextOf(setOf(item({ parameters: { every_ticks: 2 } }))))
      .events(barTick(100, 0, { decides: false }), barTick(101, 1, { decides: true }))
      .when(barTick(102, 2, { decides: false }))
      .emitsNothing()
      .when(barTick(103, 3, { decides: true }))
      .emits(on(PAPER, { price: 103 }));
  });
});

describe('orders with a latency', () => {
  it('are the decisions, each once, at the first tick after the latency, also after a restart', () => {
    const step = fc.record({
      price: fc.integer({ min: 90, max: 110 }),
      wait: fc.integer({ min: 1, max: 4 }),
      token: fc.constantFrom(NIFTY, BANK_NIFTY),
    });
    const set = setOf(
      item({ strategy_id: 'a', instruments: [NIFTY, BANK_NIFTY] }),
      item({ strategy_id: 'b', instruments: [BANK_NIFTY], ...eager }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), fc.nat(50), (steps, cut) => {
        const prompt = runner(set);
        const slow = runner(set, LATENCY_MS);
        let second = 0;
        const events = steps.map(({ price, wait, token }) => {
          second += wait;
          return tickEvent(price, second, token);
        });

        const decisions = events.flatMap((event) => signalsIn(prompt.send(event)));
        const orders = events.flatMap((event, place) => {
          if (place === cut) slow.restart();
          return signalsIn(slow.send(event));
        });

        const expected = decisions.flatMap(({ price, timestamp, ...decision }) => {
          const leaves = events.find(
            ({ data }) =>
              data.instrument_token === decision.instrument_token &&
              Date.parse(data.timestamp) >= Date.parse(timestamp) + LATENCY_MS,
          )?.data;
          return leaves === undefined
            ? []
            : [
                {
                  ...decision,
                  price: leaves.last_price,
                  timestamp: leaves.timestamp,
                  decided: { price, timestamp },
                },
              ];
        });
        const sorted = (signals: readonly object[]) =>
          signals.map((signal) => JSON.stringify(Object.entries(signal).sort())).sort();
        expect(sorted(orders)).toEqual(sorted(expected));
      }),
    );
  });
});
