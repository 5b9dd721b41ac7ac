import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { metricsNamespace } from './metrics.ts';
import type { SecurityMetric } from './security-metrics.ts';

/** Writes one count to CloudWatch at once. */
export const countNow = (deploymentStage: string, service: string, metric: SecurityMetric): void => {
  const metrics = new Metrics({ namespace: metricsNamespace(deploymentStage), serviceName: service });
  metrics.addMetric(metric, MetricUnit.Count, 1);
  metrics.publishStoredMetrics();
};
