import { createHash } from 'node:crypto';
import { AwsError, isRecord } from './aws-response.ts';
import {
  type CheckedOperation,
  checkDynalite,
  type DynaliteStore,
  type DynaliteTable,
  itemKey,
  loadTable,
  lockItems,
  type StoreWrite,
  writeAtOnce,
} from './dynalite-internals.ts';
import { isConditionFailure, isServiceError, isValidationFailure } from './service-error.ts';
import { type StagedWrites, stagedWrites } from './staged-writes.ts';
import type { TransactionTokens } from './transaction-tokens.ts';

const MAX_ACTIONS = 100;
const MAX_BYTES = 4 * 1024 * 1024;

/** The dynalite operation of each action. A check is a deletion that is never written. */
const OPERATIONS = {
  ConditionCheck: 'DeleteItem',
  Put: 'PutItem',
  Delete: 'DeleteItem',
  Update: 'UpdateItem',
} as const;
type ActionKind = keyof typeof OPERATIONS;
const KINDS = Object.keys(OPERATIONS) as readonly ActionKind[];

interface Action {
  readonly kind: ActionKind;
  readonly table: string;
  readonly operation: CheckedOperation;
  readonly wantsItem: boolean;
}

/** An action with its item's key, which is unique in a transaction. */
interface PlacedAction extends Action {
  readonly key: string;
  /** Why the key does not fit the table. */
  readonly problem?: string;
}

interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}

const NONE: Reason = { Code: 'None' };

const validationError = (message: string): AwsError =>
  new AwsError('com.amazon.coral.validate#ValidationException', message);

const constraintError = (path: string, value: string, constraint: string): AwsError =>
  validationError(
    `1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: Member must ${constraint}`,
  );

const actionsOf = (input: Readonly<Record<string, unknown>>): readonly unknown[] => {
  const { TransactItems: items } = input;
  if (!Array.isArray(items)) throw constraintError('transactItems', 'null', 'not be null');
  if (items.length === 0) {
    throw constraintError('transactItems', "'[]'", 'have length greater than or equal to 1');
  }
  if (items.length > MAX_ACTIONS) {
    throw constraintError(
      'transactItems',
      `'[${items.length} items]'`,
      `have length less than or equal to ${MAX_ACTIONS}`,
    );
  }
  return items;
};

const actionOf = (store: DynaliteStore, item: unknown, index: number): Action => {
  const given = isRecord(item) ? KINDS.filter((kind) => isRecord(item[kind])) : [];
  const [kind] = given;
  if (!isRecord(item) || kind === undefined || given.length !== 1) {
    throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const input = item[kind];
  const fields = isRecord(input) ? input : {};
  const path = `transactItems.${index + 1}.member`;
  if (kind === 'ConditionCheck' && typeof fields.ConditionExpression !== 'string') {
    throw constraintError(`${path}.conditionCheck.conditionExpression`, 'null', 'not be null');
  }
  if (kind === 'Update' && typeof fields.UpdateExpression !== 'string') {
    throw constraintError(`${path}.update.updateExpression`, 'null', 'not be null');
  }
  const wanted = fields.ReturnValuesOnConditionCheckFailure;
  if (wanted !== undefined && wanted !== 'ALL_OLD' && wanted !== 'NONE') {
    throw constraintError(
      `${path}.${kind.charAt(0).toLowerCase()}${kind.slice(1)}.returnValuesOnConditionCheckFailure`,
      `'${String(wanted)}'`,
      'satisfy enum value set: [ALL_OLD, NONE]',
    );
  }
  return {
    kind,
    table: String(fields.TableName),
    operation: checkDynalite(store, OPERATIONS[kind], { ...fields }),
    wantsItem: wanted === 'ALL_OLD',
  };
};

/** An incomplete key is an invalid request; a key of another type cancels the transaction. */
const placeOf = (action: Action, table: DynaliteTable): Pick<PlacedAction, 'key' | 'problem'> => {
  try {
    return { key: itemKey(action.operation.input, table) };
  } catch (thrown) {
    if (!isServiceError(thrown) || !/type mismatch/i.test(thrown.message)) throw thrown;
    return { key: '', problem: thrown.message };
  }
};

const placed = (actions: readonly Action[], tables: ReadonlyMap<string, DynaliteTable>): PlacedAction[] => {
  const seen = new Set<string>();
  return actions.map((action) => {
    const table = tables.get(action.table);
    if (table === undefined) throw new Error(`table ${action.table} was not loaded`);
    const place = placeOf(action, table);
    if (place.problem === undefined) {
      const item = `${action.table}/${place.key}`;
      if (seen.has(item)) {
        throw validationError('Transaction request cannot include multiple operations on one item');
      }
      seen.add(item);
    }
    return { ...action, ...place };
  });
};

/** The outcome of one action, before anything is written. */
const stage = async (
  store: DynaliteStore,
  action: PlacedAction,
): Promise<{ reason: Reason; staged: StagedWrites }> => {
  const staged = stagedWrites(store);
  if (action.problem !== undefined) {
    return { reason: { Code: 'ValidationError', Message: action.problem }, staged };
  }
  try {
    await action.operation.run(staged.view);
    return { reason: NONE, staged };
  } catch (thrown) {
    if (!isServiceError(thrown)) throw thrown;
    const message = String(thrown.body.message ?? thrown.body.Message ?? thrown.message);
    if (isConditionFailure(thrown.body)) {
      const item = action.wantsItem ? staged.seen() : undefined;
      return {
        reason: {
          Code: 'ConditionalCheckFailed',
          Message: message,
          ...(item !== undefined && { Item: item }),
        },
        staged,
      };
    }
    if (!isValidationFailure(thrown.body)) throw thrown;
    return { reason: { Code: 'ValidationError', Message: message }, staged };
  }
};

const refuseCancelled = (reasons: readonly Reason[]): void => {
  if (reasons.every(({ Code }) => Code === 'None')) return;
  const codes = reasons.map(({ Code }) => Code).join(', ');
  throw new AwsError(
    'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    { CancellationReasons: reasons },
  );
};

const tokenOf = ({ ClientRequestToken: token }: Readonly<Record<string, unknown>>): string | undefined => {
  if (token === undefined || token === null) return undefined;
  const text = String(token);
  if (text.length < 1) {
    throw constraintError('clientRequestToken', `'${text}'`, 'have length greater than or equal to 1');
  }
  if (text.length > 36) {
    throw constraintError('clientRequestToken', `'${text}'`, 'have length less than or equal to 36');
  }
  return text;
};

/** A digest of the request without its token. A repetition must have the same digest. */
const digestOf = ({ ClientRequestToken: _, ...rest }: Readonly<Record<string, unknown>>): string =>
  createHash('sha256').update(JSON.stringify(rest)).digest('base64');

/**
 * `TransactWriteItems`, which dynalite lacks, by dynalite's own conditions and updates. It locks all items of the
 * transaction, runs each action on a view that keeps its writes back, and writes them as one atomic batch. A repetition
 * with the same token changes nothing. If two transactions need one item, the second waits; DynamoDB would answer
 * `TransactionConflict`.
 */
export const transactWriteItems = async (
  store: DynaliteStore,
  tokens: TransactionTokens,
  body: unknown,
): Promise<unknown> => {
  const input = isRecord(body) ? body : {};
  const token = tokenOf(input);
  const digest = digestOf(input);
  const size = Buffer.byteLength(JSON.stringify(input.TransactItems ?? []));
  const actions = actionsOf(input).map((item, index) => actionOf(store, item, index));
  const tables = new Map<string, DynaliteTable>();
  for (const { table } of actions) tables.set(table, tables.get(table) ?? (await loadTable(store, table)));
  const all = placed(actions, tables);
  if (size > MAX_BYTES) {
    throw validationError(`Transaction payload size cannot exceed 4MB. Payload Size: ${size}`);
  }

  const locked = all.filter(({ problem }) => problem === undefined);

  return lockItems(store, locked, async () => {
    if (token !== undefined && (await tokens.isKnown(token, digest))) return {};
    const results: { reason: Reason; staged: StagedWrites }[] = [];
    for (const action of all) results.push(await stage(store, action));
    refuseCancelled(results.map(({ reason }) => reason));
    const writes = results.flatMap(({ staged }, index): readonly StoreWrite[] =>
      all[index]?.kind === 'ConditionCheck' ? [] : staged.writes(),
    );
    await writeAtOnce(store, token === undefined ? writes : [...writes, tokens.noteOf(token, digest)]);
    return {};
  });
};
