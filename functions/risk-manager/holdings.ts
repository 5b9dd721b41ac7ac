import { contractKey } from '../../shared/market/contract.ts';
import type { PositionRange } from '../../shared/market/reduction.ts';
import type { Money } from '../../shared/money.ts';
import type { Holding, RiskState } from './state.ts';

/**
 * Maximum count of holdings with flat ones. Beyond it, the holdings that were flat longest are removed. Only their
 * last order is lost. It is compared for about a second, and at most ten orders are validated in one second.
 */
const IDLE_HOLDINGS = 64;

const isIdle = ({ position, pending }: Holding): boolean => position === 0 && pending.size === 0;

/** Makes room for another holding. A mark is removed with the last holding in its instrument. */
const dropIdle = ({ holdings, marks }: RiskState): void => {
  if (holdings.size < IDLE_HOLDINGS) return;
  for (const [key, holding] of holdings) {
    if (isIdle(holding)) holdings.delete(key);
    if (holdings.size < IDLE_HOLDINGS) break;
  }
  const held = new Set(Array.from(holdings.values(), ({ instrumentToken }) => instrumentToken));
  for (const token of marks.keys()) if (!held.has(token)) marks.delete(token);
};

const flat = (strategyId: string, instrumentToken: number, contract: string | undefined): Holding => ({
  ...{ strategyId, instrumentToken, contract },
  lastMark: undefined,
  position: 0,
  multiplier: 1,
  pending: new Map(),
  lastValidated: undefined,
});

/** The holding of a strategy in a contract; if it has none, an empty one that is not part of the state. */
export const holdingOf = (
  { holdings }: RiskState,
  strategyId: string,
  instrumentToken: number,
  contract?: string,
): Holding =>
  holdings.get(contractKey(holdings, strategyId, instrumentToken, contract)) ??
  flat(strategyId, instrumentToken, contract);

/** The holding in whose contract an order is pending; undefined if it is not pending. */
export const holdingWithOrder = (
  { holdings }: RiskState,
  strategyId: string,
  instrumentToken: number,
  signal: number,
): Holding | undefined =>
  [...holdings.values()].find(
    (one) =>
      one.instrumentToken === instrumentToken && one.strategyId === strategyId && one.pending.has(signal),
  );

const keyOf = ({ holdings }: RiskState, { strategyId, instrumentToken, contract }: Holding): string =>
  contractKey(holdings, strategyId, instrumentToken, contract);

/** Adds a holding to the state, and a mark of its token if it has none. */
export const keep = (state: RiskState, holding: Holding, mark: Money): void => {
  const key = keyOf(state, holding);
  if (!state.holdings.has(key)) {
    dropIdle(state);
    state.holdings.set(key, holding);
  }
  if (!state.marks.has(holding.instrumentToken)) state.marks.set(holding.instrumentToken, mark);
};

/** The same holding, moved to the most recently used place. */
export const keepAsNewest = (state: RiskState, holding: Holding, mark: Money): void => {
  state.holdings.delete(keyOf(state, holding));
  keep(state, holding, mark);
};

export const rangeOf = ({ position, pending }: Holding): PositionRange => {
  let lowest = position;
  let highest = position;
  for (const { quantity } of pending.values()) {
    if (quantity > 0) highest += quantity;
    else lowest += quantity;
  }
  return { lowest, highest };
};

/** The range with one more order pending; `quantity` is signed. */
export const withOrder = ({ lowest, highest }: PositionRange, quantity: number): PositionRange =>
  quantity > 0 ? { lowest, highest: highest + quantity } : { lowest: lowest + quantity, highest };

/** Maximum units, long or short, of a range. */
export const worstOf = ({ lowest, highest }: PositionRange): number =>
  Math.max(Math.abs(lowest), Math.abs(highest));
