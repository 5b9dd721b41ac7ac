import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const local = { region: 'ap-south-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

export const dynamoClient = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({ ...local, endpoint, maxAttempts: 1 });

export const secretsClient = (endpoint: string): SecretsManagerClient =>
  new SecretsManagerClient({ ...local, endpoint, maxAttempts: 1 });
