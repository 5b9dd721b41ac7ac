import { describe, expect, test } from 'vitest';
import { functionsOf } from '../../../infra/stack/functions.ts';
import { marketHoursOf } from '../../../infra/stack/market-hours.ts';
import { resolved, statementsOfRole } from '../cloud-formation.ts';
import { ALARMS, deployment } from '../deployments.ts';

const ON_CALL = 'arn:aws:sns:ap-south-1:123456789012:on-call';

describe('the function that counts zero ticks of an open market', () => {
  const resources = marketHoursOf(deployment({ alarmTopicArn: ON_CALL }));

  test('runs in every minute of every day, and is given the minute that the schedule means', () => {
    expect(resolved(resources.MarketHoursSchedule?.Properties)).toMatchObject({
      ScheduleExpression: 'cron(0/1 * ? * * *)',
      ScheduleExpressionTimezone: 'Asia/Kolkata',
      Target: {
        Arn: '{MarketDashhoursLambdaFunction.Arn}',
        Input: '{"at":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumEventAgeInSeconds: 60 },
      },
    });
  });

  test('may do nothing but write its log, outside of any network', () => {
    expect(statementsOfRole(resources.MarketHoursRole).map(({ Sid }) => Sid)).toEqual(['WriteOwnLog']);
    expect(functionsOf(deployment())['market-hours']).not.toHaveProperty('vpc');
  });

  test('knows the poller hours of the deployment', () => {
    const { environment } = functionsOf(deployment({ pollerHours: 'mcx' }))['market-hours'] ?? {};

    expect(environment).toMatchObject({ POLLER_HOURS: 'mcx' });
  });

  test('has a schedule whose role may do nothing but invoke it', () => {
    expect(statementsOfRole(resources.MarketHoursScheduleRole)).toMatchObject([
      {
        Action: ['lambda:InvokeFunction'],
        Resource: 'arn:aws:lambda:ap-south-1:123456789012:function:alpha-panda-dev-market-hours',
      },
    ]);
  });

  test('has an alarm for its absence, which a missing count means too', () => {
    expect(resolved(resources.MarketHoursAbsentAlarm?.Properties)).toMatchObject({
      AlarmName: 'alpha-panda-dev-market-hours-absent',
      Namespace: 'AWS/Lambda',
      MetricName: 'Invocations',
      Dimensions: [{ Name: 'FunctionName', Value: '{MarketDashhoursLambdaFunction}' }],
      Threshold: 1,
      TreatMissingData: 'breaching',
      AlarmActions: [ON_CALL],
    });
  });
});

test('the local stage has no market hours', () => {
  const local = deployment({ ...ALARMS, kafkaBrokers: '127.0.0.1:9092' }, 'local');

  expect(marketHoursOf(local)).toEqual({});
  expect(functionsOf(local)).not.toHaveProperty('market-hours');
});
