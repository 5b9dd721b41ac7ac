import { hash } from 'node:crypto';
import * as z from 'zod';
import type { EventOf } from '../events/envelope.ts';
import { add, fromRupees, type Money, negate, times, ZERO } from '../money.ts';

/** The effect of an order event on the account. */
export interface OrderEffect {
  /** Epoch milliseconds of the event. */
  readonly at: number;
  readonly strategyId: string;
  readonly instrumentToken: number;
  /** The number of the raw signal's id. */
  readonly signal: number;
  /** Filled units, signed; 0 for a failure. */
  readonly quantity: number;
  /** Change of the account's cash: proceeds less fees; negative for a purchase. */
  readonly cash: Money;
  /** Price per unit; 0 for a failure. */
  readonly price: Money;
  /** Whether this is the last event of the order. */
  readonly settles: boolean;
  /** Of the contract; absent: 1. */
  readonly multiplier?: number | undefined;
  /** Absent if the fill does not name it. */
  readonly contract?: string | undefined;
  /** Whether a corporate action caused it: `price` is then the price after it, or 0 if it is not known. */
  readonly adjusts?: true | undefined;
}

/** The events that have an effect. */
export type EffectiveEvent = EventOf<'order_filled'> | EventOf<'order_failed'> | EventOf<'position_adjusted'>;

/**
 * The first 48 bits of a signal's id, as a number. It is short, because the bytes of a checkpoint are billed. It is
 * compared only among the pending orders of one strategy in one instrument.
 */
export const signalNumber = (uuid: string): number =>
  Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);

const adjustmentEffect = ({ ts, data }: EventOf<'position_adjusted'>): OrderEffect => ({
  at: Date.parse(ts),
  strategyId: data.strategy_id,
  instrumentToken: data.instrument_token,
  signal: signalNumber(data.adjustment_id),
  quantity: data.quantity_after - data.quantity_before,
  cash: fromRupees(data.cash),
  price: fromRupees(data.market_price ?? 0),
  settles: false,
  contract: data.contract,
  adjusts: true,
});

/** @param restated The change of the cost of the open units by their multiplier, see `restatement`. */
export const effectOf = (event: EffectiveEvent, restated: Money = ZERO): OrderEffect => {
  if (event.type === 'position_adjusted') return adjustmentEffect(event);
  const order = {
    at: Date.parse(event.ts),
    strategyId: event.data.strategy_id,
    instrumentToken: event.data.instrument_token,
    signal: signalNumber(event.data.signal_id),
  };
  if (event.type === 'order_failed') return { ...order, quantity: 0, cash: ZERO, price: ZERO, settles: true };
  const { signal_type, quantity, fill_price, fees, complete, multiplier = 1, contract } = event.data;
  const price = fromRupees(fill_price);
  const signed = signal_type === 'BUY' ? quantity : -quantity;
  const cash = negate(add(times(price, signed * multiplier), restated, fromRupees(fees)));
  return {
    ...order,
    ...{ quantity: signed, cash, price, settles: complete },
    ...(multiplier !== 1 && { multiplier }),
    ...(contract !== undefined && { contract }),
  };
};

/**
 * A place in the effects of one topic: how many are before it, and a digest of them. The order of one topic is that of
 * its log. So a portfolio that was reset takes the same effects at the same places again.
 */
export interface EffectPlace {
  readonly count: number;
  readonly digest: number;
}

/** The effects of one topic after a place, in the topic's order. */
export interface EffectList {
  readonly after: EffectPlace;
  readonly effects: readonly OrderEffect[];
}

/** A value for each topic of orders. Each topic has its own order. */
interface PerTopic<Value> {
  readonly fills: Value;
  readonly failures: Value;
}

/** The newest effects of an account. */
export type AccountEffects = PerTopic<EffectList>;
/** The places up to which a reader has taken the effects of an account. */
export type TakenEffects = PerTopic<EffectPlace>;

const START: EffectPlace = { count: 0, digest: 0 };

export const NOTHING_TAKEN: TakenEffects = { fills: START, failures: START };

/** No effects, after a number of fills of an earlier release, which listed none. */
export const noEffectsAfter = (fills: number): AccountEffects => ({
  fills: { after: { count: fills, digest: 0 }, effects: [] },
  failures: { after: START, effects: [] },
});

export const NO_EFFECTS = noEffectsAfter(0);

/** 48 bits, which JSON keeps exactly. */
const digestOf = (digest: number, effect: OrderEffect): number => {
  const { at, strategyId, instrumentToken, signal, quantity, cash, price, settles } = effect;
  const values = [digest, at, strategyId, instrumentToken, signal, quantity, cash, price, settles];
  // Places of earlier releases are of effects without these, so their absence changes no digest.
  if (effect.multiplier !== undefined) values.push(effect.multiplier);
  if (effect.contract !== undefined) values.push(effect.contract);
  if (effect.adjusts !== undefined) values.push(effect.adjusts);
  return Number.parseInt(hash('sha1', JSON.stringify(values), 'hex').slice(0, 12), 16);
};

/** The last digest after an effect, with the one before it: an effect keeps its place while its list grows. */
const DIGESTS = new WeakMap<OrderEffect, { readonly before: number; readonly after: number }>();

const digestAfter = (before: number, effect: OrderEffect): number => {
  const known = DIGESTS.get(effect);
  if (known?.before === before) return known.after;
  const after = digestOf(before, effect);
  DIGESTS.set(effect, { before, after });
  return after;
};

/** The place after `effects`, which follow `place`. */
export const placeAfter = (place: EffectPlace, effects: readonly OrderEffect[]): EffectPlace => ({
  count: place.count + effects.length,
  digest: effects.reduce(digestAfter, place.digest),
});

const endOf = ({ after, effects }: EffectList): EffectPlace => placeAfter(after, effects);

/** The places of the newest effects. */
export const endsOf = ({ fills, failures }: AccountEffects): TakenEffects => ({
  fills: endOf(fills),
  failures: endOf(failures),
});

export const withEffect = (list: EffectList, effect: OrderEffect): EffectList => ({
  ...list,
  effects: [...list.effects, effect],
});

/** Why a list does not continue at a place. */
export type Discontinuity =
  /** The list ends before the place. */
  | 'behind'
  /** The list begins after the place. */
  | 'gap'
  /** Other effects are before the place. */
  | 'different';

/** The effects after a place, or why the list does not continue there. */
export const effectsAfter = (
  { after, effects }: EffectList,
  place: EffectPlace,
): readonly OrderEffect[] | Discontinuity => {
  const known = place.count - after.count;
  if (known < 0) return 'gap';
  if (known > effects.length) return 'behind';
  const here = placeAfter(after, effects.slice(0, known));
  return here.digest === place.digest ? effects.slice(known) : 'different';
};

/**
 * The list without the effects that its reader has taken; unchanged if it does not continue at that place. A list that ends
 * before the place is of a portfolio that was reset, and its reader has taken all of it. The digest shows later whether
 * it is the same history.
 */
export const withoutTaken = (list: EffectList, taken: EffectPlace): EffectList => {
  const rest = effectsAfter(list, taken);
  if (rest === 'behind') return { after: endOf(list), effects: [] };
  return typeof rest === 'string' ? list : { after: taken, effects: rest };
};

const place = z.strictObject({ count: z.int().nonnegative(), digest: z.int().nonnegative() });

const effectForm = z.strictObject({
  at: z.int(),
  strategyId: z.string(),
  instrumentToken: z.int(),
  signal: z.int(),
  quantity: z.int(),
  cash: z.int(),
  price: z.int(),
  settles: z.boolean(),
  multiplier: z.int().min(1).optional(),
  contract: z.string().optional(),
  adjusts: z.literal(true).optional(),
});

/** Effects that were checked. In one process, risk reads the portfolio's own effects with every signal. */
const CHECKED = new WeakSet<object>();

const isEffect = (value: unknown): value is OrderEffect => {
  if (typeof value !== 'object' || value === null) return false;
  if (CHECKED.has(value)) return true;
  if (!effectForm.safeParse(value).success) return false;
  CHECKED.add(value);
  return true;
};

const list = z.strictObject({
  after: place,
  effects: z.array(z.custom<OrderEffect>(isEffect, 'not the effect of an order')),
});

/** The form in a checkpoint, for the stage that reads it. */
export const accountEffects = z.strictObject({ fills: list, failures: list });
export const takenEffects = z.strictObject({ fills: place, failures: place });
