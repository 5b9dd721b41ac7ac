import type { LoaderMetricName } from './metrics.ts';
import { type ResolvedStrategy, resolveStrategies, type StrategyPorts } from './resolve-strategies.ts';
import type { Run } from './run.ts';

interface Ports extends StrategyPorts {
  readonly count: (metric: LoaderMetricName, value: number) => void;
}

const versionOf = (run: Run): string | undefined => {
  switch (run.kind) {
    case 'loaded':
      return run.load.head.master_version;
    case 'loaded_before':
      return run.version;
    case 'no_trading_day':
    case 'failed':
      return undefined;
    default:
      return run satisfies never;
  }
};

/**
 * Resolves the names of strategies after a run of the loader, once per version. A run that finds the day loaded does it too:
 * the run before may have ended between the two.
 */
export const strategyResolver = (ports: Ports): ((run: Run) => Promise<readonly ResolvedStrategy[]>) => {
  let last: string | undefined;
  return async (run) => {
    const version = versionOf(run);
    if (version === undefined || version === last) return [];
    const resolved = await resolveStrategies(ports);
    last = version;
    const unresolved = resolved.reduce((sum, strategy) => sum + strategy.unresolved.length, 0);
    ports.count('StrategyNamesUnresolved', unresolved);
    return resolved;
  };
};
