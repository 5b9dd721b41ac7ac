import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const local = { region: 'ap-south-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

export function dynamoClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({ ...local, endpoint, maxAttempts: 1 });
}

export function secretsClient(endpoint: string): SecretsManagerClient {
  return new SecretsManagerClient({ ...local, endpoint, maxAttempts: 1 });
}
