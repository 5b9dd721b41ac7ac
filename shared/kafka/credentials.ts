import type { SASLOptions } from 'kafkajs';
import * as z from 'zod';
import { parseSecret, type ReadSecret, readSecretWithSdk } from '../secrets/secret-reader.ts';
import type { Settings } from '../settings/settings.ts';
import { mskIamTokens } from './msk-iam-token.ts';

const userSecret = z.object({ username: z.string().min(1), password: z.string().min(1) });
const USER_SHAPE = 'JSON with "username" and "password"';

const MECHANISMS = { scram: 'scram-sha-512', 'sasl-plain': 'plain' } as const;

const caSecret = z.object({
  certificate: z.string().regex(/-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/),
});
const CA_SHAPE = 'JSON with "certificate", PEM text';

/** The trusted certificate authority, in PEM; undefined for the public ones. */
export const rootCertificate = async (
  { KAFKA_ROOT_CA_SECRET_ID: id }: Pick<Settings, 'KAFKA_ROOT_CA_SECRET_ID'>,
  readSecret: ReadSecret = readSecretWithSdk,
): Promise<string | undefined> =>
  id === undefined ? undefined : parseSecret(id, await readSecret(id), caSecret, CA_SHAPE).certificate;

/** How to authenticate to Kafka; undefined for a connection without credentials. */
export const saslOptions = async (
  settings: Pick<Settings, 'KAFKA_AUTH' | 'KAFKA_SECRET_ID'>,
  region: string,
  readSecret: ReadSecret = readSecretWithSdk,
): Promise<SASLOptions | undefined> => {
  switch (settings.KAFKA_AUTH) {
    case 'plain':
    case 'tls':
      return undefined;
    case 'scram':
    case 'sasl-plain': {
      const id = settings.KAFKA_SECRET_ID ?? '';
      const user = parseSecret(id, await readSecret(id), userSecret, USER_SHAPE);
      return { mechanism: MECHANISMS[settings.KAFKA_AUTH], ...user };
    }
    case 'iam': {
      const token = mskIamTokens(region);
      return { mechanism: 'oauthbearer', oauthBearerProvider: async () => ({ value: await token() }) };
    }
  }
};
