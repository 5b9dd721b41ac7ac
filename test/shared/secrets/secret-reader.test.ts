import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsFront } from '../../../localstack/engines/aws/aws-front.ts';
import { startEmbeddedAws } from '../../../localstack/engines/aws/embedded-aws.ts';
import { localAwsEnvironment } from '../../../localstack/engines/aws/local-environment.ts';
import { TransientError } from '../../../shared/errors.ts';
import { cachedSecret, readSecretWithSdk } from '../../../shared/secrets/secret-reader.ts';
import { ManualClock } from '../../support/manual-clock.ts';

describe('readSecretWithSdk', () => {
  const before = { ...process.env };
  let aws: AwsFront;
  let client: SecretsManagerClient;

  beforeAll(async () => {
    aws = await startEmbeddedAws({ port: 0, stage: 'local' });
    // As in a function, the SDK reads its configuration from the environment.
    Object.assign(process.env, localAwsEnvironment(aws.endpoint));
    client = new SecretsManagerClient({});
  });
  afterAll(async () => {
    client.destroy();
    await aws.close();
    process.env = before;
  });

  it('returns the text of a secret', async () => {
    await client.send(new CreateSecretCommand({ Name: 'text', SecretString: '{"username":"paper"}' }));

    expect(await readSecretWithSdk('text')).toBe('{"username":"paper"}');
  });

  it('throws a retryable error with a remedy if a secret cannot be read', async () => {
    await expect(readSecretWithSdk('absent')).rejects.toMatchObject({
      code: 'SECRET_UNREADABLE',
      retry: 'retry',
      message:
        "cannot read secret absent (ResourceNotFoundException): check that it exists and that the function's role may read it",
    });
  });

  it('refuses a binary secret', async () => {
    await client.send(new CreateSecretCommand({ Name: 'bytes', SecretBinary: Uint8Array.of(1, 2, 3) }));

    await expect(readSecretWithSdk('bytes')).rejects.toMatchObject({
      code: 'SECRET_INVALID',
      message: 'secret bytes has no text; store JSON in it as text, not as bytes',
    });
  });
});

const TIMES = { maxAgeMs: 60_000, minAgeMs: 5_000, keepMs: 600_000 } as const;

const cached = () => {
  const clock = new ManualClock();
  const source = { reads: 0, fails: false };
  const secret = cachedSecret({
    ...TIMES,
    clock,
    read: async () => {
      source.reads += 1;
      if (source.fails) throw new TransientError('SECRET_UNREADABLE', 'no answer');
      return source.reads;
    },
  });
  return { clock, source, secret };
};

describe('a cached secret', () => {
  it('is read once for concurrent callers', async () => {
    const { secret } = cached();

    expect(await Promise.all([secret.get(), secret.get(), secret.refresh()])).toEqual([1, 1, 1]);
  });

  it('is read again at maxAgeMs and not before', async () => {
    const { clock, secret } = cached();
    await secret.get();

    clock.advance(TIMES.maxAgeMs - 1);
    const before = await secret.get();
    clock.advance(1);

    expect([before, await secret.get()]).toEqual([1, 2]);
  });

  it('is read again by a refresh, at most once in minAgeMs', async () => {
    const { clock, source, secret } = cached();
    await secret.get();

    clock.advance(TIMES.minAgeMs);
    await Promise.all(Array.from({ length: 50 }, () => secret.refresh()));
    await secret.refresh();

    expect(source.reads).toBe(2);
  });

  it('is used after maxAgeMs if it cannot be read again, with one try in minAgeMs', async () => {
    const { clock, source, secret } = cached();
    await secret.get();
    source.fails = true;
    clock.advance(TIMES.maxAgeMs);

    const served = await Promise.all([secret.get(), secret.get()]);
    served.push(await secret.get());

    expect(served).toEqual([1, 1, 1]);
    expect(source.reads).toBe(2);
  });

  it('is not used after keepMs if it cannot be read again', async () => {
    const { clock, source, secret } = cached();
    await secret.get();
    source.fails = true;
    clock.advance(TIMES.keepMs);

    await expect(secret.get()).rejects.toThrow(TransientError);
  });

  it('is read again at once after the first read failed', async () => {
    const { source, secret } = cached();
    source.fails = true;
    await secret.get().catch(() => undefined);
    source.fails = false;

    expect(await secret.get()).toBe(2);
  });
});
