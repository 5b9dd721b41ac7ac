import { createHash } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../aws-response.ts';

/** A version holds text or bytes (base64), never both. */
const valueSchema = z.union([z.object({ text: z.string() }), z.object({ base64: z.string() })]);

const versionSchema = z.object({
  id: z.string(),
  /** Staging labels, such as AWSCURRENT; a version without any is deprecated. */
  stages: z.array(z.string()),
  value: valueSchema,
  /** Epoch seconds, as in the service's answers. */
  created_at: z.number(),
});

/** One secret with all its versions, as stored. */
export const secretSchema = z.object({
  name: z.string(),
  description: z.string(),
  tags: z.array(z.object({ key: z.string(), value: z.string() })),
  versions: z.array(versionSchema),
  created_at: z.number(),
  changed_at: z.number(),
  /** The deletion date of a secret that is marked for deletion; else null. */
  deletion_at: z.number().nullable(),
});

export type Secret = z.infer<typeof secretSchema>;
export type SecretVersion = z.infer<typeof versionSchema>;
export type SecretValue = z.infer<typeof valueSchema>;

/** The service keeps about a hundred versions and drops the oldest without a label. */
const MAX_VERSIONS = 100;

/**
 * Adds a version and moves staging labels to it. The first version is always AWSCURRENT. The version that loses AWSCURRENT
 * becomes AWSPREVIOUS. Repeating the same id and value changes nothing.
 * @throws AwsError `ResourceExistsException` if the id has another value
 */
export const withVersion = (
  secret: Secret,
  added: { id: string; value: SecretValue; stages: readonly string[] },
  now: number,
): Secret => {
  const existing = secret.versions.find(({ id }) => id === added.id);
  if (existing !== undefined) {
    if (!sameValue(existing.value, added.value)) {
      throw new AwsError(
        'ResourceExistsException',
        `You can't modify an existing version: ${added.id} holds another value.`,
      );
    }
    return secret;
  }
  const versions = [...secret.versions, { id: added.id, stages: [], value: added.value, created_at: now }];
  const holders = new Map(secret.versions.flatMap(({ id, stages }) => stages.map((stage) => [stage, id])));
  const current = holders.get('AWSCURRENT');
  for (const stage of current === undefined ? [...added.stages, 'AWSCURRENT'] : added.stages)
    holders.set(stage, added.id);
  if (current !== undefined && current !== holders.get('AWSCURRENT')) holders.set('AWSPREVIOUS', current);
  const labelled = versions.map((version) => ({
    ...version,
    stages: [...holders].filter(([, id]) => id === version.id).map(([stage]) => stage),
  }));
  return { ...secret, versions: prune(labelled), changed_at: now };
};

const prune = (versions: SecretVersion[]): SecretVersion[] => {
  const surplus = versions.length - MAX_VERSIONS;
  if (surplus <= 0) return versions;
  const dropped = new Set(versions.filter(({ stages }) => stages.length === 0).slice(0, surplus));
  return versions.filter((version) => !dropped.has(version));
};

const sameValue = (a: SecretValue, b: SecretValue): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The version with this id, this label, or both; AWSCURRENT by default. */
export const findVersion = (secret: Secret, id?: string, stage?: string): SecretVersion | undefined => {
  const label = id === undefined && stage === undefined ? 'AWSCURRENT' : stage;
  return secret.versions.find(
    (version) =>
      (id === undefined || version.id === id) && (label === undefined || version.stages.includes(label)),
  );
};

const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * The secret's ARN. AWS appends six random characters; here they are derived from the name, so that a configured ARN
 * stays valid when the local cloud is created again.
 */
export const secretArn = (name: string, region: string, accountId: string): string => {
  const digest = createHash('sha256').update(name).digest();
  const suffix = [...digest.subarray(0, 6)].map((byte) =>
    SUFFIX_ALPHABET.charAt(byte % SUFFIX_ALPHABET.length),
  );
  return `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${suffix.join('')}`;
};
