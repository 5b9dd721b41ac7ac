import { expect, it } from 'vitest';
import { dynamoClient } from '../../../shared/dynamo/client.ts';

it('tries five times before it reports a failure', async () => {
  const client = dynamoClient();

  expect(await client.config.maxAttempts()).toBe(5);
  client.destroy();
});
