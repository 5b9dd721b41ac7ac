import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { KernelResult } from '../kernel/kernel.ts';
import type { KernelReport } from '../kernel/report.ts';
import type { ProblemCode } from '../ports/problems.ts';

/**
 * The CloudWatch namespace of a deployment's metrics. It keeps two deployments in one account apart. The one dimension,
 * `service`, is the name of the stage.
 */
export const metricsNamespace = (deploymentStage: string): string => `AlphaPanda/${deploymentStage}`;

/** What the metrics of invocations are made from. */
export type Counted = Pick<KernelResult, 'report' | 'failures'>;

interface Metric {
  readonly name: string;
  readonly unit: (typeof MetricUnit)[keyof typeof MetricUnit];
  /** For the documentation, which is generated from this table. */
  readonly meaning: string;
  readonly of: (result: Counted) => number;
}

const counted = (name: keyof KernelReport, meaning: string): Metric => ({
  name,
  unit: MetricUnit.Count,
  meaning,
  of: ({ report }) => report[name],
});

/** What the invocations of a stage write to CloudWatch. */
export const METRICS: readonly Metric[] = [
  counted('records', 'Received records.'),
  counted('events', 'Emitted events, and redriven dead letters.'),
  counted('poison', 'Records that became dead letters. Above zero, an operator must investigate.'),
  counted('duplicates', 'Records skipped because they were processed before, by position or by origin.'),
  counted('forOthers', 'Skipped records that were redriven for another stage of the topic.'),
  counted(
    'missing',
    'Offsets that the function never received: they expired, or Lambda gave them up. Above zero, an operator must investigate.',
  ),
  counted('races', 'Saves that another environment of the function overtook, and that were repeated.'),
  counted(
    'republished',
    'Outboxes published again because it was unknown whether they had been published: cold starts, crashes.',
  ),
  counted('saves', 'Saved checkpoints. DynamoDB bills for them.'),
  {
    name: 'lagMs',
    unit: MetricUnit.Milliseconds,
    meaning: 'Time from the timestamp of the newest record of the batch to the end of its processing.',
    of: ({ report }) => report.lagMs,
  },
  {
    name: 'checkpointBytes',
    unit: MetricUnit.Bytes,
    meaning: 'The largest checkpoint saved, compressed. A DynamoDB item holds 400 KB.',
    of: ({ report }) => report.checkpointBytes,
  },
  {
    name: 'partitionsStopped',
    unit: MetricUnit.Count,
    meaning: 'Partitions returned to Lambda for a retry. The log says why.',
    of: ({ failures }) => failures.length,
  },
];

/** The part of a response that the metrics use. */
interface Answered {
  readonly status: number;
  readonly problem: ProblemCode | undefined;
  readonly durationMs: number;
}

interface ApiMetric {
  readonly name: string;
  readonly unit: (typeof MetricUnit)[keyof typeof MetricUnit];
  readonly meaning: string;
  readonly of: (answered: Answered) => number;
}

/** What every request writes to CloudWatch. */
export const API_METRICS: readonly ApiMetric[] = [
  { name: 'requests', unit: MetricUnit.Count, meaning: 'Answered requests.', of: () => 1 },
  {
    name: 'refused',
    unit: MetricUnit.Count,
    meaning: 'Requests answered with a 4xx: invalid, not allowed, or too many.',
    of: ({ status }) => Number(status >= 400 && status < 500),
  },
  {
    name: 'failed',
    unit: MetricUnit.Count,
    meaning:
      'Requests answered with a 5xx, except those to a deployment that is not set up yet. Above zero, an operator must investigate.',
    of: ({ status, problem }) => Number(status >= 500 && problem !== 'NOT_CONFIGURED'),
  },
  {
    name: 'durationMs',
    unit: MetricUnit.Milliseconds,
    meaning: 'Time from the request to its answer.',
    of: ({ durationMs }) => durationMs,
  },
];
