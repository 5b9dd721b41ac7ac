import { randomUUID } from 'node:crypto';
import { type DynamoDBClient, ResourceNotFoundException, ScanCommand } from '@aws-sdk/client-dynamodb';
import { dynamoProjectionWriter } from '../../../shared/dynamo/projection-writer.ts';
import { AlphaPandaError } from '../../../shared/errors.ts';
import { createEvent } from '../../../shared/events/create.ts';
import { validateEvent } from '../../../shared/events/decode.ts';
import type { Uuid } from '../../../shared/events/ids.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import { journalItem } from '../../../shared/journal/item.ts';
import { type TableName, tableName } from '../../../shared/ports/tables.ts';
import { resetStages, STAGE_TABLES } from '../seed/seed.ts';
import { type Endpoints, reached, toolDynamo } from './endpoints.ts';
import { toolKafka } from './tool-kafka.ts';

/** The number of items in a table; 0 if the table does not exist. */
const countItems = async (client: DynamoDBClient, name: string): Promise<number> => {
  let count = 0;
  let start: Record<string, never> | undefined;
  try {
    do {
      const { Count = 0, LastEvaluatedKey } = await client.send(
        new ScanCommand({ TableName: name, Select: 'COUNT', ConsistentRead: true, ExclusiveStartKey: start }),
      );
      count += Count;
      start = LastEvaluatedKey as typeof start;
    } while (start !== undefined);
    return count;
  } catch (thrown) {
    if (thrown instanceof ResourceNotFoundException) return 0;
    throw thrown;
  }
};

/** Number of items that stages have written, by table. Empty tables are left out. */
export type Records = Readonly<Partial<Record<TableName, number>>>;

const recordsIn = async (client: DynamoDBClient, prefix: string): Promise<Records> => {
  const counts = await Promise.all(
    STAGE_TABLES.map(async ({ name }) => [name, await countItems(client, tableName(prefix, name))] as const),
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
};

const listed = (records: Records): string =>
  Object.entries(records)
    .map(([table, count]) => `${count} in ${table}`)
    .join(', ');

/** How the user agrees that records are deleted. */
export interface Agreement {
  /** `--yes` on the command line. */
  readonly yes: boolean;
  /** Asks the user; undefined without a terminal. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
}

/** What deletes the records, for the audit trail. */
export interface Emptying {
  /** The command line. */
  readonly command: string;
  /** The user on this machine. */
  readonly user: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

const agree = async (records: Records, where: string, { yes, ask }: Agreement): Promise<void> => {
  if (yes) return;
  const what = `the records at ${where} (${listed(records)})`;
  if (ask === undefined) {
    throw new AlphaPandaError(
      'AGREEMENT_NEEDED',
      `this empties ${what}: give --yes to agree, or run on separate engines to keep them`,
    );
  }
  if (await ask(`This empties ${what}. Continue?`)) return;
  throw new AlphaPandaError('NOT_AGREED', `${what} are unchanged; nothing was done`);
};

/** The audit entry: what was deleted, by which user and command. The audit trail itself is emptied, too. */
const eventOf = (records: Records, emptying: Emptying) => {
  const ts = new Date(emptying.now).toISOString();
  return validateEvent(
    createEvent(
      SHARED_TOPICS.operatorActions,
      'operator_action',
      {
        action: 'records_emptied',
        subject: 'local',
        actor: { user_id: emptying.user.slice(0, 64) || 'unknown' },
        reason: emptying.command.slice(0, 1_024),
        changes: Object.entries(records).map(([table, count]) => ({ field: table, before: `${count}` })),
        timestamp: ts,
      },
      { id: randomUUID() as Uuid, ts, source: 'local-tools' },
    ),
  );
};

/**
 * Deletes what stages have written, so that they begin with empty state. It asks first if there are records, and leaves
 * an audit entry. Tables that users set (limits, strategies, instruments, sessions) stay.
 * @throws AlphaPandaError `AGREEMENT_NEEDED`, `NOT_AGREED`; nothing has changed then
 */
export const emptyRecords = async (
  endpoints: Endpoints,
  prefix: string,
  agreement: Agreement,
  emptying: Emptying,
): Promise<Records> => {
  const dynamo = toolDynamo(endpoints);
  const producer = toolKafka(endpoints, 'local-tools').producer();
  try {
    const records = await reached(
      'AWS endpoint',
      endpoints.awsEndpointUrl,
      'start it, or correct AWS_ENDPOINT_URL',
      () => recordsIn(dynamo, prefix),
    );
    if (Object.keys(records).length === 0) return records;
    await agree(records, endpoints.awsEndpointUrl, agreement);
    // Connects first: without Kafka there is no audit entry, and then nothing may be deleted.
    await reached('Kafka', endpoints.kafkaBrokers, 'start it, or correct KAFKA_BROKERS', () =>
      producer.connect(),
    );
    await resetStages(dynamo, prefix);
    const event = eventOf(records, emptying);
    const topic = SHARED_TOPICS.operatorActions.name;
    const item = journalItem({ topic, event });
    await dynamoProjectionWriter(dynamo, prefix).write([{ kind: 'projection', table: 'journal', item }]);
    await producer.send({
      topic,
      acks: -1,
      messages: [{ key: event.key, value: JSON.stringify(event) }],
    });
    return records;
  } finally {
    await producer.disconnect();
    dynamo.destroy();
  }
};
