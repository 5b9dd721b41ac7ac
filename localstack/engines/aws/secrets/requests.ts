import * as z from 'zod';
import { AwsError } from '../aws-response.ts';
import type { SecretValue } from './secret.ts';

const name = z.string().regex(/^[A-Za-z0-9/_+=.@-]{1,512}$/);
const secretId = z.string().min(1).max(2048);
const versionId = z.string().min(32).max(64);
const stage = z.string().min(1).max(256);
const tags = z
  .array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256).default('') }))
  .max(50);
const value = {
  SecretString: z.string().max(65_536).optional(),
  SecretBinary: z.base64().max(87_384).optional(),
};

/** The input of each call. Other members (KMS keys, replicas) are ignored. */
export const requests = {
  CreateSecret: z.object({
    Name: name,
    ClientRequestToken: versionId.optional(),
    Description: z.string().max(2048).default(''),
    Tags: tags.default([]),
    ...value,
  }),
  PutSecretValue: z.object({
    SecretId: secretId,
    ClientRequestToken: versionId.optional(),
    VersionStages: z.array(stage).min(1).max(20).default(['AWSCURRENT']),
    ...value,
  }),
  UpdateSecret: z.object({
    SecretId: secretId,
    ClientRequestToken: versionId.optional(),
    Description: z.string().max(2048).optional(),
    ...value,
  }),
  GetSecretValue: z.object({
    SecretId: secretId,
    VersionId: versionId.optional(),
    VersionStage: stage.optional(),
  }),
  DescribeSecret: z.object({ SecretId: secretId }),
  ListSecrets: z.object({
    MaxResults: z.int().min(1).max(100).default(100),
    NextToken: z.string().optional(),
    IncludePlannedDeletion: z.boolean().default(false),
    SortOrder: z.enum(['asc', 'desc']).default('desc'),
    Filters: z
      .array(
        z.object({
          Key: z.enum(['name', 'description', 'tag-key', 'tag-value', 'all']),
          Values: z.array(z.string()),
        }),
      )
      .default([]),
  }),
  DeleteSecret: z.object({
    SecretId: secretId,
    RecoveryWindowInDays: z.int().min(7).max(30).optional(),
    ForceDeleteWithoutRecovery: z.boolean().default(false),
  }),
  RestoreSecret: z.object({ SecretId: secretId }),
  TagResource: z.object({ SecretId: secretId, Tags: tags }),
  UntagResource: z.object({ SecretId: secretId, TagKeys: z.array(z.string()) }),
};

export type Requests = { [Operation in keyof typeof requests]: z.infer<(typeof requests)[Operation]> };

/**
 * Checks the input of a call. Messages name members and rules, never values.
 * @throws AwsError `InvalidParameterException`
 */
export const parseRequest = <T>(schema: z.ZodType<T>, input: unknown): T => {
  const result = schema.safeParse(input);
  if (!result.success) {
    const problems = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new AwsError('InvalidParameterException', problems.join('; '));
  }
  return result.data;
};

/** The secret value of a call, if it has one. */
export const secretValueOf = (request: {
  SecretString?: string | undefined;
  SecretBinary?: string | undefined;
}): SecretValue | undefined => {
  const { SecretString, SecretBinary } = request;
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw new AwsError('InvalidParameterException', "You can't specify both SecretString and SecretBinary.");
  }
  if (SecretString !== undefined) return { text: SecretString };
  return SecretBinary === undefined ? undefined : { base64: SecretBinary };
};
