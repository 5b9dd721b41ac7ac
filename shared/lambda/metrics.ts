import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { KernelResult } from '../kernel/kernel.ts';
import type { KernelReport } from '../kernel/report.ts';
import type { ProblemCode } from '../ports/problems.ts';

/**
 * The CloudWatch namespace of a deployment's metrics, so that two in one account do not mix. Their one dimension,
 * `service`, is the name of the pipeline's stage.
 */
export const metricsNamespace = (deploymentStage: string): string => `AlphaPanda/${deploymentStage}`;

interface Metric {
  readonly name: string;
  readonly unit: (typeof MetricUnit)[keyof typeof MetricUnit];
  /** For the documentation, which is made from this table. */
  readonly meaning: string;
  readonly of: (result: KernelResult) => number;
}

const counted = (name: keyof KernelReport, meaning: string): Metric => ({
  name,
  unit: MetricUnit.Count,
  meaning,
  of: ({ report }) => report[name],
});

/** What every invocation of a stage tells CloudWatch. */
export const METRICS: readonly Metric[] = [
  counted('records', 'Records that came in.'),
  counted('events', 'Events emitted, and dead letters put back.'),
  counted('poison', 'Records that became dead letters. Above zero, somebody has to look.'),
  counted('duplicates', 'Records skipped because they had been taken before, by position or by origin.'),
  counted('forOthers', 'Dead letters that were put back for another stage of the topic, and passed over.'),
  counted(
    'missing',
    'Offsets never handed to the function: expired before they were read, or given up by Lambda. Above zero, somebody has to look.',
  ),
  counted('races', 'Saves lost to another environment of the function, and done again.'),
  counted(
    'republished',
    'Outboxes published again because nobody knew whether they had been: cold starts, crashes.',
  ),
  counted('saves', 'Checkpoints saved: what DynamoDB bills for.'),
  {
    name: 'lagMs',
    unit: MetricUnit.Milliseconds,
    meaning: 'From the time of the newest record of the batch to the end of its processing.',
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
    meaning: 'Partitions given back to be tried again. The log says why.',
    of: ({ failures }) => failures.length,
  },
];

/** A request as its metrics see it. */
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

/** What every request tells CloudWatch. */
export const API_METRICS: readonly ApiMetric[] = [
  { name: 'requests', unit: MetricUnit.Count, meaning: 'Requests answered.', of: () => 1 },
  {
    name: 'refused',
    unit: MetricUnit.Count,
    meaning: 'Requests answered with a 4xx: wrong, not allowed, or too many.',
    of: ({ status }) => Number(status >= 400 && status < 500),
  },
  {
    name: 'failed',
    unit: MetricUnit.Count,
    meaning:
      'Requests answered with a 5xx, but those to a deployment that is not set up yet. Above zero, somebody has to look.',
    of: ({ status, problem }) => Number(status >= 500 && problem !== 'NOT_CONFIGURED'),
  },
  {
    name: 'durationMs',
    unit: MetricUnit.Milliseconds,
    meaning: 'From the request to its answer.',
    of: ({ durationMs }) => durationMs,
  },
];
