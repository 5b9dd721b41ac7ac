import { hash } from 'node:crypto';
import { withoutPending } from '../../shared/audit/pending.ts';
import { cachedFor } from '../../shared/kernel/cached.ts';
import type { LoadContext } from '../../shared/kernel/ports.ts';
import { type Clock, type MarketClock, marketClock } from '../../shared/ports/clock.ts';
import type { Item } from '../../shared/ports/item.ts';
import type { TableReader } from '../../shared/ports/table-reader.ts';
import { type StrategySet, strategySet } from './strategy-set.ts';

export interface StrategyRunnerContext {
  readonly strategies: StrategySet;
  /** Wall time in epoch milliseconds; undefined where the events are the clock. */
  readonly now: number | undefined;
}

/** How long a change of the table may go unnoticed. */
const MAX_AGE_MS = 1_000;

/** Pending audit events of an item do not change its strategy. */
const digest = (items: readonly Item[]): string =>
  hash('sha1', JSON.stringify(items.map((item) => JSON.stringify(withoutPending(item))).sort()), 'hex');

/**
 * The strategies table as it was at most a second ago. While its content stays the same the same set comes back,
 * and by that the stage knows without looking that nothing has changed.
 */
export const loadStrategyRunnerContext = ({
  tables,
  clock,
  marketClock: market = marketClock('event'),
}: {
  readonly tables: TableReader;
  readonly clock: Clock;
  readonly marketClock?: MarketClock;
}): LoadContext<StrategyRunnerContext> => {
  let last: { readonly digest: string; readonly strategies: StrategySet } | undefined;
  const strategiesNow = cachedFor(MAX_AGE_MS, clock, async () => {
    const items = await tables.scan('strategies');
    const seen = digest(items);
    if (last?.digest !== seen) last = { digest: seen, strategies: strategySet(items) };
    return last.strategies;
  });
  return async () => ({ strategies: await strategiesNow(), now: market.now() });
};
