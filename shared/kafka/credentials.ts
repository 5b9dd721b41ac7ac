import type { SASLOptions } from 'kafkajs';
import * as z from 'zod';
import { parseSecret, type ReadSecret, readSecretWithSdk } from '../secrets/secret-reader.ts';
import type { Settings } from '../settings/settings.ts';
import { mskIamTokens } from './msk-iam-token.ts';

const scramSecret = z.object({ username: z.string().min(1), password: z.string().min(1) });
const SCRAM_SHAPE = 'JSON with "username" and "password"';

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
      return {
        mechanism: 'scram-sha-512',
        ...parseSecret(id, await readSecret(id), scramSecret, SCRAM_SHAPE),
      };
    }
    case 'iam': {
      const token = mskIamTokens(region);
      return { mechanism: 'oauthbearer', oauthBearerProvider: async () => ({ value: await token() }) };
    }
  }
};
