import { FEED_METRICS, FEED_SERVICE, type FeedMetricValues } from '../metrics.ts';

const DEFINITIONS = Object.entries(FEED_METRICS).map(([name, { unit }]) => ({ Name: name, Unit: unit }));

/**
 * Writes metrics in CloudWatch's embedded metric format, one line a call.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const metricLines = (
  namespace: string,
  { now, write }: { readonly now: () => number; readonly write: (line: string) => void },
) => {
  const cloudWatch = [{ Namespace: namespace, Dimensions: [['service']], Metrics: DEFINITIONS }];
  return (values: FeedMetricValues): void =>
    write(
      `${JSON.stringify({ _aws: { Timestamp: now(), CloudWatchMetrics: cloudWatch }, service: FEED_SERVICE, ...values })}\n`,
    );
};
