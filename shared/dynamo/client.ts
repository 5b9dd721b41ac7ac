import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Tries that the SDK makes before it reports a failure. */
const MAX_ATTEMPTS = 5;

/** The SDK reads region, credentials and `AWS_ENDPOINT_URL` from the environment itself. */
export const dynamoClient = (): DynamoDBClient => new DynamoDBClient({ maxAttempts: MAX_ATTEMPTS });
