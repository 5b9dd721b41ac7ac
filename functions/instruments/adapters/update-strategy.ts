import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { toAttributes } from '../../../shared/dynamo/attributes.ts';
import { dynamoFailure } from '../../../shared/dynamo/failures.ts';
import type { DynamoSender } from '../../../shared/dynamo/lean/client.ts';
import { unchanged } from '../../../shared/dynamo/unchanged.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { tableName } from '../../../shared/ports/tables.ts';
import { RESOLVED_ATTRIBUTES, type UpdateStrategy } from '../resolve-strategies.ts';

/** Writes the attributes that a resolution changes, if the version is still that of `before`, and no other attribute. */
export const updateStrategyIn =
  (client: DynamoSender, prefix: string): UpdateStrategy =>
  async (next: Item, before: Item) => {
    const { ConditionExpression, ExpressionAttributeNames, ...values } = unchanged('strategies', before);
    const sets = RESOLVED_ATTRIBUTES.map((name) => `#set_${name} = :set_${name}`).join(', ');
    const named = RESOLVED_ATTRIBUTES.map((name) => [`#set_${name}`, name]);
    const valued = RESOLVED_ATTRIBUTES.map((name) => [`:set_${name}`, next[name]]);
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: tableName(prefix, 'strategies'),
          Key: toAttributes({ strategy_id: before.strategy_id }),
          UpdateExpression: `SET ${sets}`,
          ConditionExpression,
          ExpressionAttributeNames: { ...ExpressionAttributeNames, ...Object.fromEntries(named) },
          ExpressionAttributeValues: {
            ...('ExpressionAttributeValues' in values && values.ExpressionAttributeValues),
            ...toAttributes(Object.fromEntries(valued)),
          },
        }),
      );
      return true;
    } catch (thrown) {
      if (thrown instanceof ConditionalCheckFailedException) return false;
      throw dynamoFailure('resolve the names of a strategy', thrown);
    }
  };
