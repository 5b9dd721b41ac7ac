import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Tries of a request before its failure is reported. */
export const MAX_ATTEMPTS = 5;

/** The SDK reads region, credentials and `AWS_ENDPOINT_URL` from the environment itself. */
export const dynamoClient = (): DynamoDBClient => new DynamoDBClient({ maxAttempts: MAX_ATTEMPTS });
