import * as fc from 'fast-check';
import type { EventOf } from '../../../shared/events/envelope.ts';
import type { AccountDriver, Verdict } from './account-driver.ts';
import { BANK_NIFTY, context, controls, failEvent, fillEvent, NIFTY, NOON, signalEvent } from './fixtures.ts';

export const LIMIT = 30;

export type Step =
  | {
      readonly kind: 'signal';
      readonly side: 'BUY' | 'SELL';
      readonly units: number;
      readonly other: boolean;
    }
  | { readonly kind: 'fill'; readonly which: number; readonly units: number }
  | { readonly kind: 'fail'; readonly which: number };

export const step: fc.Arbitrary<{ readonly step: Step; readonly wait: number }> = fc.record({
  wait: fc.constantFrom(0, 0, 1, 700),
  step: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('signal' as const),
        side: fc.constantFrom('BUY' as const, 'SELL' as const),
        units: fc.integer({ min: 1, max: 20 }),
        other: fc.boolean(),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('fill' as const),
        which: fc.nat(),
        units: fc.integer({ min: 1, max: 20 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('fail' as const), which: fc.nat() }) },
  ),
});

interface OpenOrder {
  readonly cause: EventOf<'trading_signal'>;
  open: number;
}

/** The account as the exchange sees it, kept apart from the state under test. */
export class Market {
  readonly open: OpenOrder[] = [];
  readonly positions = new Map<string, number>();

  #sign(cause: EventOf<'trading_signal'>): number {
    return cause.data.signal_type === 'BUY' ? 1 : -1;
  }

  accept(cause: EventOf<'trading_signal'>): void {
    this.open.push({ cause, open: cause.data.quantity });
  }

  fill(which: number, units: number, at: number): EventOf<'order_filled'> | undefined {
    const order = this.open[which % this.open.length];
    if (order === undefined) return undefined;
    const quantity = Math.min(units, order.open);
    order.open -= quantity;
    if (order.open === 0) this.open.splice(this.open.indexOf(order), 1);
    const { key } = order.cause;
    this.positions.set(key, (this.positions.get(key) ?? 0) + this.#sign(order.cause) * quantity);
    return fillEvent(order.cause, { quantity, complete: order.open === 0 }, at);
  }

  fail(which: number, at: number): EventOf<'order_failed'> | undefined {
    const [order] = this.open.splice(which % Math.max(1, this.open.length), 1);
    return order && failEvent(order.cause, at);
  }

  /** The largest position, long or short, that any outcome of the open orders of a key can lead to. */
  worst(key: string): number {
    const position = this.positions.get(key) ?? 0;
    const open = this.open.filter(({ cause }) => cause.key === key);
    const sum = (sign: number) =>
      open.filter(({ cause }) => this.#sign(cause) === sign).reduce((total, order) => total + order.open, 0);
    return Math.max(Math.abs(position + sum(1)), Math.abs(position - sum(-1)));
  }

  keys(): ReadonlySet<string> {
    return new Set([...this.positions.keys(), ...this.open.map(({ cause }) => cause.key)]);
  }
}

export const given = (at: number, change: Parameters<typeof controls>[1] = {}) =>
  context(at, {
    controls: controls(
      { max_position_size: LIMIT, duplicate_window_ms: 1, max_orders_per_second: 10 },
      change,
    ),
  });

export interface Visit {
  readonly event: EventOf<'trading_signal'> | EventOf<'order_filled'> | EventOf<'order_failed'>;
  readonly at: number;
  readonly verdict?: Verdict;
}

/** Plays steps against an account; calls back after every event. */
export const play = (
  steps: readonly { readonly step: Step; readonly wait: number }[],
  driver: AccountDriver,
  market: Market,
  settings: Parameters<typeof controls>[1] = {},
  visit: (visit: Visit) => void = () => {},
  start = { at: NOON, name: 0 },
): { at: number; name: number } => {
  let { at, name } = start;
  for (const { step: one, wait } of steps) {
    at += wait;
    name += 1;
    if (one.kind === 'signal') {
      const event = signalEvent(name, at, {
        signal_type: one.side,
        quantity: one.units,
        instrument_token: one.other ? BANK_NIFTY : NIFTY,
      });
      const verdict = driver.verdict(event, given(at, settings));
      if (verdict.code === 'VALIDATED') market.accept(event);
      visit({ event, at, verdict });
      continue;
    }
    const event = one.kind === 'fill' ? market.fill(one.which, one.units, at) : market.fail(one.which, at);
    if (event === undefined) continue;
    driver.take(event, given(at, settings));
    visit({ event, at });
  }
  return { at, name };
};
