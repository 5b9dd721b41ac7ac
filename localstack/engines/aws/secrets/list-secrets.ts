import { AwsError } from '../aws-response.ts';
import type { Requests } from './requests.ts';
import type { Secret } from './secret.ts';
import type { SecretStore } from './secret-store.ts';

/** One page of secrets without their values, newest first by default. */
export const listSecrets = (store: SecretStore, now: number, request: Requests['ListSecrets']): unknown => {
  const { MaxResults, NextToken, IncludePlannedDeletion, SortOrder, Filters } = request;
  const direction = SortOrder === 'asc' ? 1 : -1;
  const found = store
    .all(now)
    .filter((secret) => IncludePlannedDeletion || secret.deletion_at === null)
    .filter((secret) => Filters.every(({ Key, Values }) => matches(textsOf(secret, Key), Values)))
    .sort((a, b) => direction * (a.created_at - b.created_at || a.name.localeCompare(b.name)));
  const start = offsetOf(NextToken);
  const page = found.slice(start, start + MaxResults);
  const next = start + page.length;
  return {
    SecretList: page.map((secret) => summarize(store, secret)),
    ...(next < found.length ? { NextToken: String(next) } : {}),
  };
};

const textsOf = (secret: Secret, key: Requests['ListSecrets']['Filters'][number]['Key']): string[] => {
  const keys = secret.tags.map((tag) => tag.key);
  const values = secret.tags.map((tag) => tag.value);
  switch (key) {
    case 'name':
      return [secret.name];
    case 'description':
      return [secret.description];
    case 'tag-key':
      return keys;
    case 'tag-value':
      return values;
    case 'all':
      return [secret.name, secret.description, ...keys, ...values];
  }
};

/** Values of one filter are alternatives: a prefix, or with a leading `!` a prefix to exclude. */
const matches = (texts: string[], values: string[]): boolean => {
  return values.some((value) => {
    const negated = value.startsWith('!');
    const prefix = negated ? value.slice(1) : value;
    return texts.some((text) => text.startsWith(prefix)) !== negated;
  });
};

const offsetOf = (token: string | undefined): number => {
  if (token === undefined) return 0;
  if (!/^\d+$/.test(token)) {
    throw new AwsError('InvalidNextTokenException', 'The NextToken value is invalid.');
  }
  return Number(token);
};

const summarize = (store: SecretStore, secret: Secret): unknown => ({
  ARN: store.arnOf(secret.name),
  Name: secret.name,
  Description: secret.description,
  CreatedDate: secret.created_at,
  LastChangedDate: secret.changed_at,
  ...(secret.deletion_at === null ? {} : { DeletedDate: secret.deletion_at }),
  Tags: secret.tags.map(({ key, value }) => ({ Key: key, Value: value })),
  SecretVersionsToStages: Object.fromEntries(
    secret.versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, stages]),
  ),
});
