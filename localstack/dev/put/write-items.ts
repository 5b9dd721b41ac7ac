import { randomUUID } from 'node:crypto';
import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { checkFits } from '../../../functions/strategy-runner/api/configuration.ts';
import { canonicalJson } from '../../../shared/audit/canonical-json.ts';
import { versionOf } from '../../../shared/audit/change.ts';
import { differences } from '../../../shared/audit/differences.ts';
import { PENDING_EVENTS, pendingTexts } from '../../../shared/audit/pending.ts';
import { toAttributes } from '../../../shared/dynamo/attributes.ts';
import { eachOf } from '../../../shared/dynamo/parallel.ts';
import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import { AlphaPandaError } from '../../../shared/errors.ts';
import { BROKERS } from '../../../shared/events/brokers.ts';
import { createEvent } from '../../../shared/events/create.ts';
import { validateEvent } from '../../../shared/events/decode.ts';
import type { Uuid } from '../../../shared/events/ids.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import type { OperatorAction } from '../../../shared/events/types.ts';
import { isSameContract } from '../../../shared/market/contract.ts';
import { USERS_FIELDS } from '../../../shared/market/master/overlay.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { keyOf, keyValuesOf, tableDefinition, tableName } from '../../../shared/ports/tables.ts';
import type { PutInput } from './read-input.ts';
import type { PutTable } from './tables.ts';

const BATCH = 25;
const PARALLEL = 4;

/** The user and the time of a put, for the audit trail. */
export interface Writer {
  readonly user: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** An existing item that was changed. */
interface Replaced {
  readonly id: string;
  readonly changes: OperatorAction['changes'];
}

/** The outcome of a put. */
export interface Written {
  readonly added: number;
  readonly replaced: readonly Replaced[];
  /** Items that were equal already. */
  readonly unchanged: number;
}

const idOf = ({ name }: PutTable, item: Item): string =>
  keyValuesOf(tableDefinition(name), item).map(String).join(' ');

const keyOfItem = ({ name }: PutTable, item: Item): Item => keyOf(tableDefinition(name), item);

/** An item's fields as text, without its version and pending events. */
const contentOf = (item: Item | undefined, fields: readonly string[]): string =>
  canonicalJson(item && fields.map((field) => item[field] ?? null)) ?? '';

const actionOf = (item: Item, before: Item | undefined): OperatorAction['action'] => {
  switch (item.control) {
    case 'limits':
      return 'risk_limits_changed';
    case 'kill_switch':
      return item.engaged === true ? 'kill_switch_engaged' : 'kill_switch_released';
    case 'daily_loss_release':
      return 'daily_loss_released';
    default:
      return before === undefined ? 'strategy_created' : 'strategy_updated';
  }
};

const eventText = (
  item: Item,
  before: Item | undefined,
  version: number,
  table: PutTable,
  { user, now }: Writer,
): string => {
  const ts = new Date(now).toISOString();
  const broker = BROKERS.find((each) => each === item.broker);
  const event = createEvent(
    SHARED_TOPICS.operatorActions,
    'operator_action',
    {
      action: actionOf(item, before),
      subject: String(item.strategy_id ?? item.broker),
      ...(broker !== undefined && { broker }),
      actor: { user_id: user.slice(0, 64) || 'unknown' },
      reason: 'npm run local:put',
      subject_version: version,
      changes: differences(before, item, table.fields),
      timestamp: ts,
    },
    { id: randomUUID() as Uuid, ts, source: 'local-tools' },
  );
  return JSON.stringify(validateEvent(event));
};

/** Clearing a strategy for live trading is a separate decision, with a confirmation. */
const refuseClearance = (item: Item, before: Item | undefined): void => {
  if (item.zerodha_trading_enabled !== true || before?.zerodha_trading_enabled === true) return;
  throw new AlphaPandaError(
    'NOT_CLEARED',
    `strategy ${item.strategy_id} is not cleared for live trading, and local:put cannot clear it: leave out zerodha_trading_enabled, then npm run cli -- strategies clear`,
  );
};

/** @throws AlphaPandaError `NOT_CLEARED`; ProblemError for a strategy that cannot run or that stops another from running */
const refuseStrategies = async (
  client: DynamoDBClient,
  prefix: string,
  pairs: readonly Pair[],
): Promise<void> => {
  for (const { item, before } of pairs) refuseClearance(item, before);
  const put = new Set(pairs.map(({ item }) => item.strategy_id));
  const standing = await dynamoTableReader(client, prefix).scan('strategies');
  const all = [...standing.filter((item) => !put.has(item.strategy_id)), ...pairs.map(({ item }) => item)];
  for (const { item } of pairs) if (item.is_active === true) checkFits(item, all);
};

/** The condition that the item has not changed since it was read. */
const unchangedSince = (table: PutTable, before: Item | undefined) => {
  if (before === undefined) {
    return {
      ConditionExpression: 'attribute_not_exists(#name)',
      ExpressionAttributeNames: { '#name': tableDefinition(table.name).partitionKey.name },
    };
  }
  const names = { ExpressionAttributeNames: { '#name': 'version' } };
  return before.version === undefined
    ? { ConditionExpression: 'attribute_not_exists(#name)', ...names }
    : {
        ConditionExpression: '#name = :version',
        ...names,
        ExpressionAttributeValues: toAttributes({ ':version': before.version }),
      };
};

/** Puts an item as the next version. A concurrent writer of the same version is refused. */
const putVersioned = async (
  client: DynamoDBClient,
  prefix: string,
  table: PutTable,
  { item, before }: Pair,
  writer: Writer,
): Promise<void> => {
  const version = Math.max(versionOf(before) + 1, versionOf(item));
  const events = [...pendingTexts(before), eventText(item, before, version, table, writer)];
  try {
    await client.send(
      new PutItemCommand({
        TableName: tableName(prefix, table.name),
        Item: toAttributes({ ...item, version, [PENDING_EVENTS]: events }),
        ...unchangedSince(table, before),
      }),
    );
  } catch (cause) {
    if (!(cause instanceof ConditionalCheckFailedException)) throw cause;
    const what = `${table.name} ${idOf(table, item)}`;
    throw new AlphaPandaError('CHANGED_MEANWHILE', `another writer has just changed ${what}: try again`, {
      cause,
    });
  }
};

const putBatch = async (
  client: DynamoDBClient,
  prefix: string,
  table: PutTable,
  items: readonly Item[],
): Promise<void> => {
  const name = tableName(prefix, table.name);
  let requests: WriteRequest[] = items.map((item) => ({
    PutRequest: { Item: toAttributes(item) },
  }));
  while (requests.length > 0) {
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [name]: requests } }),
    );
    requests = UnprocessedItems?.[name] ?? [];
  }
};

/** An item to be put, and the existing one. */
interface Pair {
  readonly item: Item;
  readonly before: Item | undefined;
}

/** The fields of the existing item that stay; none of them if the token was of another contract. */
const addedByUsers = (item: Item, before: Item | undefined): Item => {
  if (before === undefined || !isSameContract(contractName(before), contractName(item))) return {};
  return Object.fromEntries(USERS_FIELDS.flatMap((name) => (name in before ? [[name, before[name]]] : [])));
};

const contractName = ({ exchange, tradingsymbol }: Item): string => `${exchange}:${tradingsymbol}`;

const pairsOf = async (
  client: DynamoDBClient,
  prefix: string,
  table: PutTable,
  { entries, fromKite }: PutInput,
): Promise<readonly Pair[]> => {
  const keys = entries.map(({ item }) => keyOfItem(table, item));
  const found = await dynamoTableReader(client, prefix).getMany(table.name, keys);
  const byId = new Map(found.map((item) => [idOf(table, item), item]));
  return entries.map(({ item }) => {
    const before = byId.get(idOf(table, item));
    return { item: fromKite ? { ...item, ...addedByUsers(item, before) } : item, before };
  });
};

/**
 * Replaces items with the same keys, and reports the changes. Equal items are not written. Versions increase by one, and
 * changes of strategies and controls carry an audit entry.
 * @throws AlphaPandaError `NOT_CLEARED`, `CHANGED_MEANWHILE`
 */
export const writeItems = async (
  client: DynamoDBClient,
  prefix: string,
  table: PutTable,
  input: PutInput,
  writer: Writer,
): Promise<Written> => {
  const pairs = await pairsOf(client, prefix, table, input);
  if (table.name === 'strategies') await refuseStrategies(client, prefix, pairs);
  const changing = pairs.filter(
    ({ item, before }) => contentOf(before, table.fields) !== contentOf(item, table.fields),
  );
  if (table.versioned) {
    await eachOf(changing, PARALLEL, (pair) => putVersioned(client, prefix, table, pair, writer));
  } else {
    const batches = Array.from({ length: Math.ceil(changing.length / BATCH) }, (_, place) =>
      changing.slice(place * BATCH, (place + 1) * BATCH).map(({ item }) => item),
    );
    await eachOf(batches, PARALLEL, (batch) => putBatch(client, prefix, table, batch));
  }
  const replaced = changing.flatMap(({ item, before }) =>
    before === undefined ? [] : [{ id: idOf(table, item), changes: differences(before, item, table.fields) }],
  );
  return {
    added: changing.length - replaced.length,
    replaced,
    unchanged: pairs.length - changing.length,
  };
};
