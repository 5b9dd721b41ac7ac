import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookOf } from '../../functions/portfolio-manager/book.ts';
import { portfolioManager } from '../../functions/portfolio-manager/stage.ts';
import { valuation } from '../../functions/portfolio-manager/valuation.ts';
import { createEvent } from '../../shared/events/create.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { ALPHA_PANDA, uuidV5 } from '../../shared/events/ids.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import { accountBookIn, isSameAccount, withEffects } from '../../shared/market/account-book.ts';
import { effectOf } from '../../shared/market/order-effects.ts';
import { add, ZERO } from '../../shared/money.ts';
import { check } from '../support/seed.ts';
import { AT, fill, filled, quoting } from './portfolio-manager/fixtures.ts';

const SHARE = 408_065;
const STRATEGIES = ['momentum-1', 'rsi-1'] as const;

/** A fill, or a corporate action that changes units and pays cash. */
const step = fc.record({
  strategy: fc.constantFrom(...STRATEGIES),
  units: fc.integer({ min: -50, max: 50 }).filter((units) => units !== 0),
  price: fc.integer({ min: 1, max: 100_000 }).map((ticks) => ticks / 20),
  cash: fc.integer({ min: -10_000, max: 10_000 }).map((parts) => parts / 10_000),
  adjusts: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const adjusted = (n: number, { strategy, units, price, cash }: Step): Envelope => {
  const timestamp = new Date(AT + n).toISOString();
  const id = uuidV5(ALPHA_PANDA, `adjustment ${n}`);
  return createEvent(
    topicsFor('paper').ordersFilled,
    'position_adjusted',
    {
      ...{ adjustment_id: id, strategy_id: strategy, instrument_token: SHARE, contract: 'NSE:INFY' },
      ...{ kind: 'bonus', ex_date: '2026-05-04', quantity_before: 0, quantity_after: units, cash },
      ...{ market_price: price, execution_mode: 'paper', timestamp },
    },
    { id, ts: timestamp, source: 'paper.trading-engine' },
  );
};

const eventOf = (one: Step, n: number): Envelope =>
  one.adjusts
    ? adjusted(n, one)
    : filled(
        fill(n, {
          ...{ at: AT + n, strategy_id: one.strategy, instrument_token: SHARE, contract: 'NSE:INFY' },
          ...{ signal_type: one.units > 0 ? 'BUY' : 'SELL', quantity: Math.abs(one.units) },
          ...{ fill_price: one.price, fees: 0.25 },
        }),
      );

const stage = portfolioManager('paper');

describe('an account with corporate actions', () => {
  it('is the sum of what risk takes, and of its strategies, after any fills and actions', () => {
    check(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
        const state = stage.initial();
        const events = steps.map(eventOf);
        for (const event of events) stage.reduce(state, event, quoting());

        const { totals } = accountBookIn(stage.name, JSON.parse(JSON.stringify(stage.codec.encode(state))));
        const effects = events.flatMap((event) =>
          event.type === 'order_filled' || event.type === 'position_adjusted' ? [effectOf(event)] : [],
        );
        const taken = withEffects({ positions: new Map(), cash: ZERO }, effects);
        expect(isSameAccount(totals(), taken)).toBe(true);

        const value = valuation(bookOf(state), new Map());
        for (const part of ['realized', 'unrealized', 'fees'] as const) {
          const strategies = add(...Array.from(value.strategies.values(), (totals) => totals[part]), ZERO);
          expect(strategies).toBe(value.account[part]);
        }
      }),
    );
  });

  it('counts an action once, however often it is reported', () => {
    const state = stage.initial();
    const event = adjusted(1, { strategy: 'rsi-1', units: 10, price: 100, cash: 5, adjusts: true });

    for (let i = 0; i < 3; i += 1) stage.reduce(state, event, quoting());

    expect([...state.positions.values()].map(({ position }) => position.quantity)).toEqual([10]);
    expect(state.effects.fills.effects).toHaveLength(1);
  });
});
