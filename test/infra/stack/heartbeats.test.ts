import { describe, expect, test } from 'vitest';
import { expectedMetrics } from '../../../functions/market-hours/zero-counts.ts';
import { functionsOf } from '../../../infra/stack/functions.ts';
import { heartbeatsOf } from '../../../infra/stack/heartbeats.ts';
import { resolved } from '../cloud-formation.ts';
import { deployment } from '../deployments.ts';

const ON_CALL = 'arn:aws:sns:ap-south-1:123456789012:on-call';
const deployed = deployment({ alarmTopicArn: ON_CALL });
const alarms = Object.values(heartbeatsOf(deployed)).map(
  ({ Properties }) => resolved(Properties) as Readonly<Record<string, unknown>>,
);

const NAMES = [
  'alpha-panda-dev-price-recorder-heartbeat',
  'alpha-panda-dev-strategy-runner-heartbeat',
  'alpha-panda-dev-market-feed-heartbeat',
];

describe('heartbeats', () => {
  test('ring for each reader of ticks, and the feed, after three silent minutes of an open market', () => {
    expect(alarms.map(({ AlarmName }) => AlarmName)).toEqual(NAMES);
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({
        Namespace: 'AlphaPanda/dev',
        Statistic: 'Sum',
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        Period: 60,
        EvaluationPeriods: 3,
        AlarmActions: [ON_CALL],
        ActionsEnabled: true,
      });
    }
    expect(alarms.map(({ MetricName }) => MetricName)).toEqual(['records', 'records', 'FeedHeartbeat']);
  });

  test('expect no feed in a deployment without one', () => {
    const own = deployment({ feed: 'none' });

    expect(Object.keys(heartbeatsOf(own))).toEqual([
      'PriceRecorderHeartbeatAlarm',
      'StrategyRunnerHeartbeatAlarm',
    ]);
    expect(functionsOf(own)['market-hours']?.environment.EXPECTED_METRICS).not.toContain('market-feed');
  });

  test('do not ring in a closed market, in which nothing counts', () => {
    for (const { TreatMissingData } of alarms) expect(TreatMissingData).toBe('notBreaching');
  });

  test('watch the metrics that market-hours counts', () => {
    const { EXPECTED_METRICS } = functionsOf(deployed)['market-hours']?.environment ?? {};

    expect(
      expectedMetrics.parse(EXPECTED_METRICS).map(({ service, metric }) => ({
        MetricName: metric,
        Dimensions: [{ Name: 'service', Value: service }],
      })),
    ).toEqual(alarms.map(({ MetricName, Dimensions }) => ({ MetricName, Dimensions })));
  });
});
