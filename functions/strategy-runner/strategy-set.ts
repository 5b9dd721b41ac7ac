import { messageOf } from '../../shared/errors.ts';
import { SHARED_TOPICS } from '../../shared/events/topics.ts';
import type { Item } from '../../shared/ports/item.ts';
import { STRATEGY_TYPES } from './strategies/registry.ts';
import { type ConfiguredStrategy, problemsOf, type StrategyType } from './strategies/strategy.ts';
import { type StrategyItem, strategyItem } from './strategy-item.ts';

/** An active strategy with a valid configuration. */
export interface AcceptedStrategy extends Omit<StrategyItem, 'instruments' | 'parameters' | 'is_active'> {
  readonly instruments: ReadonlySet<number>;
  readonly configured: ConfiguredStrategy;
}

/** An invalid configuration, and the reason. */
export interface RefusedStrategy {
  readonly strategy_id: string;
  readonly reason: string;
}

/** The strategies of the table, in the order of their ids. */
export interface StrategySet {
  readonly accepted: readonly AcceptedStrategy[];
  readonly refused: readonly RefusedStrategy[];
  /** Instrument token → the accepted strategies that run on it, in the same order. */
  readonly byInstrument: ReadonlyMap<number, readonly AcceptedStrategy[]>;
}

/** Maximum length of a system error's subject. */
const MAX_ID_LENGTH = 256;

/**
 * Maximum count of numbers in the states of all strategies together. A partition's checkpoint is one item of at most
 * 400 KB. This leaves room for about five characters per number, and for instruments that are spread unevenly.
 */
export const STATE_BUDGET = 50_000 * SHARED_TOPICS.marketTicks.partitions;

/** The id of an item that may be malformed. */
export const idOf = (item: Item): string => String(item.strategy_id).slice(0, MAX_ID_LENGTH);

const accept = (item: Item, types: readonly StrategyType[]): AcceptedStrategy | string => {
  const parsed = strategyItem.safeParse(item);
  if (!parsed.success) return problemsOf(parsed.error, item);
  const { parameters, instruments, is_active: _, ...rest } = parsed.data;
  if (instruments.length === 0) return 'it has no instruments, or none that is still listed: name others';
  const found = types.find(({ type }) => type === rest.type);
  if (found === undefined) {
    return `type "${rest.type}" is unknown; there are ${types.map(({ type }) => type).join(', ')}`;
  }
  try {
    return { ...rest, instruments: new Set(instruments), configured: found.configure(parameters) };
  } catch (error) {
    return messageOf(error);
  }
};

/** Parses the items of the strategies table. Inactive items are skipped unchecked, because a draft may be invalid. */
export const strategySet = (
  items: readonly Item[],
  types: readonly StrategyType[] = STRATEGY_TYPES,
): StrategySet => {
  const accepted: AcceptedStrategy[] = [];
  const refused: RefusedStrategy[] = [];
  const byInstrument = new Map<number, AcceptedStrategy[]>();
  let taken = 0;
  const active = items.filter((item) => item.is_active !== false);
  for (const item of active.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1))) {
    const strategy = accept(item, types);
    if (typeof strategy === 'string') {
      refused.push({ strategy_id: idOf(item), reason: strategy });
      continue;
    }
    const size = strategy.instruments.size * strategy.configured.packedSize;
    if (taken + size > STATE_BUDGET) {
      const reason = `its windows need ${size} numbers and ${STATE_BUDGET - taken} of ${STATE_BUDGET} are left: shorten them or watch fewer instruments`;
      refused.push({ strategy_id: strategy.strategy_id, reason });
      continue;
    }
    taken += size;
    accepted.push(strategy);
    for (const token of strategy.instruments) {
      const watching = byInstrument.get(token);
      if (watching === undefined) byInstrument.set(token, [strategy]);
      else watching.push(strategy);
    }
  }
  return { accepted, refused, byInstrument };
};
