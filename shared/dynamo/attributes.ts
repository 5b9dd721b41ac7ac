import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Item } from '../ports/item.ts';

/** An item of the program. A number that DynamoDB would round is refused. */
export const toAttributes = (item: Item) => marshall(item, { removeUndefinedValues: true });

/** An item that may keep attributes of a user, with numbers of any size. */
export const toStored = (item: Item) =>
  marshall(item, { removeUndefinedValues: true, allowImpreciseNumbers: true });

/**
 * An item of attributes, with every number as a `number`. By default the SDK returns a BigInt for a large one, which
 * JSON cannot encode, or throws. One item that a user edited would then make its whole table unreadable.
 */
export const toItem = (attributes: Record<string, AttributeValue>): Item =>
  unmarshall(attributes, { wrapNumbers: Number });
