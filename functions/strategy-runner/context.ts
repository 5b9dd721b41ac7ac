import { hash } from 'node:crypto';
import { cachedFor } from '../../shared/kernel/cached.ts';
import type { Clock, LoadContext, TableReader } from '../../shared/kernel/ports.ts';
import type { Item } from '../../shared/kernel/stage.ts';
import { type StrategySet, strategySet } from './strategy-set.ts';

export interface StrategyRunnerContext {
  readonly strategies: StrategySet;
}

/** How long a change of the table may go unnoticed. */
const MAX_AGE_MS = 1_000;

const digest = (items: readonly Item[]): string =>
  hash('sha1', JSON.stringify(items.map((item) => JSON.stringify(item)).sort()), 'hex');

/**
 * The strategies table as it was at most a second ago. While its content stays the same the same context comes
 * back, and by that the stage knows without looking that nothing has changed.
 */
export const loadStrategyRunnerContext = (deps: {
  readonly tables: TableReader;
  readonly clock: Clock;
}): LoadContext<StrategyRunnerContext> => {
  let last: { readonly digest: string; readonly context: StrategyRunnerContext } | undefined;
  return cachedFor(MAX_AGE_MS, deps.clock, async () => {
    const items = await deps.tables.scan('strategies');
    const seen = digest(items);
    if (last?.digest !== seen) last = { digest: seen, context: { strategies: strategySet(items) } };
    return last.context;
  });
};
