import { describe, expect, test } from 'vitest';
import { functionsOf } from '../../../infra/stack/functions.ts';
import { instrumentsOf } from '../../../infra/stack/instruments.ts';
import { allows, resolved, statementsOfRole } from '../cloud-formation.ts';
import { ALARMS, deployment } from '../deployments.ts';

const table = (name: string): string =>
  `arn:aws:dynamodb:ap-south-1:123456789012:table/alpha-panda-dev-${name}`;

describe("the function that loads the broker's instruments", () => {
  const resources = instrumentsOf(deployment());
  const statements = statementsOfRole(resources.InstrumentsRole);

  test('may write its own table and no other', () => {
    expect(allows(statements, 'dynamodb:PutItem', table('instrument-master'))).toBe(true);
    for (const name of ['instruments', 'strategies', 'controls', 'sessions', 'checkpoints', 'positions']) {
      expect(allows(statements, 'dynamodb:PutItem', table(name))).toBe(false);
      expect(name !== 'strategies' && allows(statements, 'dynamodb:UpdateItem', table(name))).toBe(false);
    }
  });

  test('may write the instruments of strategies, and enable or clear none', () => {
    const updates = statements.filter(({ Action }) => Action.includes('dynamodb:UpdateItem'));

    expect(updates).toHaveLength(1);
    expect(updates[0]?.Condition).toMatchObject({
      'ForAllValues:StringEquals': {
        'dynamodb:Attributes': [
          ...['strategy_id', 'instruments', 'contracts', 'by', 'at', 'version', 'pending_events'],
        ],
      },
    });
  });

  test('may delete nothing and publish nothing', () => {
    const actions = statements.flatMap(({ Effect, Action }) => (Effect === 'Allow' ? Action : []));

    expect(actions.filter((action) => /Delete(Item|Table)|^kafka/.test(action))).toEqual([]);
    expect(actions).not.toContain('dynamodb:BatchWriteItem');
  });

  test('may read the secrets that open the token of the broker, and not those that sign', () => {
    const secrets = JSON.stringify(
      statements.filter(({ Action }) => Action.includes('secretsmanager:GetSecretValue')),
    );

    expect(secrets).toMatch(/JwtDashpublicDashkeys|JwtPublicKeys/i);
    expect(secrets).not.toMatch(/"Ref":"JwtKeysSecret"|address/i);
  });

  test('runs from 08:35 on, every five minutes of each day, in India', () => {
    expect(resolved(resources.InstrumentsMorningSchedule?.Properties)).toMatchObject({
      ScheduleExpression: 'cron(35/5 8 ? * * *)',
      ScheduleExpressionTimezone: 'Asia/Kolkata',
      Target: { Arn: '{InstrumentsLambdaFunction.Arn}', Input: '{}' },
    });
    expect(resolved(resources.InstrumentsDaySchedule?.Properties)).toMatchObject({
      ScheduleExpression: 'cron(0/5 9-23 ? * * *)',
    });
  });

  test('has a schedule whose role may do nothing but invoke it', () => {
    expect(statementsOfRole(resources.InstrumentsScheduleRole)).toMatchObject([
      {
        Action: ['lambda:InvokeFunction'],
        Resource: 'arn:aws:lambda:ap-south-1:123456789012:function:alpha-panda-dev-instruments',
      },
    ]);
  });

  test('knows whose token it uses, and is outside of the network', () => {
    const deployed = deployment({ zerodhaUserIds: 'AB1234' });
    const { environment, vpc } = functionsOf(deployed).instruments ?? {};

    expect(environment).toMatchObject({ ZERODHA_USER_IDS: 'AB1234' });
    expect(Object.keys(environment ?? {})).toEqual(
      expect.arrayContaining(['JWT_PUBLIC_SECRET_ID', 'SESSION_SECRET_ID', 'ZERODHA_SECRET_ID']),
    );
    expect(vpc).toBeUndefined();
  });

  test.each([
    ['InstrumentsMissingAlarm', 'InstrumentsMissing', 'alpha-panda-dev-instruments-missing'],
    ['InstrumentsRefusedAlarm', 'InstrumentsRefused', 'alpha-panda-dev-instruments-refused'],
  ])('has the alarm %s, which sees more than one run at once', (id, MetricName, AlarmName) => {
    const alarmTopicArn = 'arn:aws:sns:ap-south-1:123456789012:on-call';
    const alarm = instrumentsOf(deployment({ alarmTopicArn }))[id];

    expect(resolved(alarm?.Properties)).toMatchObject({
      ...{ MetricName, AlarmName, Period: 900, Statistic: 'Sum', TreatMissingData: 'notBreaching' },
      ...{ Namespace: 'AlphaPanda/dev', Dimensions: [{ Name: 'service', Value: 'instruments' }] },
      AlarmActions: [alarmTopicArn],
    });
  });
});

test('the local stage has no such function', () => {
  const local = deployment({ ...ALARMS, kafkaBrokers: '127.0.0.1:9092' }, 'local');

  expect(instrumentsOf(local)).toEqual({});
  expect(functionsOf(local)).not.toHaveProperty('instruments');
});
