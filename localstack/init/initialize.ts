import { createTopics } from '../../infra/create-topics.ts';
import type { SeedItem } from '../market-data/seed/seed-item.ts';
import { type Endpoints, reached, toolDynamo, toolKafka, toolSecrets } from './endpoints.ts';
import { createSecrets } from './secrets.ts';
import { seedAbsent } from './seed.ts';
import { createTables } from './tables.ts';

export interface Initialized {
  readonly topics: number;
  readonly tables: number;
  readonly secrets: number;
  /** Those of the seed that were put. */
  readonly items: readonly SeedItem[];
}

/** Makes a local cloud ready: topics, tables, secrets, seed. What is there already stays; the counts are of what is new. */
export const initialize = async (
  endpoints: Endpoints,
  prefix: string,
  seed: readonly SeedItem[],
): Promise<Initialized> => {
  const admin = toolKafka(endpoints, 'local-init').admin();
  const dynamo = toolDynamo(endpoints);
  const secrets = toolSecrets(endpoints);
  try {
    const kafka = reached('Kafka', endpoints.kafkaBrokers, 'start it, or correct KAFKA_BROKERS', async () => {
      await admin.connect();
      return createTopics(admin, 'single');
    });
    const aws = reached(
      'AWS endpoint',
      endpoints.awsEndpointUrl,
      'start it, or correct AWS_ENDPOINT_URL',
      async () => {
        const tables = await createTables(dynamo, prefix);
        const items = await seedAbsent(dynamo, prefix, seed);
        return { tables, items, secrets: await createSecrets(secrets, prefix) };
      },
    );
    const [topics, made] = await Promise.all([kafka, aws]);
    return { topics, ...made };
  } finally {
    await admin.disconnect();
    dynamo.destroy();
    secrets.destroy();
  }
};
