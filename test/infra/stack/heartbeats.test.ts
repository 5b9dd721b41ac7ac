import { describe, expect, test } from 'vitest';
import { heartbeatsOf } from '../../../infra/stack/heartbeats.ts';
import { resolved } from '../cloud-formation.ts';
import { deployment } from '../deployments.ts';

const ON_CALL = 'arn:aws:sns:ap-south-1:123456789012:on-call';
const resources = heartbeatsOf(deployment({ alarmTopicArn: ON_CALL }));
const ofType = (type: string) =>
  Object.values(resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => resolved(Properties) as Readonly<Record<string, unknown>>);

const NAMES = ['alpha-panda-dev-price-recorder-heartbeat', 'alpha-panda-dev-strategy-runner-heartbeat'];

describe('heartbeats', () => {
  test('ring for each reader of ticks that is given none for three minutes, or says nothing at all', () => {
    const alarms = ofType('AWS::CloudWatch::Alarm');

    expect(alarms.map(({ AlarmName }) => AlarmName)).toEqual(NAMES);
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({
        Namespace: 'AlphaPanda/dev',
        MetricName: 'records',
        Statistic: 'Sum',
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        Period: 60,
        EvaluationPeriods: 3,
        TreatMissingData: 'breaching',
        AlarmActions: [ON_CALL],
      });
    }
  });

  test('are active in Indian market hours, Monday to Friday, and are reset each morning', () => {
    const schedules = ofType('AWS::Scheduler::Schedule').map(({ Target, ...schedule }) => {
      const { Arn, Input } = Target as { readonly Arn: string; readonly Input: string };
      return {
        at: schedule.ScheduleExpression,
        zone: schedule.ScheduleExpressionTimezone,
        call: Arn,
        input: JSON.parse(Input),
      };
    });
    const zone = 'Asia/Kolkata';
    const call = (name: string) => `arn:aws:scheduler:::aws-sdk:cloudwatch:${name}`;

    expect(schedules).toEqual([
      {
        at: 'cron(20 9 ? * MON-FRI *)',
        zone,
        call: call('enableAlarmActions'),
        input: { AlarmNames: NAMES },
      },
      ...NAMES.map((AlarmName) => ({
        at: 'cron(21 9 ? * MON-FRI *)',
        zone,
        call: call('setAlarmState'),
        input: { AlarmName, StateValue: 'INSUFFICIENT_DATA', StateReason: expect.any(String) },
      })),
      {
        at: 'cron(28 15 ? * MON-FRI *)',
        zone,
        call: call('disableAlarmActions'),
        input: { AlarmNames: NAMES },
      },
    ]);
  });
});
