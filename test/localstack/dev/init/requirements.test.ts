import { startEmbeddedBroker } from '@alpha-panda/embedded-kafka';
import { CreateTableCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Endpoints, toolDynamo } from '../../../../localstack/dev/init/endpoints.ts';
import { initialize } from '../../../../localstack/dev/init/initialize.ts';
import { toolKafka } from '../../../../localstack/dev/init/tool-kafka.ts';
import { demoItems } from '../../../../localstack/dev/seed/demo-items.ts';
import { startEmbeddedAws } from '../../../../localstack/engines/aws/embedded-aws.ts';
import { SHARED_TOPICS } from '../../../../shared/events/topics.ts';
import { TABLES, type TableDefinition } from '../../../../shared/ports/tables.ts';

const PREFIX = 'old';
const JOURNAL: TableDefinition = TABLES.journal;

describe('engines of another version', () => {
  let endpoints: Endpoints;
  let broker: Awaited<ReturnType<typeof startEmbeddedBroker>>;
  let aws: Awaited<ReturnType<typeof startEmbeddedAws>>;

  beforeEach(async () => {
    [broker, aws] = await Promise.all([
      startEmbeddedBroker({ stage: 'local' }),
      startEmbeddedAws({ port: 0, stage: 'local' }),
    ]);
    endpoints = { kafkaBrokers: broker.bootstrapServers, awsEndpointUrl: aws.endpoint };
  });
  afterEach(() => Promise.all([broker.close(), aws.close()]));

  const tableNames = async () =>
    (await toolDynamo(endpoints).send(new ListTablesCommand({}))).TableNames ?? [];
  const onKafka = async <T>(
    action: (admin: ReturnType<ReturnType<typeof toolKafka>['admin']>) => Promise<T>,
  ) => {
    const admin = toolKafka(endpoints, 'test').admin();
    await admin.connect();
    return action(admin).finally(() => admin.disconnect());
  };

  const makeTable = (name: string, sortKey: string) =>
    toolDynamo(endpoints).send(
      new CreateTableCommand({
        TableName: `${PREFIX}-${name}`,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: JOURNAL.partitionKey.name, AttributeType: 'S' },
          { AttributeName: sortKey, AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: JOURNAL.partitionKey.name, KeyType: 'HASH' },
          { AttributeName: sortKey, KeyType: 'RANGE' },
        ],
      }),
    );

  it('stay unchanged if a table lacks an index, and the error names the remedy', async () => {
    await makeTable('journal', 'entry_id');

    await expect(initialize(endpoints, PREFIX, demoItems())).rejects.toMatchObject({
      code: 'OLD_TABLE',
      message: expect.stringMatching(/^table old-journal has no index by-list: .*another --folder/),
    });

    expect(await tableNames()).toEqual(['old-journal']);
    expect(await onKafka((admin) => admin.listTopics())).toEqual([]);
  });

  it('stay unchanged if a table has other keys', async () => {
    await makeTable('journal', 'position');

    await expect(initialize(endpoints, PREFIX, [])).rejects.toThrow(/^table old-journal has other keys: /);
  });

  it('stay unchanged if a topic has another number of partitions', async () => {
    const { name, partitions } = SHARED_TOPICS.marketTicks;
    await onKafka((admin) =>
      admin.createTopics({ topics: [{ topic: name, numPartitions: partitions + 1 }] }),
    );

    await expect(initialize(endpoints, PREFIX, [])).rejects.toMatchObject({
      code: 'OLD_TOPIC',
      message: expect.stringContaining(`has ${partitions + 1} partitions and not ${partitions}`),
    });

    expect(await tableNames()).toEqual([]);
  });

  it('are used again if they fit', async () => {
    await initialize(endpoints, PREFIX, demoItems());

    await expect(initialize(endpoints, PREFIX, demoItems())).resolves.toMatchObject({ topics: 0, tables: 0 });
  });
});
