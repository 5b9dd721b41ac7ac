import { describe, expect, test } from 'vitest';
import { API_FUNCTIONS } from '../../../infra/service/api.ts';
import { apiAlarmsOf } from '../../../infra/stack/api-alarms.ts';
import { SECURITY_METRICS } from '../../../shared/lambda/security-metrics.ts';
import { ofType } from '../cloud-formation.ts';
import { deployment } from '../deployments.ts';

const alarms = [...ofType(apiAlarmsOf(deployment()), 'AWS::CloudWatch::Alarm').values()];
const alarmOn = (metric: string, service: string) =>
  alarms.find(
    ({ MetricName, Dimensions }) =>
      MetricName === metric &&
      JSON.stringify(Dimensions) === JSON.stringify([{ Name: 'service', Value: service }]),
  );
const counted = Object.entries(SECURITY_METRICS).flatMap(([metric, { services }]) =>
  services.map((service) => [metric, service] as const),
);

describe('alarms of security metrics', () => {
  test.each(counted)('the first of %s in a minute rings, from %s', (metric, service) => {
    expect(alarmOn(metric, service)).toMatchObject({
      Namespace: 'AlphaPanda/dev',
      Statistic: 'Sum',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  test('every metric is counted by a function that there is', () => {
    const names = API_FUNCTIONS.map(({ name }) => name);

    expect(counted.filter(([, service]) => !names.includes(service))).toEqual([]);
  });
});
