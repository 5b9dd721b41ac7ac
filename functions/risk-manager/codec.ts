import * as z from 'zod';
import { positionKey } from '../../shared/events/partition-key.ts';
import { RecentVerdicts } from '../../shared/events/recent-ids.ts';
import type { StateCodec } from '../../shared/kernel/stage.ts';
import { unpackFills } from '../../shared/market/fills.ts';
import type { Money } from '../../shared/money.ts';
import {
  type Holding,
  type LossLatch,
  type OrderEffect,
  REMEMBERED_EVENTS,
  type RiskState,
} from './state.ts';

const whole = z.int();
const money = z.custom<Money>((value) => Number.isSafeInteger(value));
const pair = z.union([z.tuple([]), z.tuple([whole, whole])]);
/** Time, release seen, id. One of a state of before has no id, and its time is its name. */
const packedLatch = z.union([z.tuple([]), z.tuple([whole, whole]), z.tuple([whole, whole, z.string()])]);

const packedHolding = z.tuple([z.string(), whole, whole, z.array(z.tuple([whole, whole, whole])), pair]);
const packedEffect = z.tuple([
  whole,
  z.string(),
  whole,
  whole,
  whole,
  money,
  money,
  z.union([z.literal(0), z.literal(1)]),
]);

/** Numbers in arrays, and everything in one: a checkpoint is paid for by its bytes, at every batch. */
const packedState = z.tuple([
  whole,
  whole,
  money,
  money,
  packedLatch,
  z.array(whole),
  z.array(z.tuple([whole, money])),
  z.array(packedHolding),
  z.array(packedEffect),
  z.array(z.union([whole, z.array(whole)])),
  // Absent in a state of before, which knew fills by their events.
  z.array(whole).optional(),
  // Absent in a state of before, which told nobody of its latch.
  whole.optional(),
]);
type Packed = z.infer<typeof packedState>;

const packHolding = (holding: Holding): z.infer<typeof packedHolding> => [
  holding.strategyId,
  holding.instrumentToken,
  holding.position,
  Array.from(holding.pending, ([signal, { quantity, day }]) => [signal, quantity, day]),
  holding.lastValidated ? [holding.lastValidated.at, holding.lastValidated.quantity] : [],
];

const unpackHolding = ([strategyId, instrumentToken, position, pending, [at, quantity]]: z.infer<
  typeof packedHolding
>): Holding => ({
  strategyId,
  instrumentToken,
  position,
  pending: new Map(pending.map(([id, units, day]) => [id, { quantity: units, day }])),
  lastValidated: at === undefined || quantity === undefined ? undefined : { at, quantity },
});

const packEffect = (effect: OrderEffect): z.infer<typeof packedEffect> => [
  effect.at,
  effect.strategyId,
  effect.instrumentToken,
  effect.signal,
  effect.quantity,
  effect.cash,
  effect.price,
  effect.settles ? 1 : 0,
];

const unpackEffect = ([at, strategyId, instrumentToken, signal, quantity, cash, price, settles]: z.infer<
  typeof packedEffect
>): OrderEffect => ({
  at,
  strategyId,
  instrumentToken,
  signal,
  quantity,
  cash,
  price,
  settles: settles === 1,
});

const unpackLatch = ([at, releaseSeen, id]: z.infer<typeof packedLatch>): LossLatch | undefined =>
  at === undefined || releaseSeen === undefined
    ? undefined
    : { id: id ?? new Date(at).toISOString(), at, releaseSeen };

export const riskStateCodec: StateCodec<RiskState> = {
  encode: (state): Packed => [
    state.day,
    state.orders,
    state.cash,
    state.baseline,
    state.latch ? [state.latch.at, state.latch.releaseSeen, state.latch.id] : [],
    state.recentOrders,
    Array.from(state.marks),
    Array.from(state.holdings.values(), packHolding),
    state.arrived.map(packEffect),
    state.recentEvents.encode().map((ids) => [...ids]),
    [...state.recentFills.encode()],
    state.latchWrites,
  ],
  decode: (packed) => {
    const [
      day,
      orders,
      cash,
      baseline,
      latch,
      recent,
      marks,
      holdings,
      arrived,
      events,
      fills,
      latchWrites = 0,
    ] = packedState.parse(packed);
    return {
      day,
      orders,
      cash,
      baseline,
      latch: unpackLatch(latch),
      latchWrites,
      recentOrders: recent,
      marks: new Map(marks),
      holdings: new Map(
        holdings.map((holding) => {
          const unpacked = unpackHolding(holding);
          return [positionKey(unpacked.strategyId, unpacked.instrumentToken), unpacked];
        }),
      ),
      arrived: arrived.map(unpackEffect),
      recentEvents: RecentVerdicts.decode(events, REMEMBERED_EVENTS),
      recentFills: unpackFills(fills ?? []),
    };
  },
};
