import { sumOf } from '../kernel/report.ts';
import { type Counted, METRICS } from './metrics.ts';

/** Milliseconds between two lines while nothing needs attention. */
const INTERVAL_MS = 10_000;

const DEFINITIONS = METRICS.map(({ name, unit }) => ({ Name: name, Unit: unit }));

/** What an alarm watches. It is written at once, because the environment may not be called again. */
const needsAttention = ({ report, failures }: Counted): boolean =>
  failures.length > 0 || report.poison > 0 || report.missing > 0;

const sum = (before: Counted | undefined, added: Counted): Counted =>
  before === undefined
    ? added
    : { report: sumOf([before.report, added.report]), failures: [...before.failures, ...added.failures] };

/**
 * Writes the counts of a stage's invocations to CloudWatch, in its embedded metric format. One line holds the counts of up
 * to ten seconds: a line per batch would be most of the log and a tenth of a millisecond of each batch.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const stageMetrics = (
  namespace: string,
  service: string,
  { now, write }: { readonly now: () => number; readonly write: (line: string) => void },
) => {
  const cloudWatch = [{ Namespace: namespace, Dimensions: [['service']], Metrics: DEFINITIONS }];
  let held: Counted | undefined;
  let writtenAt = Number.NEGATIVE_INFINITY;

  return (result: Counted): void => {
    held = sum(held, result);
    const at = now();
    if (at - writtenAt < INTERVAL_MS && at >= writtenAt && !needsAttention(result)) return;
    const counts = held;
    const values = METRICS.map(({ name, of }) => [name, of(counts)]);
    write(
      `${JSON.stringify({ _aws: { Timestamp: at, CloudWatchMetrics: cloudWatch }, service, ...Object.fromEntries(values) })}\n`,
    );
    held = undefined;
    writtenAt = at;
  };
};
