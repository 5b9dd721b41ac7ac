import { describe, expect, test } from 'vitest';
import { dueMoments } from '../../../functions/session-events/due-moments.ts';
import { functionsOf } from '../../../infra/stack/functions.ts';
import { sessionEventsOf } from '../../../infra/stack/session-events.ts';
import { allows, CLUSTER_ARN, resolved, statementsOfRole } from '../cloud-formation.ts';
import { ALARMS, deployment } from '../deployments.ts';

const topicArn = (topic: string): string => `${CLUSTER_ARN.replace(':cluster/', ':topic/')}/${topic}`;

describe('the function that tells moments of trading days', () => {
  const resources = sessionEventsOf(deployment());
  const statements = statementsOfRole(resources.SessionEventsRole);

  test('may write the log of the paper engine and no other topic', () => {
    expect(allows(statements, 'kafka-cluster:WriteData', topicArn('paper.signals.validated'))).toBe(true);
    for (const topic of ['zerodha.signals.validated', 'paper.orders.filled', 'market.ticks'])
      expect(allows(statements, 'kafka-cluster:WriteData', topicArn(topic))).toBe(false);
  });

  test('may read no topic, no table and no secret', () => {
    const actions = statements.flatMap(({ Effect, Action }) => (Effect === 'Allow' ? Action : []));

    expect(actions.filter((action) => /^(dynamodb|secretsmanager|lambda):/.test(action))).toEqual([]);
    expect(actions).not.toContain('kafka-cluster:ReadData');
  });

  test('runs every five minutes of each day, a minute after full times of five minutes, in India', () => {
    const properties = resolved(resources.SessionEventsSchedule?.Properties);

    expect(properties).toMatchObject({
      ScheduleExpression: 'cron(1/5 8-23 ? * * *)',
      ScheduleExpressionTimezone: 'Asia/Kolkata',
      Target: {
        Arn: '{SessionDasheventsLambdaFunction.Arn}',
        RetryPolicy: { MaximumEventAgeInSeconds: 240 },
      },
    });
    const { Target } = properties as { readonly Target: { readonly Input: string } };
    expect(() =>
      dueMoments(JSON.parse(Target.Input), Date.parse('2026-05-05T10:00:00.000Z'), 0),
    ).not.toThrow();
  });

  test('has a schedule whose role may do nothing but invoke it', () => {
    expect(statementsOfRole(resources.SessionEventsScheduleRole)).toMatchObject([
      {
        Action: ['lambda:InvokeFunction'],
        Resource: 'arn:aws:lambda:ap-south-1:123456789012:function:alpha-panda-dev-session-events',
      },
    ]);
  });

  test('knows the own time of the square-off', () => {
    const { environment } = functionsOf(deployment({ paperSquareOffMinutes: '20' }))['session-events'] ?? {};

    expect(environment).toMatchObject({ PAPER_SQUARE_OFF_MINUTES: '20' });
  });

  test('has alarms for a run that failed and for an event that was dropped', () => {
    const alarmTopicArn = 'arn:aws:sns:ap-south-1:123456789012:on-call';
    const alarms = sessionEventsOf(deployment({ alarmTopicArn }));

    expect(resolved(alarms.SessionEventsAlarm?.Properties)).toMatchObject({
      MetricName: 'InvocationDroppedCount',
      Dimensions: [{ Name: 'ScheduleGroup', Value: '{SessionEvents}' }],
      AlarmActions: [alarmTopicArn],
    });
    expect(resolved(alarms.SessionEventsErrorsAlarm?.Properties)).toMatchObject({
      AlarmName: 'alpha-panda-dev-session-events-errors',
      AlarmActions: [alarmTopicArn],
    });
  });
});

test('a deployment of the live broker alone, and the local stage, have no such function', () => {
  const live = deployment({ brokers: 'zerodha' });
  const local = deployment({ ...ALARMS, kafkaBrokers: '127.0.0.1:9092' }, 'local');

  for (const without of [live, local]) {
    expect(sessionEventsOf(without)).toEqual({});
    expect(functionsOf(without)).not.toHaveProperty('session-events');
  }
});
