import { describe, expect, test } from 'vitest';
import { stagesOf } from '../../../infra/stack/deployed.ts';
import type { Deployment } from '../../../infra/stack/deployment.ts';
import { mappingLogicalId } from '../../../infra/stack/event-sources.ts';
import { heartbeatsOf } from '../../../infra/stack/heartbeats.ts';
import type { Resources } from '../../../infra/stack/intrinsics.ts';
import { pollerHoursOf } from '../../../infra/stack/poller-hours.ts';
import { resolved, statementsOfRole } from '../cloud-formation.ts';
import { deployment } from '../deployments.ts';

const mappingsOf = (deployed: Deployment): readonly string[] =>
  stagesOf(deployed)
    .flatMap((stage) => stage.consumes.map((topic) => mappingLogicalId(deployed, stage, topic)))
    .toSorted();

interface Schedule {
  readonly at: string;
  readonly zone: string;
  readonly call: string;
  readonly input: { readonly UUID?: string; readonly Enabled?: boolean };
  readonly properties: Readonly<Record<string, unknown>>;
}

const schedulesOf = (resources: Resources): readonly Schedule[] =>
  Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::Scheduler::Schedule')
    .map(({ Properties }) => {
      const properties = resolved(Properties) as Readonly<Record<string, unknown>>;
      const { Arn, Input } = properties.Target as { readonly Arn: string; readonly Input: string };
      return {
        at: String(properties.ScheduleExpression),
        zone: String(properties.ScheduleExpressionTimezone),
        call: Arn,
        input: JSON.parse(Input),
        properties,
      };
    });

/** Minutes of a day of `cron(50 8 ? * MON-FRI *)`. */
const minutesOf = (cron: string): number => {
  const [, minute, hour] = /^cron\((\d+) (\d+) /.exec(cron) ?? [];
  return Number(hour) * 60 + Number(minute);
};

describe.each(['paper,zerodha', 'paper'])('poller hours with brokers=%s', (brokers) => {
  const deployed = deployment({ brokers });
  const schedules = schedulesOf(pollerHoursOf(deployed));
  const mappingsThat = (enabled: boolean) =>
    schedules
      .filter(({ input }) => input.Enabled === enabled)
      .map(({ input }) => String(input.UUID).slice(1, -1))
      .toSorted();

  test('enable and disable each mapping once, by its UUID', () => {
    expect(mappingsThat(true)).toEqual(mappingsOf(deployed));
    expect(mappingsThat(false)).toEqual(mappingsOf(deployed));
    for (const { call } of schedules)
      expect(call).toBe('arn:aws:scheduler:::aws-sdk:lambda:updateEventSourceMapping');
  });

  test('may update these mappings and do nothing else', () => {
    const statements = statementsOfRole(pollerHoursOf(deployed).PollerHoursRole);

    expect(statements.map(({ Action }) => Action)).toEqual([['lambda:UpdateEventSourceMapping']]);
    expect([statements[0]?.Resource].flat().toSorted()).toEqual(
      mappingsOf(deployed).map((id) => `arn:aws:lambda:ap-south-1:123456789012:event-source-mapping:{${id}}`),
    );
  });
});

describe('poller hours', () => {
  test.each([
    ['nse', 'cron(50 8 ? * MON-FRI *)', 'cron(45 15 ? * MON-FRI *)'],
    ['mcx', 'cron(50 8 ? * MON-FRI *)', 'cron(10 0 ? * TUE-SAT *)'],
  ])('of %s are from %s to %s in India', (pollerHours, enables, disables) => {
    for (const { at, zone, input } of schedulesOf(pollerHoursOf(deployment({ pollerHours })))) {
      expect(zone).toBe('Asia/Kolkata');
      expect(at).toBe(input.Enabled === true ? enables : disables);
    }
  });

  test('of always are no resource', () => {
    expect(pollerHoursOf(deployment({ pollerHours: 'always' }))).toEqual({});
  });

  test.each(['nse', 'mcx'])('of %s contain the time in which heartbeat alarms ring', (pollerHours) => {
    const deployed = deployment({ pollerHours });
    const heartbeats = schedulesOf(heartbeatsOf(deployed)).map(({ at }) => minutesOf(at));
    const pollers = schedulesOf(pollerHoursOf(deployed));
    const [enabled] = pollers.filter(({ input }) => input.Enabled === true);
    const [disabled] = pollers.filter(({ input }) => input.Enabled === false);
    const from = minutesOf(enabled?.at ?? '');
    // Past midnight, it ends on the next day.
    const to = (minutesOf(disabled?.at ?? '') - from + 24 * 60) % (24 * 60);

    // Five minutes of spreading and five of starting lie before the first alarm.
    for (const minutes of heartbeats) {
      expect(minutes).toBeGreaterThanOrEqual(from + 10);
      expect(minutes - from).toBeLessThan(to);
    }
  });

  test('give a failed call up long before the next call for the same mapping', () => {
    for (const { properties } of schedulesOf(pollerHoursOf(deployment()))) {
      expect(properties).toMatchObject({
        Target: { RetryPolicy: { MaximumEventAgeInSeconds: 3_600 } },
        FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 },
      });
    }
  });

  test('raise an alarm when a mapping could not be switched', () => {
    const alarmTopicArn = 'arn:aws:sns:ap-south-1:123456789012:on-call';

    expect(resolved(pollerHoursOf(deployment({ alarmTopicArn })).PollerHoursAlarm?.Properties)).toMatchObject(
      {
        Namespace: 'AWS/Scheduler',
        MetricName: 'InvocationDroppedCount',
        Dimensions: [{ Name: 'ScheduleGroup', Value: '{PollerHours}' }],
        AlarmActions: [alarmTopicArn],
      },
    );
  });

  test('are refused if they are not nse, mcx or always', () => {
    expect(() => deployment({ pollerHours: 'never' })).toThrow(/pollerHours/);
  });
});
