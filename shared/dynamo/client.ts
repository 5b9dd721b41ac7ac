import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** How often the SDK tries again by itself before a failure becomes ours to report. */
const MAX_ATTEMPTS = 5;

/** The SDK reads region, credentials and `AWS_ENDPOINT_URL` from the environment itself. */
export const dynamoClient = (): DynamoDBClient => new DynamoDBClient({ maxAttempts: MAX_ATTEMPTS });
