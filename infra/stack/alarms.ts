import { metricsNamespace } from '../../shared/lambda/metrics.ts';
import { type DeployedFunction, isDeadLetterReader, type StageFunction } from '../service/stages.ts';
import { alarmActionsOf } from './alarm-target.ts';
import { isOnDemand, stagesOf } from './deployed.ts';
import type { Deployment } from './deployment.ts';
import { mappingLogicalId, serverlessName } from './event-sources.ts';
import { logicalId, type Resource, type Resources, ref, type Value } from './intrinsics.ts';
import { functionName } from './roles.ts';

const MINUTE = 60;

interface Rule {
  readonly what: string;
  readonly says: string;
  /** Alarms above this. */
  readonly threshold: number;
  /** Minutes in a row. */
  readonly minutes: number;
}

export const alarm = (
  deployment: Deployment,
  stage: DeployedFunction,
  rule: Rule,
  metric: Readonly<Record<string, unknown>>,
): readonly [string, Resource] => [
  logicalId(stage.name, rule.what, 'alarm'),
  {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: `${functionName(deployment, stage)}-${rule.what}`,
      AlarmDescription: rule.says,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: rule.threshold,
      EvaluationPeriods: rule.minutes,
      TreatMissingData: 'notBreaching',
      AlarmActions: alarmActionsOf(deployment),
      OKActions: alarmActionsOf(deployment),
      ...metric,
    },
  },
];

export const single = (
  namespace: string,
  name: string,
  statistic: string,
  dimension: readonly [name: string, value: Value],
) => ({
  Namespace: namespace,
  MetricName: name,
  Statistic: statistic,
  Period: MINUTE,
  Dimensions: [{ Name: dimension[0], Value: dimension[1] }],
});

interface MappingMetric {
  readonly topic: string;
  readonly name: string;
}

/** One number out of metrics of a function's mappings. */
const overMappings = (
  deployment: Deployment,
  stage: StageFunction,
  metrics: readonly MappingMetric[],
  statistic: 'Maximum' | 'Sum',
) => ({
  Metrics: [
    {
      Id: 'all',
      Label: [...new Set(metrics.map(({ name }) => name))].join(' + '),
      Expression: statistic === 'Sum' ? 'SUM(METRICS())' : 'MAX(METRICS())',
      ReturnData: true,
    },
    ...metrics.map(({ topic, name }, index) => ({
      Id: `mapping${index}`,
      Label: `${topic} ${name}`,
      ReturnData: false,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/Lambda',
          MetricName: name,
          Dimensions: [
            { Name: 'EventSourceMappingUUID', Value: ref(mappingLogicalId(deployment, stage, topic)) },
          ],
        },
        Period: MINUTE,
        Stat: statistic,
      },
    })),
  ],
});

const ofEach = (stage: StageFunction, ...names: readonly string[]): readonly MappingMetric[] =>
  stage.consumes.flatMap((topic) => names.map((name) => ({ topic, name })));

/** CloudWatch takes ten metrics and expressions in one alarm. */
const METRICS_IN_ONE = 9;

/**
 * Records that Lambda gave up: `DroppedEventCount` leaves out those that it delivered to an on-failure destination.
 * As many alarms as the metrics need.
 */
const givenUpAlarms = (deployment: Deployment, stage: StageFunction) => {
  const metrics = ofEach(
    stage,
    'DroppedEventCount',
    ...(isOnDemand(deployment, stage) || isDeadLetterReader(stage)
      ? []
      : ['OnFailureDestinationDeliveredEventCount']),
  );
  return Array.from({ length: Math.ceil(metrics.length / METRICS_IN_ONE) }, (_, index) =>
    alarm(
      deployment,
      stage,
      {
        what: index === 0 ? 'given-up' : `given-up-${index + 1}`,
        says: `Lambda gave up records of ${stage.name}, and the stream went on without them. Its state lacks them: stop it, find them on the on-failure destination, and replay.`,
        threshold: 0,
        minutes: 1,
      },
      overMappings(
        deployment,
        stage,
        metrics.slice(index * METRICS_IN_ONE, (index + 1) * METRICS_IN_ONE),
        'Sum',
      ),
    ),
  );
};

const alarmsOfStage = (deployment: Deployment, stage: StageFunction) => {
  const own = ['FunctionName', ref(`${serverlessName(stage.name)}LambdaFunction`)] as const;
  const namespace = metricsNamespace(deployment.stage);
  const alarmOf = (rule: Rule, metric: Readonly<Record<string, unknown>>) =>
    alarm(deployment, stage, rule, metric);
  const alarms = [
    alarmOf(
      {
        what: 'errors',
        says: `${stage.name} fails: its partitions stand still until it succeeds. Read its log.`,
        threshold: 0,
        minutes: 2,
      },
      single('AWS/Lambda', 'Errors', 'Sum', own),
    ),
    // A partition that waits is reported in the answer, so it is no error to Lambda, except where the handler throws.
    ...(stage.mayBeOnDemand
      ? []
      : [
          alarmOf(
            {
              what: 'stopped',
              says: `Partitions of ${stage.name} wait for something outside, or for a person. Read its log.`,
              threshold: 0,
              minutes: 3,
            },
            single(namespace, 'partitionsStopped', 'Sum', ['service', stage.stageName]),
          ),
        ]),
    alarmOf(
      {
        what: 'missing',
        says: `${stage.name} was never handed some offsets: they expired before they were read, or Lambda gave them up. Its state lacks them.`,
        threshold: 0,
        minutes: 1,
      },
      single(namespace, 'missing', 'Sum', ['service', stage.stageName]),
    ),
    alarmOf(
      {
        what: 'lag',
        says: `${stage.name} is more than ${stage.lagAlarm} records behind on a partition.`,
        threshold: stage.lagAlarm,
        minutes: 3,
      },
      overMappings(deployment, stage, ofEach(stage, 'MaxOffsetLag'), 'Maximum'),
    ),
    ...givenUpAlarms(deployment, stage),
  ];
  // It takes every record. The alarm on what Lambda gave up belongs to the stage that failed.
  if (isDeadLetterReader(stage)) return alarms;
  return [
    ...alarms,
    alarmOf(
      {
        what: 'dead-letters',
        says: `${stage.name} made dead letters. List them, repair the cause, send them again.`,
        threshold: 0,
        minutes: 1,
      },
      single(namespace, 'poison', 'Sum', ['service', stage.stageName]),
    ),
  ];
};

/** What wakes a person: failures, lag, records given up, dead letters. */
export const alarmsOf = (deployment: Deployment): Resources =>
  Object.fromEntries(stagesOf(deployment).flatMap((stage) => alarmsOfStage(deployment, stage)));
