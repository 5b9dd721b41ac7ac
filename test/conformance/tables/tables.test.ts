import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe } from 'vitest';
import { createTables } from '../../../localstack/dev/init/tables.ts';
import { startEmbeddedAws } from '../../../localstack/engines/aws/embedded-aws.ts';
import { dynamoProjectionWriter } from '../../../shared/dynamo/projection-writer.ts';
import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import { tablesContract } from '../../shared/contracts/tables.ts';

const PREFIX = `conformance-${Date.now().toString(36)}`;

/** The engine that AWS_ENDPOINT_URL names, or the embedded one. */
const engine = async (): Promise<{ readonly endpoint: string; close(): Promise<void> }> => {
  const named = process.env.AWS_ENDPOINT_URL;
  return named === undefined
    ? startEmbeddedAws({ port: 0, stage: 'local' })
    : { endpoint: named, close: async () => {} };
};

describe('tables, their index and their pages', () => {
  let started: Awaited<ReturnType<typeof engine>>;
  let client: DynamoDBClient;

  beforeAll(async () => {
    started = await engine();
    client = new DynamoDBClient({
      endpoint: started.endpoint,
      region: 'ap-south-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    await createTables(client, PREFIX);
  });
  afterAll(async () => {
    client.destroy();
    await started.close();
  });

  tablesContract(() => ({ ...dynamoTableReader(client, PREFIX), ...dynamoProjectionWriter(client, PREFIX) }));
});
