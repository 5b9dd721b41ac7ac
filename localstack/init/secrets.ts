import { randomBytes } from 'node:crypto';
import {
  CreateSecretCommand,
  ResourceExistsException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** The id of the credentials with which functions log in to Kafka, where it wants some. */
export const kafkaSecretId = (prefix: string): string => `${prefix}/kafka`;

/** Creates the secrets that functions may ask for, with invented values; existing ones stay. */
export const createSecrets = async (client: SecretsManagerClient, prefix: string): Promise<number> => {
  try {
    const value = { username: 'alpha-panda', password: randomBytes(24).toString('base64url') };
    await client.send(
      new CreateSecretCommand({ Name: kafkaSecretId(prefix), SecretString: JSON.stringify(value) }),
    );
    return 1;
  } catch (thrown) {
    if (thrown instanceof ResourceExistsException) return 0;
    throw thrown;
  }
};
