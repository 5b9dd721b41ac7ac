import { hash } from 'node:crypto';
import { withoutPending } from '../../shared/audit/pending.ts';
import { BROKERS, type Broker } from '../../shared/events/brokers.ts';
import { cachedFor } from '../../shared/kernel/cached.ts';
import type { LoadContext } from '../../shared/kernel/ports.ts';
import { type Clock, type MarketClock, marketClock } from '../../shared/ports/clock.ts';
import type { Item } from '../../shared/ports/item.ts';
import type { TableReader } from '../../shared/ports/table-reader.ts';
import { type StrategySet, strategySet } from './strategy-set.ts';

export interface StrategyRunnerContext {
  readonly strategies: StrategySet;
  /** The brokers of the deployment. No topic takes signals of the others. */
  readonly brokers: readonly Broker[];
  /** Wall-clock time in epoch milliseconds; undefined if the events are the clock. */
  readonly now: number | undefined;
}

/** Time until the runner reads a change of the table. */
const MAX_AGE_MS = 1_000;

/** Pending audit events of an item do not change its strategy. */
const digest = (items: readonly Item[]): string =>
  hash('sha1', JSON.stringify(items.map((item) => JSON.stringify(withoutPending(item))).sort()), 'hex');

/**
 * The strategies table, at most a second old. While its content is the same, it returns the same set, so the stage
 * detects a change by comparing references.
 */
export const loadStrategyRunnerContext = ({
  tables,
  clock,
  marketClock: market = marketClock('event'),
  brokers = BROKERS,
}: {
  readonly tables: TableReader;
  readonly clock: Clock;
  readonly marketClock?: MarketClock;
  readonly brokers?: readonly Broker[];
}): LoadContext<StrategyRunnerContext> => {
  let last: { readonly digest: string; readonly strategies: StrategySet } | undefined;
  const strategiesNow = cachedFor(MAX_AGE_MS, clock, async () => {
    const items = await tables.scan('strategies');
    const seen = digest(items);
    if (last?.digest !== seen) {
      last = { digest: seen, strategies: strategySet(items) };
    }
    return last.strategies;
  });
  return async () => ({ strategies: await strategiesNow(), brokers, now: market.now() });
};
