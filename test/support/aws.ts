import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTables } from '../../localstack/dev/init/tables.ts';
import { localAwsEnvironment, startEmbeddedAws } from '../../localstack/engines/aws/embedded-aws.ts';

export const TEST_PREFIX = 'test';

export interface AwsUnderTest {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  close(): Promise<void>;
}

/** An embedded AWS endpoint with the project's tables, under the prefix `test`. */
export const awsUnderTest = async (): Promise<AwsUnderTest> => {
  const embedded = await startEmbeddedAws({ port: 0, stage: 'local' });
  const environment = localAwsEnvironment(embedded.endpoint);
  const client = new DynamoDBClient({
    endpoint: embedded.endpoint,
    region: environment.AWS_REGION ?? '',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await createTables(client, TEST_PREFIX);
  return {
    endpoint: embedded.endpoint,
    client,
    close: async () => {
      client.destroy();
      await embedded.close();
    },
  };
};
