import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTables } from '../../localstack/dev/init/tables.ts';
import { startEmbeddedAws } from '../../localstack/engines/aws/embedded-aws.ts';
import { localAwsEnvironment } from '../../localstack/engines/aws/local-environment.ts';
import { type DynamoSender, leanDynamo } from '../../shared/dynamo/lean/client.ts';

export const TEST_PREFIX = 'test';

export interface AwsUnderTest {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  /** The client of the stages. */
  readonly lean: DynamoSender;
  close(): Promise<void>;
}

/** An embedded AWS endpoint with the project's tables, under the prefix `test`. */
export const awsUnderTest = async (): Promise<AwsUnderTest> => {
  const embedded = await startEmbeddedAws({ port: 0, stage: 'local' });
  const environment = localAwsEnvironment(embedded.endpoint);
  const identity = { accessKeyId: 'local', secretAccessKey: 'local' };
  const options = { endpoint: embedded.endpoint, region: environment.AWS_REGION ?? '' };
  const client = new DynamoDBClient({ ...options, credentials: identity });
  const lean = leanDynamo({ ...options, credentials: async () => identity });
  await createTables(client, TEST_PREFIX);
  return {
    endpoint: embedded.endpoint,
    client,
    lean,
    close: async () => {
      client.destroy();
      await embedded.close();
    },
  };
};
