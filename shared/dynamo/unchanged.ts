import type { Item } from '../ports/item.ts';
import { type TableName, tableDefinition } from '../ports/tables.ts';
import { toAttributes } from './attributes.ts';

/** The condition that an item is unchanged. A user may have edited its version to any value. */
export const unchanged = (table: TableName, before: Item | undefined) => {
  const key = tableDefinition(table).partitionKey.name;
  if (before === undefined) {
    return { ConditionExpression: 'attribute_not_exists(#key)', ExpressionAttributeNames: { '#key': key } };
  }
  if (before.version === undefined) {
    return {
      ConditionExpression: 'attribute_exists(#key) AND attribute_not_exists(#version)',
      ExpressionAttributeNames: { '#key': key, '#version': 'version' },
    };
  }
  if (typeof before.version === 'number' && !Number.isSafeInteger(before.version)) {
    // Only a user's edit is fractional, and reading it has rounded it.
    const rounding = Math.abs(before.version) * Number.EPSILON;
    return {
      ConditionExpression: '#version BETWEEN :low AND :high',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: {
        ':low': { N: String(before.version - rounding) },
        ':high': { N: String(before.version + rounding) },
      },
    };
  }
  return {
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: toAttributes({ ':version': before.version }),
  };
};
