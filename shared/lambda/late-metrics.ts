import type { SecurityMetric } from './security-metrics.ts';

/** Counts for a function that counts seldom: the library for metrics is loaded with the first of them. */
export const lateMetrics =
  (deploymentStage: string, service: string) =>
  async (metric: SecurityMetric): Promise<void> => {
    const { countNow } = await import('./count-now.ts');
    countNow(deploymentStage, service, metric);
  };
