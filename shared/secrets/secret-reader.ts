import type { GetSecretValueCommandOutput } from '@aws-sdk/client-secrets-manager';
import type * as z from 'zod';
import { AlphaPandaError, TransientError } from '../errors.ts';
import { isYounger } from '../kernel/cached.ts';
import type { Clock } from '../ports/clock.ts';

/** Reads one secret's text. */
export type ReadSecret = (id: string) => Promise<string>;

/**
 * The name of a failed read. Its message is left out: a parser's message quotes its input, which may be the secret.
 */
const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : typeof thrown);

/**
 * Reads from Secrets Manager. The client is imported here, because it costs cold-start time in each function.
 * @throws TransientError `SECRET_UNREADABLE`; AlphaPandaError `SECRET_INVALID` for a binary secret
 */
export const readSecretWithSdk: ReadSecret = async (id) => {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient({});
  let output: GetSecretValueCommandOutput;
  try {
    output = await client.send(new GetSecretValueCommand({ SecretId: id }));
  } catch (thrown) {
    throw new TransientError(
      'SECRET_UNREADABLE',
      `cannot read secret ${id} (${nameOf(thrown)}): check that it exists and that the function's role may read it`,
    );
  } finally {
    client.destroy();
  }
  if (output.SecretString === undefined) {
    throw new AlphaPandaError(
      'SECRET_INVALID',
      `secret ${id} has no text; store JSON in it as text, not as bytes`,
    );
  }
  return output.SecretString;
};

/**
 * Parses a secret's text. No message quotes it.
 * @param shape what the secret must be, for the error message: `JSON with "username" and "password"`
 * @throws AlphaPandaError `SECRET_INVALID`
 */
export const parseSecret = <Value>(
  id: string,
  text: string,
  schema: z.ZodType<Value>,
  shape: string,
): Value => {
  const invalid = new AlphaPandaError('SECRET_INVALID', `secret ${id} must be ${shape}`);
  let candidate: unknown;
  try {
    candidate = JSON.parse(text);
  } catch {
    throw invalid;
  }
  const result = schema.safeParse(candidate);
  if (!result.success) throw invalid;
  return result.data;
};

/** A secret that is read when needed and cached. */
export interface CachedSecret<Value> {
  get(): Promise<Value>;
  /** Reads the value again, unless it was read a moment ago. For callers that miss something in the value. */
  refresh(): Promise<Value>;
}

interface CachedSecretOptions<Value> {
  readonly read: () => Promise<Value>;
  readonly clock: Clock;
  /** Age at which a value is read again. */
  readonly maxAgeMs: number;
  /** Least time between two reads, for all callers together. */
  readonly minAgeMs: number;
  /** Age up to which a value is used while it cannot be read again. */
  readonly keepMs: number;
}

/**
 * Caches a secret. Callers share one read. While Secrets Manager does not answer, the last value is used for
 * `keepMs`: a user who wants to stop all trading must be able to log in.
 */
export const cachedSecret = <Value>({
  read,
  clock,
  maxAgeMs,
  minAgeMs,
  keepMs,
}: CachedSecretOptions<Value>): CachedSecret<Value> => {
  let held: { readonly value: Value; readonly readAt: number } | undefined;
  let triedAt: number | undefined;
  let reading: Promise<Value> | undefined;

  const isWithin = (since: number, ms: number): boolean => isYounger(since, clock.now(), ms);
  const readNow = async (): Promise<Value> => {
    const startedAt = clock.now();
    triedAt = startedAt;
    try {
      const value = await read();
      held = { value, readAt: startedAt };
      return value;
    } catch (thrown) {
      if (held !== undefined && isWithin(held.readAt, keepMs)) return held.value;
      throw thrown;
    } finally {
      reading = undefined;
    }
  };
  const shared = (): Promise<Value> => {
    reading ??= readNow();
    return reading;
  };
  const heldUnless = (mayRead: boolean): Promise<Value> =>
    held !== undefined && !mayRead ? Promise.resolve(held.value) : shared();

  return {
    get: () => {
      if (held === undefined) return shared();
      const isStale = !isWithin(held.readAt, maxAgeMs);
      const triedLately = triedAt !== undefined && isWithin(triedAt, minAgeMs);
      return heldUnless(isStale && !(triedLately && isWithin(held.readAt, keepMs)));
    },
    refresh: () => heldUnless(triedAt === undefined || !isWithin(triedAt, minAgeMs)),
  };
};

/** All functions use a changed secret after this time. */
export const SECRET_AGE_MS = 60_000;
/** A secret is read at most once in this time, however many refreshes callers request. */
const SECRET_PAUSE_MS = 5_000;
const KEEP_UNREADABLE_MS = 15 * 60_000;

export interface SecretOptions {
  readonly secretId: string;
  readonly clock: Clock;
  readonly readSecret?: ReadSecret;
}

/** A secret that is cached for one minute, and for 15 minutes while it cannot be read. */
export const keptSecret = <Value>(
  { secretId, clock, readSecret = readSecretWithSdk }: SecretOptions,
  parse: (secretId: string, text: string) => Value,
): CachedSecret<Value> =>
  cachedSecret({
    read: async () => parse(secretId, await readSecret(secretId)),
    clock,
    maxAgeMs: SECRET_AGE_MS,
    minAgeMs: SECRET_PAUSE_MS,
    keepMs: KEEP_UNREADABLE_MS,
  });
