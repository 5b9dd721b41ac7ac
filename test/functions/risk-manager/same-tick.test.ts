import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventOf } from '../../../shared/events/envelope.ts';
import type { OrderFilled } from '../../../shared/events/types.ts';
import { check } from '../../support/seed.ts';
import { AccountDriver, type Verdict } from './account-driver.ts';
import { context, controls, failEvent, fillEvent, NOON, signalEvent } from './fixtures.ts';

/** One market tick: the signals that strategies make of it, all with its time. */
interface Tick {
  readonly price: number;
  readonly signals: readonly {
    readonly strategy: number;
    readonly side: 'BUY' | 'SELL';
    readonly units: number;
  }[];
}

const tick: fc.Arbitrary<Tick> = fc.record({
  price: fc.integer({ min: 9_000, max: 11_000 }).map((ticks) => ticks / 100),
  signals: fc.array(
    fc.record({
      strategy: fc.integer({ min: 0, max: 2 }),
      side: fc.constantFrom('BUY' as const, 'SELL' as const),
      units: fc.integer({ min: 1, max: 20 }),
    }),
    { maxLength: 5, size: 'max' },
  ),
});

/** Fills as the paper engine makes them: whole, by the signal alone. Every seventh order fails. */
const outcomeOf = (cause: EventOf<'trading_signal'>, number: number) => {
  const change: Partial<OrderFilled> = {
    fill_price: (cause.data.price ?? 100) + (number % 5) * 0.05,
    fees: number % 3,
    fill_id: cause.id,
  };
  return number % 7 === 0 ? failEvent(cause) : fillEvent(cause, change);
};

/** Runs ticks to completion, each; within one, `draw` decides when the outcomes of its orders arrive. */
const verdictsOf = (ticks: readonly Tick[], draw: () => number): Map<string, Verdict> => {
  const driver = new AccountDriver();
  const verdicts = new Map<string, Verdict>();
  let number = 0;
  for (const [second, { price, signals }] of ticks.entries()) {
    const at = NOON + second * 500;
    const before = ticks[second - 1]?.price ?? 100;
    const now = context(at - 500, {
      price: before,
      controls: controls({
        max_position_size: 30,
        max_open_exposure: 5_000,
        max_daily_loss: 150,
        max_price_deviation_bps: 9_999,
      }),
    });
    const waiting: (EventOf<'order_filled'> | EventOf<'order_failed'>)[] = [];
    const deliver = () => {
      const [event] = waiting.splice(draw() % Math.max(1, waiting.length), 1);
      if (event !== undefined) driver.take(event, now);
    };
    for (const { strategy, side, units } of signals) {
      number += 1;
      const event = signalEvent(number, at, {
        strategy_id: `strategy-${strategy}`,
        signal_type: side,
        quantity: units,
        price,
      });
      const verdict = driver.verdict(event, now);
      verdicts.set(event.id, verdict);
      if (verdict.code === 'VALIDATED') waiting.push(outcomeOf(event, number));
      for (let arrivals = draw() % 3; arrivals > 0; arrivals -= 1) deliver();
    }
    while (waiting.length > 0) deliver();
  }
  return verdicts;
};

describe('within one tick', () => {
  it('the order in which signals meet fills and failures changes no verdict, not by a letter', () => {
    const codes = new Set<string>();
    check(
      fc.property(
        fc.array(tick, { maxLength: 20, size: 'max' }),
        fc.infiniteStream(fc.nat()),
        (ticks, stream) => {
          const draws = stream[Symbol.iterator]();
          const late = verdictsOf(ticks, () => 0);
          const shuffled = verdictsOf(ticks, () => draws.next().value ?? 0);

          for (const { code } of late.values()) codes.add(code);
          expect(shuffled).toEqual(late);
        },
      ),
    );
    for (const code of ['VALIDATED', 'MAX_POSITION_SIZE', 'MAX_OPEN_EXPOSURE', 'MAX_DAILY_LOSS'])
      expect(codes).toContain(code);
  });
});
