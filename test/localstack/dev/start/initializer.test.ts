import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Engines, startEmbeddedEngines } from '../../../../localstack/dev/cloud/engines.ts';
import { freePort } from '../../../../localstack/dev/cloud/ports.ts';
import { toolDynamo } from '../../../../localstack/dev/init/endpoints.ts';
import { createTables } from '../../../../localstack/dev/init/tables.ts';
import { toolKafka } from '../../../../localstack/dev/init/tool-kafka.ts';
import { beginInitializer } from '../../../../localstack/dev/start/initializer.ts';
import { LOCAL_TABLE_PREFIX } from '../../../../localstack/local-only/stage.ts';
import { allTopics } from '../../../../shared/events/topics.ts';

describe('beginInitializer', () => {
  let engines: Engines;
  const endpoints = () => ({ kafkaBrokers: engines.kafkaBrokers, awsEndpointUrl: engines.awsEndpointUrl });

  beforeEach(async () => {
    engines = await startEmbeddedEngines({ kafkaPort: 0, awsPort: 0 });
  });
  afterEach(() => engines.stop());

  it('creates all topics and tables', async () => {
    await beginInitializer()({ endpoints: endpoints(), settings: {} });

    const admin = toolKafka(engines, 'test').admin();
    await admin.connect();
    expect(await admin.listTopics()).toEqual(expect.arrayContaining(allTopics().map(({ name }) => name)));
    await admin.disconnect();
    const dynamo = toolDynamo(engines);
    expect(await createTables(dynamo, LOCAL_TABLE_PREFIX)).toBe(0);
    dynamo.destroy();
  });

  it('throws the error of the initialization with its code and remedy', async () => {
    const kafkaBrokers = `127.0.0.1:${await freePort()}`;
    await expect(
      beginInitializer()({ endpoints: { ...endpoints(), kafkaBrokers }, settings: {} }),
    ).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining(`Kafka at ${kafkaBrokers} does not answer`),
    });
  });
});
