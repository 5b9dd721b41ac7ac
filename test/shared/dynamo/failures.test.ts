import { describe, expect, it } from 'vitest';
import { dynamoFailure } from '../../../shared/dynamo/failures.ts';
import { RefusalError } from '../../../shared/errors.ts';

const named = (name: string) => Object.assign(new Error('message'), { name });

describe('dynamoFailure', () => {
  it.each([
    ['ResourceNotFoundException', /create the tables.*TABLE_PREFIX/],
    ['AccessDeniedException', /function's role/],
    ['UnrecognizedClientException', /credentials and the region/],
    ['InternalServerError', /^DynamoDB: read prices: InternalServerError message$/],
  ])('makes %s retryable, with the remedy', (name, message) => {
    expect(dynamoFailure('read prices', named(name))).toMatchObject({
      code: 'DYNAMODB_FAILED',
      retry: 'retry',
      message: expect.stringMatching(message),
    });
  });

  it('keeps the wrapped error as its cause', () => {
    const cause = named('TimeoutError');

    expect(dynamoFailure('x', cause).cause).toBe(cause);
  });

  it('returns an AlphaPandaError unchanged', () => {
    const refusal = new RefusalError('CHECKPOINT_UNREADABLE', 'x');

    expect(dynamoFailure('x', refusal)).toBe(refusal);
  });
});
