import { FEED_SERVICE, type FeedMetricName } from '../../functions/market-feed/metrics.ts';
import { SHARED_TOPICS } from '../../shared/events/topics.ts';
import { metricsNamespace } from '../../shared/lambda/metrics.ts';
import { MARKET_FEED_FUNCTION } from '../service/market-feed.ts';
import { type DeployedFunction, STAGE_FUNCTIONS, type StageFunction } from '../service/stages.ts';
import { alarmActionsOf } from './alarm-target.ts';
import { single } from './alarms.ts';
import type { Deployment } from './deployment.ts';
import { logicalId, type Resource, type Resources } from './intrinsics.ts';
import { functionName } from './roles.ts';

/** A metric that a service writes in every minute of an open market, with the alarm on its absence. */
interface Heartbeat {
  readonly function: DeployedFunction;
  /** The dimension of the metric. */
  readonly service: string;
  readonly metric: string;
  readonly says: string;
}

const readersOfTicks = STAGE_FUNCTIONS.filter(({ consumes }) =>
  consumes.includes(SHARED_TOPICS.marketTicks.name),
);

const ofReader = (stage: StageFunction): Heartbeat => ({
  function: stage,
  service: stage.stageName,
  metric: 'records',
  says: `${stage.name} received no tick for three minutes of an open market. Look at the feed, the brokers and the mapping.`,
});

const OF_FEED: Heartbeat = {
  function: MARKET_FEED_FUNCTION,
  service: FEED_SERVICE,
  metric: 'FeedHeartbeat' satisfies FeedMetricName,
  says: 'No run of the market feed held the lease for three minutes of an open market: no tick is published. Look at the log of market-feed and at what runs it.',
};

const heartbeatsIn = ({ feed }: Deployment): readonly Heartbeat[] => [
  ...readersOfTicks.map(ofReader),
  ...(feed === 'none' ? [] : [OF_FEED]),
];

/** Value of `EXPECTED_METRICS` of market-hours: `price-recorder:records,…` */
export const expectedMetricsOf = (deployment: Deployment): string =>
  heartbeatsIn(deployment)
    .map(({ service, metric }) => `${service}:${metric}`)
    .join(',');

/** A disabled or broken mapping, a dead feed and a stopped broker all look like this: silence. */
const alarmOf = (deployment: Deployment, heartbeat: Heartbeat): readonly [string, Resource] => [
  logicalId(heartbeat.function.name, 'heartbeat', 'alarm'),
  {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: `${functionName(deployment, heartbeat.function)}-heartbeat`,
      AlarmDescription: heartbeat.says,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 3,
      // The market is closed: see the function market-hours, which counts zero while it is open.
      TreatMissingData: 'notBreaching',
      // Earlier releases disabled the actions by schedules.
      ActionsEnabled: true,
      // No OKActions: the close of the market makes it OK.
      AlarmActions: alarmActionsOf(deployment),
      ...single(metricsNamespace(deployment.stage), heartbeat.metric, 'Sum', ['service', heartbeat.service]),
    },
  },
];

/**
 * Alarms that ring when nothing comes in an open market. The function market-hours counts zero in each minute that the
 * exchanges' calendar has, so a sum of zero is silence, and no sum is a closed market.
 */
export const heartbeatsOf = (deployment: Deployment): Resources =>
  Object.fromEntries(heartbeatsIn(deployment).map((heartbeat) => alarmOf(deployment, heartbeat)));
