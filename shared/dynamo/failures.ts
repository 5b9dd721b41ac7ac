import { AlphaPandaError, messageOf, TransientError } from '../errors.ts';

/** Failures that stay until a person changes something. */
const PERMANENT: Readonly<Record<string, string>> = {
  ResourceNotFoundException:
    'create the tables (npm run local:init locally, sls deploy on AWS) and check TABLE_PREFIX',
  AccessDeniedException: "give the function's role the action named in the message",
  UnrecognizedClientException: 'check the credentials and the region',
};

/**
 * A DynamoDB failure as an error of this project. All of them are retried: a partition that waits for a missing
 * table loses nothing, and continues once the table exists.
 */
export const dynamoFailure = (action: string, thrown: unknown): AlphaPandaError => {
  if (thrown instanceof AlphaPandaError) return thrown;
  const name = thrown instanceof Error ? thrown.name : '';
  const remedy = PERMANENT[name];
  return new TransientError(
    'DYNAMODB_FAILED',
    `DynamoDB: ${action}: ${name} ${messageOf(thrown)}${remedy === undefined ? '' : ` - ${remedy}`}`,
    thrown,
  );
};
