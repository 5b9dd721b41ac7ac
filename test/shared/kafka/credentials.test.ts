import { describe, expect, it } from 'vitest';
import { messageOf, TransientError } from '../../../shared/errors.ts';
import { saslOptions } from '../../../shared/kafka/credentials.ts';

const SECRET = 'hunter2-correct-horse';
const SCRAM = { KAFKA_AUTH: 'scram', KAFKA_SECRET_ID: 'alpha-panda/kafka' } as const;

const noSecret = async (id: string): Promise<string> => {
  throw new Error(`secret ${id} was read`);
};

describe('saslOptions', () => {
  it.each(['plain', 'tls'] as const)('carries no credentials with %s, and reads no secret', async (auth) => {
    expect(
      await saslOptions({ KAFKA_AUTH: auth, KAFKA_SECRET_ID: 'x' }, 'ap-south-1', noSecret),
    ).toBeUndefined();
  });

  it('reads user and password for scram from the secret that the settings name', async () => {
    const asked: string[] = [];

    const options = await saslOptions(SCRAM, 'ap-south-1', async (id) => {
      asked.push(id);
      return JSON.stringify({ username: 'paper', password: SECRET, rotated: 'yesterday' });
    });

    expect(options).toEqual({ mechanism: 'scram-sha-512', username: 'paper', password: SECRET });
    expect(asked).toEqual(['alpha-panda/kafka']);
  });

  it('uses tokens with iam, and reads no secret', async () => {
    const options = await saslOptions(
      { KAFKA_AUTH: 'iam', KAFKA_SECRET_ID: undefined },
      'ap-south-1',
      noSecret,
    );

    expect(options).toMatchObject({ mechanism: 'oauthbearer', oauthBearerProvider: expect.any(Function) });
  });

  it('passes the failure to read the secret to its caller', async () => {
    const failure = new TransientError('SECRET_UNREADABLE', 'x');

    await expect(saslOptions(SCRAM, 'ap-south-1', () => Promise.reject(failure))).rejects.toBe(failure);
  });

  it.each([
    SECRET,
    `{"username":"paper","password":"${SECRET}"`,
    JSON.stringify({ username: 'paper', pasword: SECRET }),
    JSON.stringify({ username: '', password: SECRET }),
    JSON.stringify([SECRET]),
    JSON.stringify({ username: 'paper', password: { value: SECRET } }),
    '',
  ])('reports the expected form of a malformed secret, and never its value', async (text) => {
    const thrown: unknown = await saslOptions(SCRAM, 'ap-south-1', async () => text).catch((error) => error);

    expect(thrown).toMatchObject({
      code: 'SECRET_INVALID',
      message: 'secret alpha-panda/kafka must be JSON with "username" and "password"',
    });
    for (let error = thrown; error instanceof Error; error = error.cause) {
      expect(messageOf(error) + JSON.stringify(error) + error.stack).not.toContain(SECRET);
    }
  });
});
