import { describe, expect, test } from 'vitest';
import { STAGE_FUNCTIONS } from '../../../infra/service/stages.ts';
import { alarmsOf } from '../../../infra/stack/alarms.ts';
import { dashboardOf } from '../../../infra/stack/dashboard.ts';
import { mappingLogicalId } from '../../../infra/stack/event-sources.ts';
import { resourcesOf } from '../../../infra/stack/resources.ts';
import { tablesOf } from '../../../infra/stack/tables.ts';
import { ofType } from '../cloud-formation.ts';
import { ALARMS, deployment } from '../deployments.ts';

describe('tables', () => {
  test('stay when the stack goes, where data is kept, and are guarded against deletion', () => {
    for (const table of Object.values(tablesOf(deployment(ALARMS, 'prod')))) {
      expect(table).toMatchObject({
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: { DeletionProtectionEnabled: true },
      });
    }
  });

  test('have the keys of the registry', () => {
    expect(tablesOf(deployment()).PositionsTable?.Properties).toMatchObject({
      AttributeDefinitions: [
        { AttributeName: 'broker', AttributeType: 'S' },
        { AttributeName: 'position_id', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'broker', KeyType: 'HASH' },
        { AttributeName: 'position_id', KeyType: 'RANGE' },
      ],
    });
  });

  test('have the indexes of the registry, with their keys defined and all attributes in them', () => {
    expect(tablesOf(deployment()).JournalTable?.Properties).toMatchObject({
      AttributeDefinitions: [
        { AttributeName: 'correlation_id', AttributeType: 'S' },
        { AttributeName: 'entry_id', AttributeType: 'S' },
        { AttributeName: 'list_id', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-list',
          KeySchema: [
            { AttributeName: 'list_id', KeyType: 'HASH' },
            { AttributeName: 'entry_id', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
    expect(tablesOf(deployment()).PositionsTable?.Properties).not.toHaveProperty('GlobalSecondaryIndexes');
  });
});

describe('logs', () => {
  test('stay when the stack goes, where data is kept', () => {
    const { extensions } = resourcesOf(deployment(ALARMS, 'prod'));

    expect(extensions.PaperDashriskDashmanagerLogGroup).toEqual({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });
});

const ON_CALL = 'arn:aws:sns:ap-south-1:123456789012:on-call';

interface MappingStat {
  readonly Metric: {
    readonly MetricName: string;
    readonly Dimensions: readonly { readonly Value: { readonly Ref: string } }[];
  };
}

describe('alarms', () => {
  test('report failing, waiting, lagging and skipping, per function, and dead letters of each that makes them', () => {
    const alarms = Object.keys(alarmsOf(deployment()));

    for (const stage of STAGE_FUNCTIONS) {
      const own = alarms.filter((id) => id.toLowerCase().startsWith(stage.name.replaceAll('-', '')));
      // A function that throws reports a waiting partition as an error.
      const stopped = stage.mayBeOnDemand ? [] : ['StoppedAlarm'];
      const letters = stage.folder === 'dead-letters' ? [] : ['DeadLettersAlarm'];
      for (const what of ['ErrorsAlarm', ...stopped, 'LagAlarm', 'GivenUpAlarm', ...letters]) {
        expect(
          own.some((id) => id.endsWith(what)),
          `${stage.name} ${what}`,
        ).toBe(true);
      }
    }
  });

  test('keep within the ten metrics that CloudWatch takes in one', () => {
    for (const { Metrics } of ofType(alarmsOf(deployment()), 'AWS::CloudWatch::Alarm').values()) {
      if (Metrics === undefined) continue;
      expect((Metrics as readonly unknown[]).length).toBeLessThanOrEqual(10);
    }
  });

  test.each([
    [{}, []],
    [{ alarmTopicArn: ON_CALL }, [ON_CALL]],
    [{ alarmEmail: 'trader@example.com' }, [{ Ref: 'AlarmTopic' }]],
    [{ alarmTopicArn: ON_CALL, alarmEmail: 'trader@example.com' }, [ON_CALL, { Ref: 'AlarmTopic' }]],
  ])('of a deployment with %j notify %j, all of them', (given, actions) => {
    const alarms = [...ofType(resourcesOf(deployment(given)).Resources, 'AWS::CloudWatch::Alarm').values()];

    expect(alarms.length).toBeGreaterThan(60);
    for (const alarm of alarms) expect(alarm.AlarmActions).toEqual(actions);
  });

  test('an address is told by a topic of the stack', () => {
    const { Resources } = resourcesOf(deployment({ alarmEmail: 'trader@example.com' }));

    expect(Resources.AlarmTopic?.Properties).toMatchObject({
      Subscription: [{ Protocol: 'email', Endpoint: 'trader@example.com' }],
    });
    expect(resourcesOf(deployment()).Resources.AlarmTopic).toBeUndefined();
  });

  test('count as given up what was dropped and what a failure destination got, of every mapping that has one', () => {
    const alarms = [...ofType(alarmsOf(deployment()), 'AWS::CloudWatch::Alarm').values()];

    for (const stage of STAGE_FUNCTIONS) {
      const watched = alarms
        .filter(({ AlarmName }) => /-given-up(-\d)?$/.test(String(AlarmName)))
        .filter(({ AlarmName }) => String(AlarmName).startsWith(`alpha-panda-dev-${stage.name}-`))
        .flatMap(({ Metrics }) => Metrics as readonly { readonly MetricStat?: MappingStat }[])
        .flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric]))
        .map(({ MetricName, Dimensions }) => `${MetricName} ${Dimensions[0]?.Value.Ref}`);
      const expected = stage.consumes.flatMap((topic) =>
        [
          'DroppedEventCount',
          ...(stage.folder === 'dead-letters' ? [] : ['OnFailureDestinationDeliveredEventCount']),
        ].map((name) => `${name} ${mappingLogicalId(deployment(), stage, topic)}`),
      );
      expect(watched.toSorted(), stage.name).toEqual(expected.toSorted());
    }
  });
});

test('the dashboard shows the lag of every mapping, under ids that the deployment fills in', () => {
  const { DashboardBody } = dashboardOf(deployment()).Properties as {
    DashboardBody: { 'Fn::Sub': readonly [string, Readonly<Record<string, unknown>>] };
  };
  const [body, ids] = DashboardBody['Fn::Sub'];
  const named = new Set([...body.matchAll(/\$\{([^}:]+)\}/g)].map(([, id]) => id));

  expect(JSON.parse(body).widgets.length).toBeGreaterThan(0);
  for (const stage of STAGE_FUNCTIONS) {
    for (const topic of stage.consumes)
      expect(named.has(mappingLogicalId(deployment(), stage, topic))).toBe(true);
  }
  for (const id of named) expect(ids).toHaveProperty(String(id), { Ref: id });
});
