import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBServiceException,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';

type Json = Record<string, unknown>;
type Attributes = Record<string, AttributeValue>;

/** A reply of DynamoDB: `application/x-amz-json-1.0`. */
export interface Reply {
  readonly status: number;
  readonly body: string;
}

/** The input of an operation as JSON. Binary values are base64. */
export const encodeInput = (input: object): string =>
  JSON.stringify(input, function (this: Json, key, value: unknown) {
    // A Buffer's own `toJSON` has run on `value`, not on the value of the holder.
    const raw = this[key];
    return raw instanceof Uint8Array
      ? Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('base64')
      : value;
  });

const bytesOf = (base64: unknown): Uint8Array => {
  const bytes = Buffer.from(String(base64), 'base64');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};

/** Replaces base64 by bytes, in the value itself: it comes from the parser, and no one else has it. */
const decodeValue = (value: Json): void => {
  const { B, BS, L, M } = value;
  if (B !== undefined) value.B = bytesOf(B);
  else if (Array.isArray(BS)) value.BS = BS.map(bytesOf);
  else if (Array.isArray(L)) for (const member of L) decodeValue(member);
  else if (M !== undefined) decodeAttributes(M);
};

const decodeAttributes = (attributes: unknown): void => {
  for (const value of Object.values(attributes as Record<string, Json>)) decodeValue(value);
};

const attributes = z.custom<Attributes>((value) => typeof value === 'object' && value !== null);
const many = z.array(attributes);

const output = z.looseObject({
  Item: attributes.optional(),
  Items: many.optional(),
  LastEvaluatedKey: attributes.optional(),
  Responses: z.record(z.string(), many).optional(),
  UnprocessedKeys: z.record(z.string(), z.looseObject({ Keys: many })).optional(),
});

/** The output of an operation, in the form of the SDK. @throws SyntaxError or ZodError for another reply */
export const decodeOutput = (body: string): z.output<typeof output> => {
  const decoded = output.parse(JSON.parse(body));
  const { Item, Items = [], LastEvaluatedKey, Responses = {}, UnprocessedKeys = {} } = decoded;
  if (Item !== undefined) decodeAttributes(Item);
  if (LastEvaluatedKey !== undefined) decodeAttributes(LastEvaluatedKey);
  Items.forEach(decodeAttributes);
  for (const items of Object.values(Responses)) items.forEach(decodeAttributes);
  for (const { Keys } of Object.values(UnprocessedKeys)) Keys.forEach(decodeAttributes);
  return decoded;
};

const failure = z.looseObject({
  __type: z.string().default('UnknownError'),
  message: z.string().optional(),
  Message: z.string().optional(),
  Item: attributes.optional(),
});

const parsedFailure = (body: string): z.output<typeof failure> => {
  try {
    return failure.parse(JSON.parse(body));
  } catch {
    // A proxy answers with HTML.
    return { __type: 'UnknownError', message: body.slice(0, 200) };
  }
};

/** The exception that the SDK throws for a reply that is not a success. */
export const failureOf = ({ status, body }: Reply): DynamoDBServiceException => {
  const { __type, Message, message = Message ?? '', Item } = parsedFailure(body);
  // `com.amazonaws.dynamodb.v20120810#ThrottlingException`
  const name = __type.slice(__type.indexOf('#') + 1);
  const $metadata = { httpStatusCode: status };
  if (name === 'ConditionalCheckFailedException') {
    if (Item !== undefined) decodeAttributes(Item);
    return new ConditionalCheckFailedException({ message, $metadata, ...(Item !== undefined && { Item }) });
  }
  return new DynamoDBServiceException({
    name,
    message,
    $metadata,
    $fault: status >= 500 ? 'server' : 'client',
  });
};
