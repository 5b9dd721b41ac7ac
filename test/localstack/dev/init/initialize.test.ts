import { startEmbeddedBroker } from '@alpha-panda/embedded-kafka';
import { DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { ConfigResourceTypes } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../../localstack/dev/cloud/ports.ts';
import { type Endpoints, toolDynamo, toolSecrets } from '../../../../localstack/dev/init/endpoints.ts';
import { initialize } from '../../../../localstack/dev/init/initialize.ts';
import { kafkaSecretId } from '../../../../localstack/dev/init/secrets.ts';
import { toolKafka } from '../../../../localstack/dev/init/tool-kafka.ts';
import { demoItems } from '../../../../localstack/dev/seed/demo-items.ts';
import { putSeed, resetStages } from '../../../../localstack/dev/seed/seed.ts';
import { startEmbeddedAws } from '../../../../localstack/engines/aws/embedded-aws.ts';
import { dynamoTableReader } from '../../../../shared/dynamo/table-reader.ts';
import { allTopics } from '../../../../shared/events/topics.ts';
import { keyOf, TABLES, tableDefinition, tableName } from '../../../../shared/ports/tables.ts';

const PREFIX = 'init-test';
const LIMITS = { broker: 'paper', control: 'limits' };

describe('initialize', () => {
  let endpoints: Endpoints;
  let broker: Awaited<ReturnType<typeof startEmbeddedBroker>>;
  let aws: Awaited<ReturnType<typeof startEmbeddedAws>>;

  beforeAll(async () => {
    [broker, aws] = await Promise.all([
      startEmbeddedBroker({ stage: 'local' }),
      startEmbeddedAws({ port: 0, stage: 'local' }),
    ]);
    endpoints = { kafkaBrokers: broker.bootstrapServers, awsEndpointUrl: aws.endpoint };
  });
  afterAll(() => Promise.all([broker.close(), aws.close()]));

  const tables = () => dynamoTableReader(toolDynamo(endpoints), PREFIX);

  it('creates everything on empty engines, and nothing twice', async () => {
    const seed = demoItems();

    const first = await initialize(endpoints, PREFIX, seed);
    const again = await initialize(endpoints, PREFIX, seed);

    expect(first).toEqual({
      topics: allTopics().length,
      tables: Object.keys(TABLES).length,
      secrets: 6,
      items: expect.arrayContaining([...seed]),
    });
    expect(again).toEqual({ topics: 0, tables: 0, secrets: 0, items: [] });
  });

  it('gives a new topic the settings that replace those of the registry', async () => {
    const empty = await startEmbeddedBroker({ stage: 'local' });
    const [topic = ''] = allTopics().map(({ name }) => name);
    const at = { ...endpoints, kafkaBrokers: empty.bootstrapServers };
    await initialize(at, PREFIX, [], { [topic]: { 'retention.ms': '1000' } });
    const admin = toolKafka(at, 'test').admin();
    await admin.connect();
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
    });
    await admin.disconnect();
    await empty.close();

    const values = new Map(
      resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]),
    );
    expect(values.get('retention.ms')).toBe('1000');
    expect(values.get('cleanup.policy')).toBe('delete');
  });

  it('gives topics the partitions of the registry', async () => {
    await initialize(endpoints, PREFIX, []);
    const admin = toolKafka(endpoints, 'test').admin();
    await admin.connect();

    const { topics } = await admin.fetchTopicMetadata({ topics: allTopics().map(({ name }) => name) });
    await admin.disconnect();

    const made = Object.fromEntries(topics.map(({ name, partitions }) => [name, partitions.length]));
    expect(made).toEqual(Object.fromEntries(allTopics().map(({ name, partitions }) => [name, partitions])));
  });

  it('enables expiry for tables that have one', async () => {
    await initialize(endpoints, PREFIX, []);

    const { TimeToLiveDescription } = await toolDynamo(endpoints).send(
      new DescribeTimeToLiveCommand({ TableName: tableName(PREFIX, TABLES.journal.name) }),
    );

    expect(TimeToLiveDescription).toMatchObject({
      AttributeName: TABLES.journal.timeToLive,
      TimeToLiveStatus: 'ENABLED',
    });
  });

  it('keeps an existing secret', async () => {
    await initialize(endpoints, PREFIX, []);
    const read = async () => {
      const secret = new GetSecretValueCommand({ SecretId: kafkaSecretId(PREFIX) });
      return (await toolSecrets(endpoints).send(secret)).SecretString;
    };
    const before = await read();

    await initialize(endpoints, PREFIX, []);

    expect(await read()).toBe(before);
    expect(JSON.parse(before ?? '')).toMatchObject({ username: 'alpha-panda' });
  });

  it('keeps every item that a user has changed', async () => {
    const seed = demoItems();
    await initialize(endpoints, PREFIX, seed);
    const changed = seed.map(({ table, item }) => ({ table, item: { ...item, note: 'by hand' } }));
    await putSeed(toolDynamo(endpoints), PREFIX, changed);

    await initialize(endpoints, PREFIX, seed);

    for (const { table, item } of changed) {
      expect(await tables().get(table, keyOf(tableDefinition(table), item))).toEqual(item);
    }
  });

  it('replaces items with the same keys', async () => {
    await initialize(endpoints, PREFIX, [{ table: 'controls', item: { ...LIMITS, max_daily_trades: 1 } }]);

    await putSeed(toolDynamo(endpoints), PREFIX, [
      { table: 'controls', item: { ...LIMITS, max_daily_trades: 2 } },
    ]);

    expect(await tables().get('controls', LIMITS)).toEqual({ ...LIMITS, max_daily_trades: 2 });
  });

  it("deletes all that stages have written on a reset, and keeps users' items", async () => {
    const checkpoints = Array.from({ length: 60 }, (_, place) => ({
      table: 'checkpoints' as const,
      item: { checkpoint_id: `a#${place}`, version: 1 },
    }));
    await initialize(endpoints, PREFIX, []);
    await putSeed(toolDynamo(endpoints), PREFIX, [
      ...checkpoints,
      { table: 'positions', item: { broker: 'paper', position_id: 'a:1' } },
      { table: 'journal', item: { correlation_id: 'a', entry_id: 'b' } },
      { table: 'dead-letters', item: { topic: 'a', dead_letter_id: 'b' } },
      { table: 'controls', item: LIMITS },
    ]);

    await resetStages(toolDynamo(endpoints), PREFIX);

    for (const table of ['checkpoints', 'positions', 'journal', 'dead-letters'] as const) {
      expect(await tables().scan(table), table).toEqual([]);
    }
    expect(await tables().get('controls', LIMITS)).toEqual(LIMITS);
  });

  it('names the engine that does not answer, its address and a remedy', async () => {
    const nobody = await freePort();

    await expect(
      initialize({ ...endpoints, kafkaBrokers: `127.0.0.1:${nobody}` }, PREFIX, []),
    ).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringMatching(
        `^Kafka at 127.0.0.1:${nobody} does not answer .*correct KAFKA_BROKERS$`,
      ),
    });
    await expect(
      initialize({ ...endpoints, awsEndpointUrl: `http://127.0.0.1:${nobody}` }, PREFIX, []),
    ).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining('correct AWS_ENDPOINT_URL'),
    });
  });
});
