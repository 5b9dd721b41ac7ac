import { randomBytes } from 'node:crypto';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ResourceExistsException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { publicKeysOf } from '../../../infra/commands/key-rotation.ts';
import { DEMO_APP } from '../../engines/kite/accounts.ts';

/** The id of the functions' Kafka credentials, for clusters that need them. */
export const kafkaSecretId = (prefix: string): string => `${prefix}/kafka`;
/** The id of the key ring that signs access tokens. */
export const jwtKeysSecretId = (prefix: string): string => `${prefix}/jwt-keys`;
/** The id of the public keys that verify access tokens. */
export const jwtPublicKeysSecretId = (prefix: string): string => `${prefix}/jwt-public-keys`;
/** The id of the key ring that hashes callers' addresses. */
export const addressKeysSecretId = (prefix: string): string => `${prefix}/address-keys`;
/** The id of the key ring that encrypts the broker's tokens. */
export const sessionKeysSecretId = (prefix: string): string => `${prefix}/session-keys`;
/** The id of the credentials of the Kite Connect app. */
export const zerodhaSecretId = (prefix: string): string => `${prefix}/zerodha`;

const keyRing = () => ({ current: 'k1', k1: randomBytes(48).toString('base64url') });

const secretsOf = (prefix: string): readonly (readonly [id: string, value: unknown])[] => [
  [kafkaSecretId(prefix), { username: 'alpha-panda', password: randomBytes(24).toString('base64url') }],
  [jwtKeysSecretId(prefix), keyRing()],
  [addressKeysSecretId(prefix), keyRing()],
  [sessionKeysSecretId(prefix), keyRing()],
  [zerodhaSecretId(prefix), { api_key: DEMO_APP.apiKey, api_secret: DEMO_APP.apiSecret }],
];

/** Creates the functions' secrets with random or demo values. Existing ones stay unchanged. */
export const createSecrets = async (client: SecretsManagerClient, prefix: string): Promise<number> => {
  const create = async (id: string, text: string): Promise<number> => {
    try {
      await client.send(new CreateSecretCommand({ Name: id, SecretString: text }));
      return 1;
    } catch (thrown) {
      if (thrown instanceof ResourceExistsException) return 0;
      throw thrown;
    }
  };
  const made = await Promise.all(secretsOf(prefix).map(([id, value]) => create(id, JSON.stringify(value))));
  // The key ring may be older than this run, so its stored value is read.
  const ringId = jwtKeysSecretId(prefix);
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: ringId }));
  made.push(await create(jwtPublicKeysSecretId(prefix), publicKeysOf(ringId, SecretString)));
  return made.reduce((sum, one) => sum + one, 0);
};
