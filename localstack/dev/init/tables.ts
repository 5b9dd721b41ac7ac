import {
  CreateTableCommand,
  type DynamoDBClient,
  ListTablesCommand,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { tableSchema } from '../../../infra/service/table-schema.ts';
import { TABLES, type TableDefinition, tableName } from '../../../shared/ports/tables.ts';

const createCommand = (prefix: string, table: TableDefinition): CreateTableCommand =>
  new CreateTableCommand({
    TableName: `${prefix}-${table.name}`,
    BillingMode: 'PAY_PER_REQUEST',
    ...tableSchema(table),
  });

const isAlreadyEnabled = (thrown: unknown): boolean =>
  thrown instanceof Error && thrown.message.includes('TimeToLive is already enabled');

const createTable = async (client: DynamoDBClient, prefix: string, table: TableDefinition): Promise<void> => {
  try {
    await client.send(createCommand(prefix, table));
  } catch (thrown) {
    if (!(thrown instanceof ResourceInUseException)) throw thrown;
  }
  const TableName = `${prefix}-${table.name}`;
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
  if (table.timeToLive === undefined) return;
  try {
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName,
        TimeToLiveSpecification: { AttributeName: table.timeToLive, Enabled: true },
      }),
    );
  } catch (thrown) {
    if (!isAlreadyEnabled(thrown)) throw thrown;
  }
};

/** Creates missing tables with their keys and expiry. @returns the number of new tables */
export const createTables = async (client: DynamoDBClient, prefix: string): Promise<number> => {
  const { TableNames = [] } = await client.send(new ListTablesCommand({ Limit: 100 }));
  const missing = Object.values(TABLES).filter(({ name }) => !TableNames.includes(tableName(prefix, name)));
  await Promise.all(missing.map((table) => createTable(client, prefix, table)));
  return missing.length;
};
