import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PackagedService } from '../../infra/commands/packaged-service.ts';
import { API_FUNCTIONS } from '../../infra/service/api.ts';
import { MARKET_FEED_FUNCTION } from '../../infra/service/market-feed.ts';
import { DEPLOYED_FUNCTIONS } from '../../infra/service/scheduled.ts';
import { LAST_PRICES, STAGE_FUNCTIONS, type StageFunction } from '../../infra/service/stages.ts';
import { mappingLogicalId } from '../../infra/stack/event-sources.ts';
import type { Resource } from '../../infra/stack/intrinsics.ts';
import { roleLogicalId, topicsWritten } from '../../infra/stack/roles.ts';
import { topicLogicalId } from '../../infra/stack/topics.ts';
import { BROKERS, SCOPES } from '../../shared/events/brokers.ts';
import { functionOf, PIPELINE } from '../../shared/events/pipeline.ts';
import { allTopics, eventTopics, LAMBDA_FAILURES } from '../../shared/events/topics.ts';
import { TABLES } from '../../shared/ports/tables.ts';
import { packagedOnce } from '../support/packages.ts';
import { zipEntries } from '../support/zip-entries.ts';
import {
  allows,
  CLUSTER_ARN,
  groupArn,
  ofType,
  statementsOfRole,
  tableArn,
  topicArn,
} from './cloud-formation.ts';
import { ALARMS, deployment, REDPANDA } from './deployments.ts';
import { invokePackaged } from './invoke-packaged.ts';

const FAILURES = LAMBDA_FAILURES.name;

let service: PackagedService;
let resources: Readonly<Record<string, Resource>>;

beforeAll(async () => {
  service = await packagedOnce('dev');
  resources = service.template.Resources;
});

const mappings = () => [...ofType(resources, 'AWS::Lambda::EventSourceMapping').values()];
const mappingOf = (stage: StageFunction, topic: string) => {
  const mapping = ofType(resources, 'AWS::Lambda::EventSourceMapping').get(
    mappingLogicalId(deployment(), stage, topic),
  );
  if (mapping === undefined) throw new Error(`no mapping of ${topic} to ${stage.name}`);
  return mapping;
};
const functions = () => [...ofType(resources, 'AWS::Lambda::Function').values()];
const statements = (name: string) => {
  const stage = DEPLOYED_FUNCTIONS.find((one) => one.name === name);
  if (stage === undefined) throw new Error(`no function ${name}`);
  return statementsOfRole(resources[roleLogicalId(stage)]);
};

describe('functions', () => {
  test('has one for each stage of each scope, one for each API function, and one for each schedule', () => {
    const names = functions().map((properties) => properties.FunctionName);

    expect(names.toSorted()).toEqual(
      [
        ...PIPELINE.map(({ name }) => functionOf(name)),
        ...API_FUNCTIONS.map(({ name }) => name),
        'poller-hours',
        'market-feed',
        'market-hours',
        'instruments',
        'session-events',
      ]
        .map((name) => `alpha-panda-dev-${name}`)
        .toSorted(),
    );
  });

  test('all run on Node 24 on arm64, for no longer than a mapping allows', () => {
    for (const properties of functions()) {
      expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      // The feed has no mapping, and its runs last until the next one has taken over.
      const isFeed = properties.FunctionName === 'alpha-panda-dev-market-feed';
      expect(properties.Timeout).toBeLessThanOrEqual((isFeed ? 15 : 14) * 60);
    }
  });

  test('each is told whom it serves', () => {
    const told = new Map(
      functions().map((properties) => {
        const { Variables } = properties.Environment as { Variables: Record<string, string> };
        return [String(properties.FunctionName).replace('alpha-panda-dev-', ''), Variables];
      }),
    );

    for (const broker of BROKERS) expect(told.get(`${broker}-risk-manager`)?.BROKER).toBe(broker);
    for (const scope of SCOPES) expect(told.get(`${scope}-redriver`)?.SCOPE).toBe(scope);
  });

  test('each has a zip of its own, with its modules and nothing else', async () => {
    const zips = (await readdir(service.folder)).filter((file) => file.endsWith('.zip'));

    expect(zips.toSorted()).toEqual(DEPLOYED_FUNCTIONS.map(({ name }) => `${name}.zip`).toSorted());
    for (const { name } of DEPLOYED_FUNCTIONS) {
      const entries = zipEntries(await readFile(join(service.folder, `${name}.zip`)));
      const folder = dirname(service.bundleOf(name));
      const modules = (await service.modulesOf(name)).map((file) => relative(folder, file));
      expect(entries, name).toEqual(modules.toSorted());
      expect(entries.filter((entry) => !entry.startsWith('chunks/'))).toEqual([
        'index.mjs',
        // It runs as a process on other hosts.
        ...(name === MARKET_FEED_FUNCTION.name ? ['main.mjs'] : []),
      ]);
    }
  });

  test('a zip contains all static and dynamic imports of its modules', async () => {
    for (const { name } of DEPLOYED_FUNCTIONS) {
      const modules = await service.modulesOf(name);
      let seen = 0;
      for (const module of modules) {
        const text = await readFile(module, 'utf8');
        const imported = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+\.mjs)"/g)].map(
          ([, file = '']) => join(dirname(module), file),
        );
        expect(modules, module).toEqual(expect.arrayContaining(imported));
        seen += imported.length;
      }
      expect(seen, name).toBeGreaterThanOrEqual(modules.length - 1);
    }
  });

  test('no function of paper has a client of the broker in its zip', async () => {
    for (const { name, scope } of STAGE_FUNCTIONS) {
      if (scope !== 'paper') continue;
      for (const module of await service.modulesOf(name)) {
        const text = await readFile(module, 'utf8');
        expect(text, module).not.toMatch(/kiteconnect|api\.kite\.trade|ws\.kite\.trade/i);
      }
    }
  });

  test('the market feed has no code path to orders in its zip', async () => {
    const modules = await service.modulesOf(MARKET_FEED_FUNCTION.name);
    const texts = await Promise.all(modules.map((module) => readFile(module, 'utf8')));

    expect(texts.join('\n')).toContain('wss://ws.kite.trade');
    for (const text of texts)
      expect(text).not.toMatch(/kiteconnect|placeOrder|["'`/]orders\/|gtt\/triggers/i);
  });

  test('what a function loads at start serves a batch; clients for other sources of credentials stay unread', async () => {
    const { loaded, answer } = await invokePackaged(service.bundleOf('paper-risk-manager'));

    expect(answer).toEqual({
      batchItemFailures: [{ itemIdentifier: { partition: 'paper.signals.raw-0', offset: 0 } }],
    });
    expect(loaded.atStart[0]).toBe('index.mjs');
    expect(loaded.later).toEqual([]);
    expect((await service.modulesOf('paper-risk-manager')).length).toBeGreaterThan(loaded.atStart.length);
  });

  test('a log is kept for as long as was decided, not without a limit', () => {
    const groups = [...ofType(resources, 'AWS::Logs::LogGroup').values()];

    expect(groups).toHaveLength(DEPLOYED_FUNCTIONS.length);
    for (const properties of groups) expect(properties.RetentionInDays).toBe(30);
  });
});

describe('event source mappings', () => {
  test('each function has one per topic it reads', () => {
    for (const stage of STAGE_FUNCTIONS) {
      for (const topic of stage.consumes) {
        expect(mappingOf(stage, topic), `${stage.name} ← ${topic}`).toMatchObject({ Topics: [topic] });
      }
    }
    expect(mappings()).toHaveLength(STAGE_FUNCTIONS.flatMap(({ consumes }) => consumes).length);
  });

  test('no two share a consumer group, and each says whose it is', () => {
    const groups = mappings().map(
      (properties) =>
        (properties.AmazonManagedKafkaEventSourceConfig as { ConsumerGroupId: string }).ConsumerGroupId,
    );

    expect(new Set(groups).size).toBe(groups.length);
    for (const group of groups) {
      expect(group).toMatch(/^alpha-panda-dev\.[a-z-]+\.[a-z.]+$/);
      expect(group.length).toBeLessThanOrEqual(200);
    }
  });

  test('each reads in provisioned mode, with no more pollers than partitions, and shares its capacity', () => {
    const partitions = new Map<string, number>(allTopics().map((topic) => [topic.name, topic.partitions]));

    for (const stage of STAGE_FUNCTIONS) {
      for (const topic of stage.consumes) {
        expect(mappingOf(stage, topic).ProvisionedPollerConfig, stage.name).toEqual({
          MinimumPollers: 1,
          MaximumPollers: stage.name === 'price-recorder' ? 1 : partitions.get(topic),
          PollerGroupName: 'alpha-panda-dev',
        });
      }
    }
  });

  test('each takes partial answers, and retries as long as Lambda can without splitting a batch', () => {
    for (const properties of mappings()) {
      expect(properties).toMatchObject({
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        // With a destination Lambda makes ten tries of -1; without one it is what it says.
        MaximumRetryAttempts: properties.DestinationConfig === undefined ? -1 : 10_000,
        MaximumRecordAgeInSeconds: -1,
        BisectBatchOnFunctionError: false,
        StartingPosition: 'TRIM_HORIZON',
        MetricsConfig: { Metrics: ['EventCount', 'ErrorCount', 'KafkaMetrics'] },
      });
    }
  });

  test('what Lambda gives up goes to one topic, and of this one it gives nothing up', () => {
    for (const stage of STAGE_FUNCTIONS) {
      for (const topic of stage.consumes) {
        const { DestinationConfig } = mappingOf(stage, topic);
        expect(DestinationConfig).toEqual(
          topic === FAILURES ? undefined : { OnFailure: { Destination: `kafka://${FAILURES}` } },
        );
      }
    }
  });

  test('signals and orders are taken at once; prices and what Lambda gave up are gathered', () => {
    for (const { Topics, FunctionName, MaximumBatchingWindowInSeconds } of mappings()) {
      const name = JSON.stringify(FunctionName);
      const seconds = /PriceDashrecorder/.test(name)
        ? 1
        : /Dashletters/.test(name)
          ? 5
          : /redriver/.test(name)
            ? 1
            : 0;
      expect(MaximumBatchingWindowInSeconds, String(Topics)).toBe(seconds);
    }
  });

  test('each waits for its role, its topic and the topic of what it gives up', () => {
    for (const stage of STAGE_FUNCTIONS) {
      for (const topic of stage.consumes) {
        const mapping = resources[mappingLogicalId(deployment(), stage, topic)];
        const destination = topic === FAILURES ? [] : [FAILURES];
        expect(mapping?.DependsOn).toEqual([
          roleLogicalId(stage),
          ...[topic, ...destination].map(topicLogicalId),
        ]);
        for (const name of [topic, ...destination])
          expect(resources[topicLogicalId(name)]?.Properties).toMatchObject({ TopicName: name });
      }
    }
  });

  test('each keeps its logical id, and its consumer group, when the cluster is named otherwise', async () => {
    const named = await packagedOnce(
      'dev',
      {
        kafkaClusterArn: 'arn:aws:kafka:ap-south-1:123456789012:cluster/alpha-panda-dev/1-2',
      },
      { templateOnly: true },
    );
    const idsOf = (all: Readonly<Record<string, Resource>>) =>
      [...ofType(all, 'AWS::Lambda::EventSourceMapping')].map(([id, properties]) => [
        id,
        (properties.AmazonManagedKafkaEventSourceConfig as { ConsumerGroupId: string }).ConsumerGroupId,
      ]);

    expect(idsOf(named.template.Resources)).toEqual(idsOf(resources));
    expect(idsOf(resources).length).toBeGreaterThan(0);
  });
});

describe('roles', () => {
  test('each function has its own', () => {
    const roles = functions().map((properties) => JSON.stringify(properties.Role));

    expect(new Set(roles).size).toBe(DEPLOYED_FUNCTIONS.length);
    expect(resources.IamRoleLambdaExecution).toBeUndefined();
  });

  test('only questions about the network, which know no resource, are allowed on everything', () => {
    for (const { name } of DEPLOYED_FUNCTIONS) {
      for (const { Sid, Action, Resource } of statements(name)) {
        for (const action of Action) expect(action, `${name} ${Sid}`).not.toContain('*');
        if ([Resource].flat().includes('*')) {
          for (const action of Action)
            expect(action).toMatch(
              /^(ec2:Describe|kafka:GetBootstrapBrokers|lambda:ListEventSourceMappings)/,
            );
        }
      }
    }
  });

  test('network interfaces are Lambda’s to make, not the code’s', () => {
    for (const { name } of STAGE_FUNCTIONS) {
      const denied = statements(name).find(({ Effect }) => Effect === 'Deny');
      expect(denied?.Action).toContain('ec2:CreateNetworkInterface');
      expect(denied?.Condition).toEqual({
        ArnEquals: {
          'lambda:SourceFunctionArn': `arn:aws:lambda:ap-south-1:123456789012:function:alpha-panda-dev-${name}`,
        },
      });
    }
  });

  test('a topic can be read by its consumers only, and written by its publishers only', () => {
    for (const stage of STAGE_FUNCTIONS) {
      const own = statements(stage.name);
      for (const { name: topic } of allTopics()) {
        const what = `${stage.name} on ${topic}`;
        expect(allows(own, 'kafka-cluster:ReadData', topicArn(topic)), what).toBe(
          stage.consumes.includes(topic),
        );
        expect(allows(own, 'kafka-cluster:WriteData', topicArn(topic)), what).toBe(
          topicsWritten(stage).includes(topic),
        );
      }
      expect(allows(own, 'kafka-cluster:Connect', CLUSTER_ARN)).toBe(true);
    }
  });

  test('a function can join only its own consumer groups', () => {
    const groupOf = (name: string, topic: string) => groupArn(`alpha-panda-dev.${name}.${topic}`);

    for (const stage of STAGE_FUNCTIONS) {
      const own = statements(stage.name);
      for (const other of STAGE_FUNCTIONS) {
        for (const topic of other.consumes) {
          expect(allows(own, 'kafka-cluster:AlterGroup', groupOf(other.name, topic))).toBe(other === stage);
        }
      }
    }
  });

  test('a function writes only its own checkpoints, and reads besides last prices and the other one of its account', () => {
    for (const stage of STAGE_FUNCTIONS) {
      const own = statements(stage.name);
      for (const other of STAGE_FUNCTIONS) {
        const key = `${other.stageName}#0`;
        const what = `${stage.name} on ${key}`;
        expect(allows(own, 'dynamodb:PutItem', tableArn('checkpoints'), key), what).toBe(other === stage);
        const readsPrices = other.name === 'price-recorder' && stage.tables.includes(LAST_PRICES);
        const account: readonly string[] = ['risk-manager', 'portfolio-manager'];
        const sharesAccount =
          other.scope === stage.scope && [stage, other].every(({ folder }) => account.includes(folder));
        expect(allows(own, 'dynamodb:GetItem', tableArn('checkpoints'), key), what).toBe(
          other === stage || readsPrices || sharesAccount,
        );
      }
    }
  });

  test('a function writes the dead letters of its own topics only, and reads none but to redrive them', () => {
    const table = tableArn('dead-letters');
    for (const { name, folder, consumes, scope } of STAGE_FUNCTIONS.filter(
      (stage) => stage.folder !== 'dead-letters',
    )) {
      const own = statements(name);
      for (const topic of eventTopics()) {
        const isOwn = consumes.includes(topic.name) || (folder === 'redriver' && topic.broker === scope);
        expect(allows(own, 'dynamodb:PutItem', table, topic.name), `${name} ${topic.name}`).toBe(isOwn);
        expect(allows(own, 'dynamodb:GetItem', table, topic.name)).toBe(isOwn && folder === 'redriver');
      }
      expect(allows(own, 'dynamodb:PutItem', table, FAILURES), name).toBe(false);
    }
  });

  test('nothing of a function of one broker names the other', () => {
    for (const stage of STAGE_FUNCTIONS) {
      if (stage.scope === 'shared') continue;
      const other = stage.scope === 'paper' ? 'zerodha' : 'paper';
      expect(JSON.stringify(statements(stage.name)), stage.name).not.toContain(other);
    }
  });

  test('the items of a broker are out of the other’s reach', () => {
    for (const broker of BROKERS) {
      const other = broker === 'paper' ? 'zerodha' : 'paper';
      const portfolio = statements(`${broker}-portfolio-manager`);
      const risk = statements(`${broker}-risk-manager`);
      expect(allows(portfolio, 'dynamodb:PutItem', tableArn('positions'), broker)).toBe(true);
      expect(allows(portfolio, 'dynamodb:PutItem', tableArn('positions'), other)).toBe(false);
      expect(allows(risk, 'dynamodb:Query', tableArn('controls'), broker)).toBe(true);
      expect(allows(risk, 'dynamodb:Query', tableArn('controls'), other)).toBe(false);
    }
  });

  test('the functions of the pipeline can read no secret', () => {
    for (const { name } of STAGE_FUNCTIONS) expect(JSON.stringify(statements(name))).not.toContain('secret');
  });

  test('each policy fits into a role', () => {
    for (const { name } of DEPLOYED_FUNCTIONS) {
      expect(JSON.stringify(statements(name)).length, name).toBeLessThan(10_240);
    }
  });
});

describe('tables', () => {
  test('all of the registry are there, by the name that functions use, billed by use', () => {
    const tables = [...ofType(resources, 'AWS::DynamoDB::Table').values()];

    expect(tables.map((properties) => properties.TableName).toSorted()).toEqual(
      Object.values(TABLES)
        .map(({ name }) => `alpha-panda-dev-${name}`)
        .toSorted(),
    );
    for (const properties of tables) {
      expect(properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      });
    }
  });

  test('items expire where the registry says so', () => {
    const expiring = [...ofType(resources, 'AWS::DynamoDB::Table').values()]
      .filter((properties) => properties.TimeToLiveSpecification !== undefined)
      .map((properties) => properties.TableName);

    expect(expiring.toSorted()).toEqual(
      ['dead-letters', 'instrument-master', 'journal', 'rate-limits', 'sessions', 'used-once'].map(
        (name) => `alpha-panda-dev-${name}`,
      ),
    );
  });
});

describe('the whole', () => {
  test('every topic of the registry is made', () => {
    const topics = [...ofType(resources, 'AWS::MSK::Topic').values()];

    expect(topics.map((properties) => properties.TopicName).toSorted()).toEqual(
      allTopics()
        .map(({ name }) => name)
        .toSorted(),
    );
  });

  test('every reference of a resource exists', () => {
    const referred = new Set<string>();
    const walk = (value: unknown): void => {
      if (Array.isArray(value)) for (const inner of value) walk(inner);
      else if (typeof value === 'object' && value !== null) {
        for (const [key, inner] of Object.entries(value)) {
          if (key === 'Ref' && typeof inner === 'string') referred.add(inner);
          else if (key === 'Fn::GetAtt' && Array.isArray(inner)) referred.add(String(inner[0]));
          else if (key === 'DependsOn') for (const id of [inner].flat()) referred.add(String(id));
          else walk(inner);
        }
      }
    };
    walk(resources);

    const missing = [...referred].filter((id) => !id.startsWith('AWS::') && resources[id] === undefined);
    expect(missing).toEqual([]);
  });

  test('it keeps within what CloudFormation takes', () => {
    expect(Object.keys(resources).length).toBeLessThan(500);
    expect(JSON.stringify(service.template).length).toBeLessThan(1_000_000);
  });
});

test('with Redpanda the mappings sign in with the secret of their scope, and commands and what Lambda gave up are on demand', async () => {
  const redpanda = await packagedOnce('prod', { ...REDPANDA, ...ALARMS }, { templateOnly: true });
  const own = redpanda.template.Resources;

  for (const stage of STAGE_FUNCTIONS) {
    const secret = `arn:aws:secretsmanager:ap-south-1:123456789012:secret:kafka/${stage.scope}-AbCdEf`;
    const reads = statementsOfRole(own[roleLogicalId(stage)]);
    expect(allows(reads, 'secretsmanager:GetSecretValue', secret)).toBe(true);
    for (const scope of SCOPES.filter((scope) => scope !== stage.scope)) {
      expect(allows(reads, 'secretsmanager:GetSecretValue', secret.replace(stage.scope, scope))).toBe(false);
    }
    for (const topic of stage.consumes) {
      const mapping = own[mappingLogicalId(deployment({ ...REDPANDA, ...ALARMS }, 'prod'), stage, topic)];
      expect(mapping?.Properties).toMatchObject({
        Topics: [topic],
        SourceAccessConfigurations: [{ Type: 'SASL_SCRAM_512_AUTH', URI: secret }],
        SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: `alpha-panda-prod.${stage.name}.${topic}` },
      });
      const provisioned = {
        ProvisionedPollerConfig: { MinimumPollers: 1, PollerGroupName: 'alpha-panda-prod' },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        MaximumRetryAttempts: 10_000,
        MaximumRecordAgeInSeconds: -1,
        BisectBatchOnFunctionError: false,
        DestinationConfig: { OnFailure: { Destination: `kafka://${FAILURES}` } },
      };
      if (!/dead-letters|redriver/.test(stage.name)) expect(mapping?.Properties).toMatchObject(provisioned);
      // On demand. Lambda has these in provisioned mode only, and no window of 0 without it.
      else {
        for (const name of Object.keys(provisioned)) expect(mapping?.Properties).not.toHaveProperty(name);
        expect(Object(mapping?.Properties).MaximumBatchingWindowInSeconds).toBeGreaterThan(0);
      }
    }
  }
  expect(ofType(own, 'AWS::MSK::Topic').size).toBe(0);
});
