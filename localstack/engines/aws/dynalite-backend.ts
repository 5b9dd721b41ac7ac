import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AlphaPandaError, messageOf } from '../../../shared/errors.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  type AwsService,
  errorResponse,
  isRecord,
  jsonResponse,
  parseBody,
} from './aws-response.ts';
import {
  createDynaliteStore,
  type DynaliteStore,
  hasDynaliteOperation,
  runDynalite,
} from './dynalite-internals.ts';
import { isConditionFailure, isServiceError } from './service-error.ts';
import { createTimeToLiveSettings, type TimeToLiveSettings } from './time-to-live.ts';
import { transactWriteItems } from './transact-write-items.ts';
import { type TransactionTokens, transactionTokens } from './transaction-tokens.ts';

const PROTOCOL = 'application/x-amz-json-1.0';

export interface DynaliteOptions {
  /** Keeps the tables; without a folder they are in memory. */
  readonly folder?: string | undefined;
  /** Region and account that ARNs name. */
  readonly region: string;
  readonly accountId: string;
}

/**
 * DynamoDB by dynalite in this process. It adds `ReturnValuesOnConditionCheckFailure`, `TransactWriteItems` and the
 * setting of `UpdateTimeToLive`. Items do not expire; `TransactGetItems` and streams are not emulated.
 * @throws AlphaPandaError if another process uses the folder
 */
export const createDynaliteBackend = async (options: DynaliteOptions): Promise<AwsService> => {
  const store = await openStore(options);
  const timeToLive = createTimeToLiveSettings(options.folder);
  const tokens = await transactionTokens(store);
  return {
    handle: async (request) => {
      try {
        return jsonResponse(PROTOCOL, 200, await answer(store, timeToLive, tokens, request));
      } catch (error) {
        return failure(error);
      }
    },
    close: () => store.lifecycleManager.gracefulClose(),
  };
};

const openStore = async (options: DynaliteOptions): Promise<DynaliteStore> => {
  const path = options.folder === undefined ? undefined : join(options.folder, 'dynamodb');
  if (path !== undefined) mkdirSync(path, { recursive: true, mode: 0o700 });
  const store = createDynaliteStore(path);
  store.tableDb.awsRegion = options.region;
  store.tableDb.awsAccountId = options.accountId;
  try {
    await store.db.open();
  } catch (cause) {
    throw new AlphaPandaError(
      'LOCAL_CLOUD_FOLDER_IN_USE',
      `The DynamoDB tables in ${path} cannot be opened: another local cloud may be using the folder. Stop it, or name another folder.`,
      { cause },
    );
  }
  return store;
};

const answer = async (
  store: DynaliteStore,
  timeToLive: TimeToLiveSettings,
  tokens: TransactionTokens,
  { operation, body }: AwsRequest,
): Promise<unknown> => {
  const input = parseBody(body);
  const run = (name: string, parameters: unknown) => runDynalite(store, name, parameters);
  switch (operation) {
    case 'UpdateTimeToLive':
      return timeToLive.update(input, (table) => run('DescribeTimeToLive', { TableName: table }));
    case 'DescribeTimeToLive':
      return timeToLive.describe(input, await run(operation, input));
    case 'DeleteTable': {
      const output = await run(operation, input);
      timeToLive.forget(input);
      return output;
    }
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return wantsItemOfFailedCondition(input)
        ? runShowingFailedItem(store, operation, input)
        : run(operation, input);
    case 'TransactWriteItems':
      return transactWriteItems(store, tokens, input);
    default:
      if (!hasDynaliteOperation(operation)) {
        throw new AwsError(
          'com.amazon.coral.service#UnknownOperationException',
          `The embedded DynamoDB does not implement ${operation}: use LocalStack or DynamoDB Local for it.`,
        );
      }
      return run(operation, input);
  }
};

const wantsItemOfFailedCondition = (input: unknown): boolean => {
  if (!isRecord(input)) return false;
  const wanted = input.ReturnValuesOnConditionCheckFailure;
  if (wanted !== undefined && wanted !== 'ALL_OLD' && wanted !== 'NONE') {
    throw new AwsError(
      'com.amazon.coral.validate#ValidationException',
      "1 validation error detected: Value at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: " +
        'Member must satisfy enum value set: [ALL_OLD, NONE]',
    );
  }
  return wanted === 'ALL_OLD';
};

/**
 * Runs a conditional write on a view of the store that keeps the item it read. dynalite reads the item under the key's
 * lock and tests the condition on it, so this is the item that failed and not a later one.
 */
const runShowingFailedItem = async (
  store: DynaliteStore,
  operation: string,
  input: unknown,
): Promise<unknown> => {
  let seen: unknown;
  const watched: DynaliteStore = Object.create(store, {
    getItemDb: {
      value: (table: string) => {
        const items = store.getItemDb(table);
        return Object.create(items, {
          get: {
            value: (key: string, callback: (error: unknown, item: unknown) => void) =>
              items.get(key, (error, item) => {
                seen = item;
                callback(error, item);
              }),
          },
        });
      },
    },
  });
  try {
    return await runDynalite(watched, operation, input);
  } catch (error) {
    if (isServiceError(error) && isConditionFailure(error.body) && seen !== undefined) {
      Object.assign(error.body, { Item: seen });
    }
    throw error;
  }
};

const failure = (error: unknown): AwsResponse => {
  if (isServiceError(error)) return jsonResponse(PROTOCOL, error.statusCode, error.body);
  if (error instanceof AwsError) return errorResponse(PROTOCOL, error);
  return errorResponse(
    PROTOCOL,
    new AwsError(
      'com.amazonaws.dynamodb.v20120810#InternalServerError',
      `The embedded DynamoDB failed: ${messageOf(error)}`,
      500,
    ),
  );
};
