import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsFront } from '../../../localstack/aws/aws-front.ts';
import { localAwsEnvironment, startEmbeddedAws } from '../../../localstack/aws/embedded-aws.ts';
import { readSecretWithSdk } from '../../../shared/secrets/secret-reader.ts';

describe('readSecretWithSdk', () => {
  const before = { ...process.env };
  let aws: AwsFront;
  let client: SecretsManagerClient;

  beforeAll(async () => {
    aws = await startEmbeddedAws({ port: 0, stage: 'local' });
    // As in a function: the SDK takes all it needs from the environment.
    Object.assign(process.env, localAwsEnvironment(aws.endpoint));
    client = new SecretsManagerClient({});
  });
  afterAll(async () => {
    client.destroy();
    await aws.close();
    process.env = before;
  });

  it('reads a secret’s text', async () => {
    await client.send(new CreateSecretCommand({ Name: 'text', SecretString: '{"username":"paper"}' }));

    expect(await readSecretWithSdk('text')).toBe('{"username":"paper"}');
  });

  it('reports one that cannot be read for a later try, and says what to check', async () => {
    await expect(readSecretWithSdk('absent')).rejects.toMatchObject({
      code: 'SECRET_UNREADABLE',
      retry: 'retry',
      message: "cannot read secret absent: check that it exists and that the function's role may read it",
    });
  });

  it('refuses one that is bytes', async () => {
    await client.send(new CreateSecretCommand({ Name: 'bytes', SecretBinary: Uint8Array.of(1, 2, 3) }));

    await expect(readSecretWithSdk('bytes')).rejects.toMatchObject({
      code: 'SECRET_INVALID',
      message: 'secret bytes has no text; it must be JSON with "username" and "password"',
    });
  });
});
