import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { toAttributes } from '../../../shared/dynamo/attributes.ts';
import { dynamoFailure } from '../../../shared/dynamo/failures.ts';
import type { DynamoSender } from '../../../shared/dynamo/lean/client.ts';
import { eachOf } from '../../../shared/dynamo/parallel.ts';
import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import { AlphaPandaError } from '../../../shared/errors.ts';
import { HEAD_KEY, type MasterHead, masterHead } from '../../../shared/market/master/head.ts';
import { readVersion } from '../../../shared/market/master/reader.ts';
import { TABLES, tableName } from '../../../shared/ports/tables.ts';
import type { MasterStore } from '../ports.ts';

const TABLE = TABLES.instrumentMaster.name;

/** Concurrent puts. A new table on demand takes 4,000 writes a second, and a page is 6. */
const PARALLEL = 16;

const stillBefore = (before: MasterHead | undefined) =>
  before === undefined
    ? {
        ConditionExpression: 'attribute_not_exists(#version)',
        ExpressionAttributeNames: { '#version': 'master_version' },
      }
    : {
        ConditionExpression: '#version = :before',
        ExpressionAttributeNames: { '#version': 'master_version' },
        ExpressionAttributeValues: toAttributes({ ':before': before.master_version }),
      };

/** The instrument master in DynamoDB. */
export const dynamoMasterStore = (client: DynamoSender, prefix: string): MasterStore => {
  const tables = dynamoTableReader(client, prefix);
  const TableName = tableName(prefix, TABLE);
  return {
    async readHead() {
      const item = await tables.get(TABLE, HEAD_KEY);
      if (item === undefined) return undefined;
      const { data, error } = masterHead.safeParse(item);
      if (data !== undefined) return data;
      throw new AlphaPandaError(
        'HEAD_MALFORMED',
        `the item current, head of ${TableName} is malformed, or of a later release: deploy that release, or delete the item and load again: ${error.message}`,
      );
    },

    readRows: (version, wanted) => readVersion(tables, version, wanted),

    putPages: (pages) =>
      eachOf(pages, PARALLEL, async (page) => {
        try {
          await client.send(new PutItemCommand({ TableName, Item: toAttributes(page) }));
        } catch (thrown) {
          throw dynamoFailure('write instruments', thrown);
        }
      }),

    async putHead(head, before) {
      try {
        await client.send(
          new PutItemCommand({
            TableName,
            Item: toAttributes({ ...HEAD_KEY, ...head }),
            ...stillBefore(before),
          }),
        );
        return true;
      } catch (thrown) {
        if (thrown instanceof ConditionalCheckFailedException) return false;
        throw dynamoFailure('switch the instruments', thrown);
      }
    },
  };
};
