import type { SecurityMetric } from './security-metrics.ts';

/** Counts for a function that rarely counts. The first count loads the metrics library. */
export const lazyMetrics =
  (deploymentStage: string, service: string) =>
  async (metric: SecurityMetric): Promise<void> => {
    const { countNow } = await import('./count-now.ts');
    countNow(deploymentStage, service, metric);
  };
