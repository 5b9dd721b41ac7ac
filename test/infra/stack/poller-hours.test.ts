import { describe, expect, test } from 'vitest';
import { request } from '../../../functions/poller-hours/switch-mappings.ts';
import { stagesOf } from '../../../infra/stack/deployed.ts';
import type { Deployment } from '../../../infra/stack/deployment.ts';
import { mappingLogicalId } from '../../../infra/stack/event-sources.ts';
import { functionsOf } from '../../../infra/stack/functions.ts';
import type { Resources } from '../../../infra/stack/intrinsics.ts';
import { pollerHoursOf } from '../../../infra/stack/poller-hours.ts';
import { allows, resolved, statementsOfRole, tableArn } from '../cloud-formation.ts';
import { ALARMS, deployment } from '../deployments.ts';

const mappingsOf = (deployed: Deployment): readonly string[] =>
  stagesOf(deployed)
    .flatMap((stage) => stage.consumes.map((topic) => mappingLogicalId(deployed, stage, topic)))
    .toSorted();

interface Schedule {
  readonly at: string;
  readonly zone: string;
  readonly target: string;
  readonly input: string;
  readonly retrySeconds: number | undefined;
}

interface Target {
  readonly Arn: string;
  readonly Input: string;
  readonly RetryPolicy?: { readonly MaximumEventAgeInSeconds: number };
}

const schedulesOf = (resources: Resources): readonly Schedule[] =>
  Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::Scheduler::Schedule')
    .map(({ Properties }) => {
      const properties = resolved(Properties) as Readonly<Record<string, unknown>>;
      const target = properties.Target as Target;
      return {
        at: String(properties.ScheduleExpression),
        zone: String(properties.ScheduleExpressionTimezone),
        target: target.Arn,
        input: target.Input,
        retrySeconds: target.RetryPolicy?.MaximumEventAgeInSeconds,
      };
    });

const OFF = { switch: 'off', trading_days_only: false, poller_hours: 'nse' };

/** An event of a schedule, as the function receives it. */
const eventOf = (input: string) =>
  request.parse(JSON.parse(input.replace('<aws.scheduler.scheduled-time>', '2026-11-30T10:15:00Z')));

describe.each(['paper,zerodha', 'paper'])('the function of poller hours with brokers=%s', (brokers) => {
  const deployed = deployment({ brokers });

  test('knows each mapping of the deployment by its UUID', () => {
    const { EVENT_SOURCE_MAPPINGS } = functionsOf(deployed)['poller-hours']?.environment ?? {};

    expect(String(resolved(EVENT_SOURCE_MAPPINGS)).split(',').toSorted()).toEqual(
      mappingsOf(deployed).map((id) => `{${id}}`),
    );
  });

  test('may read and update these mappings and no other, and touch no control of a broker', () => {
    const statements = statementsOfRole(pollerHoursOf(deployed).PollerHoursRole);
    const { Action, Resource } = statements.find(({ Sid }) => Sid === 'OwnMappings') ?? {};

    expect(Action).toEqual(['lambda:GetEventSourceMapping', 'lambda:UpdateEventSourceMapping']);
    expect([Resource].flat().toSorted()).toEqual(
      mappingsOf(deployed).map((id) => `arn:aws:lambda:ap-south-1:123456789012:event-source-mapping:{${id}}`),
    );
    for (const action of ['dynamodb:GetItem', 'dynamodb:PutItem']) {
      expect(allows(statements, action, tableArn('controls'), 'poller-hours')).toBe(true);
      for (const broker of ['paper', 'zerodha'])
        expect(allows(statements, action, tableArn('controls'), broker)).toBe(false);
    }
    expect(statements.map(({ Sid }) => Sid)).toHaveLength(3);
  });
});

describe('the schedules of poller hours', () => {
  test.each([
    [
      'nse',
      'cron(50 8 ? * * *)',
      'cron(45 15-23 ? * * *)',
      { ...OFF, scheduled_for: Date.parse('2026-11-30T10:15:00Z') },
    ],
    ['mcx', 'cron(50 8 ? * * *)', 'cron(10 0 ? * * *)', OFF],
  ])('of %s enable at %s and disable at %s, in India', (pollerHours, on, off, event) => {
    const schedules = schedulesOf(pollerHoursOf(deployment({ pollerHours })));

    expect(schedules.map(({ at, input }) => [at, eventOf(input)])).toEqual([
      [on, { switch: 'on', trading_days_only: true, poller_hours: pollerHours }],
      [off, event],
    ]);
    for (const { zone } of schedules) expect(zone).toBe('Asia/Kolkata');
  });

  test('of always disable nothing, and enable each hour what was disabled before', () => {
    const schedules = schedulesOf(pollerHoursOf(deployment({ pollerHours: 'always' })));

    expect(schedules.map(({ at, input }) => [at, eventOf(input)])).toEqual([
      ['cron(50 * ? * * *)', { switch: 'on', trading_days_only: false, poller_hours: 'nse' }],
    ]);
  });

  test('invoke the function, and their role may do nothing else', () => {
    const resources = pollerHoursOf(deployment());

    for (const { target } of schedulesOf(resources))
      expect(target).toBe('{PollerDashhoursLambdaFunction.Arn}');
    expect(statementsOfRole(resources.PollerHoursScheduleRole)).toMatchObject([
      {
        Action: ['lambda:InvokeFunction'],
        Resource: 'arn:aws:lambda:ap-south-1:123456789012:function:alpha-panda-dev-poller-hours',
      },
    ]);
  });

  test('give an event up long before the next one', () => {
    const deployed = deployment();

    for (const { retrySeconds } of schedulesOf(pollerHoursOf(deployed))) expect(retrySeconds).toBe(3_600);
    expect(functionsOf(deployed)['poller-hours']?.maximumEventAge).toBe(3_600);
  });

  test('are refused if they are not nse, mcx or always', () => {
    expect(() => deployment({ pollerHours: 'never' })).toThrow(/pollerHours/);
  });
});

describe('the alarms of poller hours', () => {
  const alarmTopicArn = 'arn:aws:sns:ap-south-1:123456789012:on-call';
  const resources = pollerHoursOf(deployment({ alarmTopicArn }));

  test('notify of an event that a schedule could not deliver', () => {
    expect(resolved(resources.PollerHoursAlarm?.Properties)).toMatchObject({
      Namespace: 'AWS/Scheduler',
      MetricName: 'InvocationDroppedCount',
      Dimensions: [{ Name: 'ScheduleGroup', Value: '{PollerHours}' }],
      Threshold: 0,
      AlarmActions: [alarmTopicArn],
    });
  });

  test('notify of a run that failed, and of an event that Lambda dropped', () => {
    const ofFunction = (MetricName: string) => ({
      MetricStat: {
        Metric: {
          Namespace: 'AWS/Lambda',
          MetricName,
          Dimensions: [{ Name: 'FunctionName', Value: '{PollerDashhoursLambdaFunction}' }],
        },
        Stat: 'Sum',
      },
    });

    expect(resolved(resources.PollerHoursErrorsAlarm?.Properties)).toMatchObject({
      AlarmName: 'alpha-panda-dev-poller-hours-errors',
      Metrics: [{ Expression: 'SUM(METRICS())' }, ofFunction('Errors'), ofFunction('AsyncEventsDropped')],
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      EvaluationPeriods: 1,
      AlarmActions: [alarmTopicArn],
    });
  });
});

test('the local stage has no poller hours', () => {
  const local = deployment({ ...ALARMS, kafkaBrokers: '127.0.0.1:9092' }, 'local');

  expect(pollerHoursOf(local)).toEqual({});
  expect(functionsOf(local)).not.toHaveProperty('poller-hours');
});
