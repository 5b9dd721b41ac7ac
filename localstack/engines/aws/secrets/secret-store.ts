import * as z from 'zod';
import { AwsError } from '../aws-response.ts';
import { jsonFile } from '../json-file.ts';
import { type Secret, secretArn, secretSchema } from './secret.ts';

export interface SecretStoreOptions {
  /** File that keeps the secrets, readable by its owner only; without a path they are in memory. */
  readonly path?: string | undefined;
  readonly region: string;
  readonly accountId: string;
}

/** All secrets by name. Each change is written to the file. */
export interface SecretStore {
  arnOf(name: string): string;
  /** A secret by name, ARN, or ARN without suffix; undefined after its deletion date. */
  find(secretId: string, now: number): Secret | undefined;
  /** @throws AwsError `ResourceNotFoundException`, or `InvalidRequestException` if it is marked for deletion */
  require(secretId: string, now: number): Secret;
  put(secret: Secret): void;
  remove(name: string): void;
  all(now: number): Secret[];
}

export const createSecretStore = ({ path, region, accountId }: SecretStoreOptions): SecretStore => {
  const file = jsonFile(path, z.array(secretSchema), []);
  const secrets = new Map(file.load().map((secret) => [secret.name, secret]));
  const save = () => file.save([...secrets.values()]);
  const arnOf = (name: string) => secretArn(name, region, accountId);

  const find = (secretId: string, now: number): Secret | undefined => {
    const secret =
      secrets.get(secretId) ?? [...secrets.values()].find(({ name }) => isArnOf(secretId, arnOf(name)));
    return secret !== undefined && hasExpired(secret, now) ? undefined : secret;
  };

  return {
    arnOf,
    find,
    require: (secretId, now) => {
      const secret = find(secretId, now);
      if (secret === undefined) {
        throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
      }
      if (secret.deletion_at !== null) {
        throw new AwsError(
          'InvalidRequestException',
          "You can't perform this operation on the secret because it was marked for deletion.",
        );
      }
      return secret;
    },
    put: (secret) => {
      secrets.set(secret.name, secret);
      save();
    },
    remove: (name) => {
      if (secrets.delete(name)) save();
    },
    all: (now) => [...secrets.values()].filter((secret) => !hasExpired(secret, now)),
  };
};

const isArnOf = (secretId: string, arn: string): boolean =>
  secretId === arn || secretId === arn.slice(0, arn.lastIndexOf('-'));

const hasExpired = ({ deletion_at }: Secret, now: number): boolean =>
  deletion_at !== null && deletion_at <= now;
