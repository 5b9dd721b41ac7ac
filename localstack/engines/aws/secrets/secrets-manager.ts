import { randomUUID } from 'node:crypto';
import { AwsError, type AwsService, errorResponse, jsonResponse, parseBody } from '../aws-response.ts';
import { listSecrets } from './list-secrets.ts';
import { parseRequest, type Requests, requests, secretValueOf } from './requests.ts';
import { findVersion, type Secret, withVersion } from './secret.ts';
import { createSecretStore, type SecretStore, type SecretStoreOptions } from './secret-store.ts';

const PROTOCOL = 'application/x-amz-json-1.1';
const SECONDS_PER_DAY = 86_400;
const DEFAULT_RECOVERY_DAYS = 30;

export interface SecretsManagerOptions extends SecretStoreOptions {
  /** For tests; the wall clock otherwise. */
  readonly now?: () => Date;
}

/**
 * Emulates Secrets Manager: the calls that a service makes on its own secrets, with versions and staging labels. It has
 * no encryption, rotation, replicas or resource policies.
 */
export const createSecretsManager = (options: SecretsManagerOptions): AwsService => {
  const store = createSecretStore(options);
  const clock = options.now ?? (() => new Date());

  return {
    handle: async ({ operation, body }) => {
      try {
        return jsonResponse(
          PROTOCOL,
          200,
          perform(store, clock().getTime() / 1000, operation, parseBody(body)),
        );
      } catch (error) {
        if (error instanceof AwsError) return errorResponse(PROTOCOL, error);
        throw error;
      }
    },
    close: async () => undefined,
  };
};

const perform = (store: SecretStore, now: number, operation: string, input: unknown): unknown => {
  switch (operation) {
    case 'CreateSecret':
      return createSecret(store, now, parseRequest(requests.CreateSecret, input));
    case 'PutSecretValue':
      return putSecretValue(store, now, parseRequest(requests.PutSecretValue, input));
    case 'UpdateSecret':
      return updateSecret(store, now, parseRequest(requests.UpdateSecret, input));
    case 'GetSecretValue':
      return getSecretValue(store, now, parseRequest(requests.GetSecretValue, input));
    case 'DescribeSecret':
      return describeSecret(store, now, parseRequest(requests.DescribeSecret, input).SecretId);
    case 'ListSecrets':
      return listSecrets(store, now, parseRequest(requests.ListSecrets, input));
    case 'DeleteSecret':
      return deleteSecret(store, now, parseRequest(requests.DeleteSecret, input));
    case 'RestoreSecret':
      return restoreSecret(store, now, parseRequest(requests.RestoreSecret, input).SecretId);
    case 'TagResource':
      return tag(store, now, parseRequest(requests.TagResource, input));
    case 'UntagResource':
      return untag(store, now, parseRequest(requests.UntagResource, input));
    default:
      throw new AwsError(
        'UnknownOperationException',
        `The embedded Secrets Manager does not implement ${operation}: use LocalStack for it.`,
      );
  }
};

const createSecret = (store: SecretStore, now: number, request: Requests['CreateSecret']): unknown => {
  const { Name, Description, Tags, ClientRequestToken } = request;
  const value = secretValueOf(request);
  const existing = store.find(Name, now);
  if (existing !== undefined && existing.deletion_at !== null) {
    throw new AwsError(
      'InvalidRequestException',
      `You can't create this secret because a secret with this name is already scheduled for deletion.`,
    );
  }
  if (existing !== undefined && !isRepetition(existing, ClientRequestToken)) {
    throw new AwsError(
      'ResourceExistsException',
      `The operation failed because the secret ${Name} already exists.`,
    );
  }
  const secret: Secret = existing ?? {
    name: Name,
    description: Description,
    tags: Tags.map((pair) => ({ key: pair.Key, value: pair.Value })),
    versions: [],
    created_at: now,
    changed_at: now,
    deletion_at: null,
  };
  const id = ClientRequestToken ?? randomUUID();
  store.put(value === undefined ? secret : withVersion(secret, { id, value, stages: ['AWSCURRENT'] }, now));
  const identity = { ARN: store.arnOf(Name), Name };
  return value === undefined ? identity : { ...identity, VersionId: id };
};

/** The SDK sends the same token when it retries a call whose answer was lost. */
const isRepetition = (secret: Secret, token: string | undefined): boolean =>
  token !== undefined && secret.versions.some(({ id }) => id === token);

const putSecretValue = (store: SecretStore, now: number, request: Requests['PutSecretValue']): unknown => {
  const value = secretValueOf(request);
  if (value === undefined) {
    throw new AwsError('InvalidParameterException', 'You must provide either SecretString or SecretBinary.');
  }
  const secret = store.require(request.SecretId, now);
  const id = request.ClientRequestToken ?? randomUUID();
  const updated = withVersion(secret, { id, value, stages: request.VersionStages }, now);
  store.put(updated);
  const stages = updated.versions.find((version) => version.id === id)?.stages ?? [];
  return { ...identify(store, updated), VersionId: id, VersionStages: stages };
};

const updateSecret = (store: SecretStore, now: number, request: Requests['UpdateSecret']): unknown => {
  const value = secretValueOf(request);
  const secret = store.require(request.SecretId, now);
  const described: Secret = {
    ...secret,
    description: request.Description ?? secret.description,
    changed_at: now,
  };
  if (value === undefined) {
    store.put(described);
    return identify(store, described);
  }
  const id = request.ClientRequestToken ?? randomUUID();
  store.put(withVersion(described, { id, value, stages: ['AWSCURRENT'] }, now));
  return { ...identify(store, described), VersionId: id };
};

const getSecretValue = (store: SecretStore, now: number, request: Requests['GetSecretValue']): unknown => {
  const { VersionId, VersionStage } = request;
  const secret = store.require(request.SecretId, now);
  const version = findVersion(secret, VersionId, VersionStage);
  if (version === undefined) {
    const sought =
      VersionId === undefined
        ? `staging label: ${VersionStage ?? 'AWSCURRENT'}`
        : `VersionId: ${VersionId}${VersionStage === undefined ? '' : ` with staging label: ${VersionStage}`}`;
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${sought}`,
    );
  }
  const value =
    'text' in version.value ? { SecretString: version.value.text } : { SecretBinary: version.value.base64 };
  return {
    ...identify(store, secret),
    VersionId: version.id,
    VersionStages: version.stages,
    CreatedDate: version.created_at,
    ...value,
  };
};

const describeSecret = (store: SecretStore, now: number, secretId: string): unknown => {
  const secret = store.find(secretId, now) ?? store.require(secretId, now);
  return {
    ...identify(store, secret),
    Description: secret.description,
    CreatedDate: secret.created_at,
    LastChangedDate: secret.changed_at,
    ...(secret.deletion_at === null ? {} : { DeletedDate: secret.deletion_at }),
    Tags: secret.tags.map(({ key, value }) => ({ Key: key, Value: value })),
    VersionIdsToStages: Object.fromEntries(
      secret.versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, stages]),
    ),
  };
};

const deleteSecret = (store: SecretStore, now: number, request: Requests['DeleteSecret']): unknown => {
  const { SecretId, RecoveryWindowInDays, ForceDeleteWithoutRecovery } = request;
  if (ForceDeleteWithoutRecovery) {
    if (RecoveryWindowInDays !== undefined) {
      throw new AwsError(
        'InvalidParameterException',
        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
      );
    }
    // The service also answers success for a missing secret.
    const name = store.find(SecretId, now)?.name ?? SecretId;
    store.remove(name);
    return { ARN: store.arnOf(name), Name: name, DeletionDate: now };
  }
  const secret = store.require(SecretId, now);
  const deletionAt = now + (RecoveryWindowInDays ?? DEFAULT_RECOVERY_DAYS) * SECONDS_PER_DAY;
  store.put({ ...secret, deletion_at: deletionAt });
  return { ...identify(store, secret), DeletionDate: deletionAt };
};

const restoreSecret = (store: SecretStore, now: number, secretId: string): unknown => {
  const secret = store.find(secretId, now) ?? store.require(secretId, now);
  store.put({ ...secret, deletion_at: null });
  return identify(store, secret);
};

const tag = (store: SecretStore, now: number, { SecretId, Tags }: Requests['TagResource']): unknown => {
  const secret = store.require(SecretId, now);
  const added = new Map(Tags.map(({ Key, Value }) => [Key, Value]));
  const kept = secret.tags.filter(({ key }) => !added.has(key));
  store.put({ ...secret, tags: [...kept, ...[...added].map(([key, value]) => ({ key, value }))] });
  return {};
};

const untag = (
  store: SecretStore,
  now: number,
  { SecretId, TagKeys }: Requests['UntagResource'],
): unknown => {
  const secret = store.require(SecretId, now);
  store.put({ ...secret, tags: secret.tags.filter(({ key }) => !TagKeys.includes(key)) });
  return {};
};

const identify = (store: SecretStore, { name }: Secret): { ARN: string; Name: string } => ({
  ARN: store.arnOf(name),
  Name: name,
});
