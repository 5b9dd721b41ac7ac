import { createTopics, type TopicSettings } from '../../../infra/commands/create-topics.ts';
import { seedAbsent } from '../seed/seed.ts';
import type { SeedItem } from '../seed/seed-item.ts';
import { type Endpoints, reached, toolDynamo, toolSecrets } from './endpoints.ts';
import { requireTables, requireTopics } from './requirements.ts';
import { createSecrets } from './secrets.ts';
import { createTables } from './tables.ts';
import { toolKafka } from './tool-kafka.ts';

export interface Initialized {
  readonly topics: number;
  readonly tables: number;
  readonly secrets: number;
  /** The seed items that were put. */
  readonly items: readonly SeedItem[];
}

/**
 * Creates topics, tables, secrets and seed items. Existing ones stay unchanged, and only new ones are counted.
 * @param settings of new topics, where they differ from the registry's
 * @throws AlphaPandaError `UNREACHABLE`; `OLD_TABLE` or `OLD_TOPIC` before anything is created
 */
export const initialize = async (
  endpoints: Endpoints,
  prefix: string,
  seed: readonly SeedItem[],
  settings: TopicSettings = {},
): Promise<Initialized> => {
  const admin = toolKafka(endpoints, 'local-init').admin();
  const dynamo = toolDynamo(endpoints);
  const secrets = toolSecrets(endpoints);
  try {
    const kafka = <T>(action: () => Promise<T>): Promise<T> =>
      reached('Kafka', endpoints.kafkaBrokers, 'start it, or correct KAFKA_BROKERS', action);
    const aws = <T>(action: () => Promise<T>): Promise<T> =>
      reached('AWS endpoint', endpoints.awsEndpointUrl, 'start it, or correct AWS_ENDPOINT_URL', action);
    // Both checks come first, so that unfit topics and tables stay unchanged.
    await kafka(async () => {
      await admin.connect();
      await requireTopics(admin);
    });
    await aws(() => requireTables(dynamo, prefix));
    const [topics, made] = await Promise.all([
      kafka(() => createTopics(admin, 'single', settings)),
      aws(async () => {
        const tables = await createTables(dynamo, prefix);
        const items = await seedAbsent(dynamo, prefix, seed);
        return { tables, items, secrets: await createSecrets(secrets, prefix) };
      }),
    ]);
    return { topics, ...made };
  } finally {
    await admin.disconnect();
    dynamo.destroy();
    secrets.destroy();
  }
};
