import * as z from 'zod';
import { RefusalError } from '../errors.ts';
import { positionKey } from '../events/partition-key.ts';
import { add, type Money, subtract, ZERO } from '../money.ts';
import {
  type AccountEffects,
  accountEffects,
  NO_EFFECTS,
  noEffectsAfter,
  type OrderEffect,
  type TakenEffects,
  takenEffects,
} from './order-effects.ts';

/** The sums of all fills of an account. */
export interface AccountTotals {
  /** Net units of a strategy in a token by position key, over all contracts of the token. An absent position is flat. */
  readonly positions: ReadonlyMap<string, number>;
  /** Proceeds less purchases and fees. */
  readonly cash: Money;
}

/** An account as its portfolio has it. */
export interface AccountBook {
  readonly effects: AccountEffects;
  /** Computed when it is called, because few readers need it. */
  readonly totals: () => AccountTotals;
}

const money = z.int().transform((units) => units as Money);
const profit = { realized: money, fees: money };

/** The parts of the portfolio's state that another stage reads. */
const book = z.object({ sequence: z.int().nonnegative(), effects: accountEffects.optional() });
const totals = z.object({
  positions: z.array(
    z.object({
      strategyId: z.string(),
      instrumentToken: z.int(),
      position: z.object({ quantity: z.int(), cost: money, ...profit }),
    }),
  ),
  closed: z.array(z.tuple([z.string(), z.object(profit)])),
});

interface Units {
  readonly strategyId: string;
  readonly instrumentToken: number;
  readonly quantity: number;
}

/** Sums of units, by position key. */
export const unitsByKey = (held: Iterable<Units>): ReadonlyMap<string, number> => {
  const units = new Map<string, number>();
  for (const { strategyId, instrumentToken, quantity } of held) {
    const key = positionKey(strategyId, instrumentToken);
    units.set(key, (units.get(key) ?? 0) + quantity);
  }
  return units;
};

const totalsIn = (state: unknown): AccountTotals => {
  const { positions, closed } = totals.parse(state);
  return {
    positions: unitsByKey(
      positions.map(({ strategyId, instrumentToken, position: { quantity } }) => ({
        ...{ strategyId, instrumentToken, quantity },
      })),
    ),
    cash: add(
      ...positions.map(({ position: { realized, cost, fees } }) => subtract(subtract(realized, cost), fees)),
      ...closed.map(([, { realized, fees }]) => subtract(realized, fees)),
    ),
  };
};

const moved = (
  { positions, cash }: AccountTotals,
  effects: readonly OrderEffect[],
  sign: 1 | -1,
): AccountTotals => {
  const units = new Map(positions);
  for (const { strategyId, instrumentToken, quantity } of effects) {
    const key = positionKey(strategyId, instrumentToken);
    units.set(key, (units.get(key) ?? 0) + sign * quantity);
  }
  const change = add(...effects.map((effect) => effect.cash));
  return { positions: units, cash: sign === 1 ? add(cash, change) : subtract(cash, change) };
};

/** An account after more effects. */
export const withEffects = (totals: AccountTotals, effects: readonly OrderEffect[]): AccountTotals =>
  moved(totals, effects, 1);

/** An account before its last effects. */
export const withoutEffects = (totals: AccountTotals, effects: readonly OrderEffect[]): AccountTotals =>
  moved(totals, effects, -1);

/** Whether two accounts have the same positions and the same cash. */
export const isSameAccount = (one: AccountTotals, other: AccountTotals): boolean =>
  one.cash === other.cash &&
  [...one.positions.keys(), ...other.positions.keys()].every(
    (key) => (one.positions.get(key) ?? 0) === (other.positions.get(key) ?? 0),
  );

const EMPTY: AccountBook = { effects: NO_EFFECTS, totals: () => ({ positions: new Map(), cash: ZERO }) };

const refusing = <Read>(stage: string, read: () => Read): Read => {
  try {
    return read();
  } catch (cause) {
    throw new RefusalError(
      'CHECKPOINT_UNREADABLE',
      `the state of ${stage} cannot be read: deploy both stages of the account with one release, or restore the table from its point-in-time backup`,
      { cause },
    );
  }
};

/**
 * The account in the encoded state of its portfolio. A portfolio of an earlier release has fills without effects.
 * @throws RefusalError `CHECKPOINT_UNREADABLE`
 */
export const accountBookIn = (stage: string, state: unknown): AccountBook => {
  if (state === undefined) return EMPTY;
  const { effects, sequence } = refusing(stage, () => book.parse(state));
  return {
    effects: effects ?? noEffectsAfter(sequence),
    totals: () => refusing(stage, () => totalsIn(state)),
  };
};

const reader = z.object({ taken: takenEffects.optional() });

/** What risk has taken, in its encoded state; undefined if risk is of an earlier release or has no state. */
export const takenIn = (state: unknown): TakenEffects | undefined => reader.safeParse(state).data?.taken;
