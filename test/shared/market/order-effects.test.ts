import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type EffectList,
  effectOf,
  effectsAfter,
  endsOf,
  NO_EFFECTS,
  type OrderEffect,
  withEffect,
  withoutTaken,
} from '../../../shared/market/order-effects.ts';
import { failEvent, fillEvent, NOON, signalEvent } from '../../functions/risk-manager/fixtures.ts';

const effects: readonly OrderEffect[] = [1, 2, 3, 4].map((n) =>
  effectOf(fillEvent(signalEvent(`effect ${n}`, NOON), { fill_price: 100 + n })),
);

/** As the last release without multipliers computed it. */
const digestOfEarlierRelease = (effect: OrderEffect | undefined): number => {
  if (effect === undefined) throw new Error('no effect');
  const { at, strategyId, instrumentToken, signal, quantity, cash, price, settles } = effect;
  const values = [0, at, strategyId, instrumentToken, signal, quantity, cash, price, settles];
  return Number.parseInt(hash('sha1', JSON.stringify(values), 'hex').slice(0, 12), 16);
};

const listOf = (some: readonly OrderEffect[]): EffectList => some.reduce(withEffect, NO_EFFECTS.fills);
const placeOf = (list: EffectList) => endsOf({ ...NO_EFFECTS, fills: list }).fills;

describe('the effect of an order event', () => {
  it('of a purchase takes its price and its fees from the cash', () => {
    const event = fillEvent(signalEvent('buy', NOON), { quantity: 10, fill_price: 100.05, fees: 2.5 });

    expect(effectOf(event)).toMatchObject({
      quantity: 10,
      cash: -10_030_000,
      price: 1_000_500,
      settles: true,
    });
  });

  it('of a part of a sale adds to the cash and does not settle the order', () => {
    const event = fillEvent(signalEvent('sell', NOON, { signal_type: 'SELL' }), {
      ...{ quantity: 4, fill_price: 100, fees: 1, complete: false },
    });

    expect(effectOf(event)).toMatchObject({ quantity: -4, cash: 3_990_000, settles: false });
  });

  it('of a contract with a multiplier moves the cash by price × units × multiplier', () => {
    const event = fillEvent(signalEvent('oil', NOON), {
      quantity: 2,
      fill_price: 6_000,
      fees: 75,
      multiplier: 100,
    });

    expect(effectOf(event)).toMatchObject({ quantity: 2, cash: -12_000_750_000, multiplier: 100 });
  });

  it('of a share is stored as in earlier releases, without a multiplier', () => {
    const [effect] = effects;
    const { count, digest } = placeOf(listOf(effects.slice(0, 1)));

    expect(Object.keys(effect ?? {})).not.toContain('multiplier');
    expect([count, digest]).toEqual([1, digestOfEarlierRelease(effect)]);
  });

  it('of a failure settles the order without units', () => {
    expect(effectOf(failEvent(signalEvent('lost', NOON)))).toMatchObject({
      ...{ quantity: 0, cash: 0, price: 0, settles: true },
    });
  });
});

describe('the effects after a place', () => {
  const all = listOf(effects);

  it.each([0, 1, 2, 3, 4])('%i are those that the place does not have', (count) => {
    const place = placeOf(listOf(effects.slice(0, count)));

    expect(effectsAfter(all, place)).toEqual(effects.slice(count));
  });

  it('are the same when the list has dropped those before the place', () => {
    const [two, three] = [2, 3].map((count) => placeOf(listOf(effects.slice(0, count))));
    if (two === undefined || three === undefined) throw new Error('no places');
    const short = withoutTaken(all, two);

    expect(short).toEqual({ after: two, effects: effects.slice(2) });
    expect(effectsAfter(short, three)).toEqual(effects.slice(3));
    expect(placeOf(short)).toEqual(placeOf(all));
  });

  it('are unknown if the list ends before the place, begins after it, or has others before it', () => {
    const three = placeOf(listOf(effects.slice(0, 3)));
    const other = [...effects.slice(0, 2), ...effects.slice(3), ...effects.slice(2, 3)];

    expect(effectsAfter(listOf(effects.slice(0, 2)), three)).toBe('behind');
    expect(effectsAfter(withoutTaken(all, placeOf(all)), three)).toBe('gap');
    expect(effectsAfter(listOf(other), three)).toBe('different');
  });

  it('are dropped by a list that is taken again, as far as it has come, and known again behind the place', () => {
    const three = placeOf(listOf(effects.slice(0, 3)));
    const again = withoutTaken(listOf(effects.slice(0, 2)), three);

    expect(again.effects).toEqual([]);
    expect(effectsAfter(again, three)).toBe('behind');
    expect(effectsAfter(effects.slice(2).reduce(withEffect, again), three)).toEqual(effects.slice(3));
  });

  it('of another history are dropped as well, and are different behind the place', () => {
    const three = placeOf(listOf(effects.slice(0, 3)));
    const other = withoutTaken(listOf(effects.slice(1, 3)), three);

    expect(effectsAfter(effects.slice(2).reduce(withEffect, other), three)).toBe('different');
  });

  it('are not dropped for a reader of another history', () => {
    const other = placeOf(listOf(effects.slice(1)));
    const late = withoutTaken(all, placeOf(all));

    expect(withoutTaken(all, other)).toBe(all);
    expect(withoutTaken(late, other)).toBe(late);
  });
});
