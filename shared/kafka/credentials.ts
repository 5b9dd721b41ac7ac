import type { GetSecretValueCommandOutput } from '@aws-sdk/client-secrets-manager';
import type { SASLOptions } from 'kafkajs';
import * as z from 'zod';
import { AlphaPandaError, TransientError } from '../errors.ts';
import type { Settings } from '../settings/settings.ts';
import { mskIamTokens } from './msk-iam-token.ts';

const scramSecret = z.object({ username: z.string().min(1), password: z.string().min(1) });

/** Reads one secret's text. */
export type ReadSecret = (id: string) => Promise<string>;

/** Secrets Manager, loaded only by functions that need a secret: its client costs cold-start time. */
export const readSecretWithSdk: ReadSecret = async (id) => {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  let output: GetSecretValueCommandOutput;
  try {
    output = await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: id }));
  } catch (cause) {
    throw new TransientError(
      'SECRET_UNREADABLE',
      `cannot read secret ${id}: check that it exists and that the function's role may read it`,
      cause,
    );
  }
  if (output.SecretString === undefined) {
    throw new AlphaPandaError(
      'SECRET_INVALID',
      `secret ${id} has no text; it must be JSON with "username" and "password"`,
    );
  }
  return output.SecretString;
};

/** The message must not quote the secret, so the parser's own error is not passed on. */
const parseScram = (id: string, text: string) => {
  const invalid = new AlphaPandaError(
    'SECRET_INVALID',
    `secret ${id} must be JSON with "username" and "password"`,
  );
  let candidate: unknown;
  try {
    candidate = JSON.parse(text);
  } catch {
    throw invalid;
  }
  const result = scramSecret.safeParse(candidate);
  if (!result.success) throw invalid;
  return result.data;
};

/** How to authenticate to Kafka; undefined where the connection carries no credentials. */
export const saslOptions = async (
  settings: Pick<Settings, 'KAFKA_AUTH' | 'KAFKA_SECRET_ID'>,
  region: string,
  readSecret: ReadSecret = readSecretWithSdk,
): Promise<SASLOptions | undefined> => {
  switch (settings.KAFKA_AUTH) {
    case 'plain':
    case 'tls':
      return undefined;
    case 'scram': {
      const id = settings.KAFKA_SECRET_ID ?? '';
      return { mechanism: 'scram-sha-512', ...parseScram(id, await readSecret(id)) };
    }
    case 'iam': {
      const token = mskIamTokens(region);
      return { mechanism: 'oauthbearer', oauthBearerProvider: async () => ({ value: await token() }) };
    }
  }
};
