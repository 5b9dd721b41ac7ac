import { AwsError, isRecord } from './aws-response.ts';
import {
  type DynaliteStore,
  readStored,
  type StoreWrite,
  storedKeys,
  writeAtOnce,
} from './dynalite-internals.ts';

/** How long DynamoDB remembers a transaction's token. */
const REMEMBERED_MS = 10 * 60_000;
const PREFIX = 'transaction-token~';

/** The tokens of completed transactions. */
export interface TransactionTokens {
  /**
   * Whether the same transaction was completed with this token.
   * @throws AwsError `IdempotentParameterMismatchException` if another one was
   */
  isKnown(token: string, digest: string): Promise<boolean>;
  /** The write that records the token, for the transaction's own batch. */
  noteOf(token: string, digest: string): StoreWrite;
}

/** Keeps tokens beside the tables, so that a repetition is recognized after a crash, too. */
export const transactionTokens = async (
  store: DynaliteStore,
  now: () => number = Date.now,
): Promise<TransactionTokens> => {
  const left = await storedKeys(store, PREFIX);
  const old = await Promise.all(left.map(async (key) => ({ key, at: atOf(await readStored(store, key)) })));
  const expired = old
    .filter(({ at }) => now() - at > REMEMBERED_MS)
    .map(({ key }): StoreWrite => ({ type: 'del', key }));
  if (expired.length > 0) await writeAtOnce(store, expired);

  return {
    isKnown: async (token, digest) => {
      const note = await readStored(store, PREFIX + token);
      if (!isRecord(note) || now() - atOf(note) > REMEMBERED_MS) return false;
      if (note.digest === digest) return true;
      throw new AwsError(
        'com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException',
        'Request with the same client token was made with different parameters',
      );
    },
    noteOf: (token, digest) => ({ type: 'put', key: PREFIX + token, value: { digest, at: now() } }),
  };
};

const atOf = (note: unknown): number => (isRecord(note) && typeof note.at === 'number' ? note.at : 0);
