import type { GetSecretValueCommandOutput } from '@aws-sdk/client-secrets-manager';
import type * as z from 'zod';
import { AlphaPandaError, TransientError } from '../errors.ts';
import { isYounger } from '../kernel/cached.ts';
import type { Clock } from '../ports/clock.ts';

/** Reads one secret's text. */
export type ReadSecret = (id: string) => Promise<string>;

/**
 * A failed read as a cause: its name alone. A parser's message quotes what it could not parse, and that may be the
 * secret.
 */
const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : typeof thrown);

/**
 * Secrets Manager, loaded only by functions that need a secret: its client costs cold-start time.
 * @throws TransientError `SECRET_UNREADABLE`; AlphaPandaError `SECRET_INVALID` where the secret is bytes
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
 * A secret's text as what it should hold. No message quotes it.
 * @param shape what the secret has to be, for whoever mends it: `JSON with "username" and "password"`
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

/** A secret that is read when it is needed and kept for a while. */
export interface CachedSecret<Value> {
  get(): Promise<Value>;
  /** The value read anew, unless that was done a moment ago: for one who misses something in it. */
  getAnew(): Promise<Value>;
}

interface CachedSecretOptions<Value> {
  readonly read: () => Promise<Value>;
  readonly clock: Clock;
  /** How long a value serves before it is read again. */
  readonly maxAgeMs: number;
  /** How long at least between two reads, whoever asks. */
  readonly minAgeMs: number;
  /** How long a value serves while it cannot be read again. */
  readonly keepMs: number;
}

/**
 * Keeps a secret. Callers share one read. While Secrets Manager does not answer, the last value serves on for
 * `keepMs`: it is as good as it was, and whoever wants to stop all trading has to be let in.
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
    getAnew: () => heldUnless(triedAt === undefined || !isWithin(triedAt, minAgeMs)),
  };
};

/** A changed secret is used everywhere after this long. */
export const SECRET_AGE_MS = 60_000;
/** However often something is missed in a secret, it is read once in this time. */
const SECRET_PAUSE_MS = 5_000;
const KEEP_UNREADABLE_MS = 15 * 60_000;

export interface SecretOptions {
  readonly secretId: string;
  readonly clock: Clock;
  readonly readSecret?: ReadSecret;
}

/** A secret that is kept for a minute, and for a quarter of an hour while it cannot be read. */
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
