import { AlphaPandaError, messageOf, TransientError } from '../errors.ts';

/** Failures that stay until a person changes something. */
const PERMANENT: Readonly<Record<string, string>> = {
  ResourceNotFoundException:
    'create the tables (npm run local:init locally, sls deploy on AWS) and check TABLE_PREFIX',
  AccessDeniedException: "give the function's role the action that the message names",
  UnrecognizedClientException: 'check the credentials and the region',
};

/**
 * A DynamoDB failure as ours. All are for a later try: a partition that waits while a table is missing loses
 * nothing, and goes on once it is there.
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
