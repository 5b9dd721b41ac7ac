import { expect, test } from 'vitest';
import { TransientError } from '../../../shared/errors.ts';
import { describeError } from '../../../shared/lambda/describe-error.ts';

const SECRET = 'canary-token-77';

const thrownBy = (action: () => unknown): unknown => {
  try {
    return action();
  } catch (thrown) {
    return thrown;
  }
};

test('an error of the project has code and message, but not its cause', () => {
  expect(describeError(new TransientError('KAFKA_DOWN', 'unreachable', new Error(SECRET)))).toEqual({
    error_code: 'KAFKA_DOWN',
    error_message: 'unreachable',
  });
});

test.each([
  ["a parser's message, which quotes the input", () => JSON.parse(SECRET)],
  ['an invalid URL, which the error keeps', () => new URL(SECRET)],
  [
    "an HTTP client's error with its request in it",
    () => {
      throw Object.assign(new Error('failed'), { config: { headers: { Authorization: SECRET } } });
    },
  ],
  [
    'a cause',
    () => {
      throw new Error('failed', { cause: new Error(SECRET) });
    },
  ],
  [
    'a message that looks like a stack frame',
    () => {
      throw new Error(`failed\n    at ${SECRET}`);
    },
  ],
  [
    'a thrown text',
    () => {
      throw SECRET;
    },
  ],
  [
    'a thrown object',
    () => {
      throw { access_token: SECRET };
    },
  ],
] as const)('the secret in %s is left out', (_, action) => {
  expect(JSON.stringify(describeError(thrownBy(action)))).not.toContain(SECRET);
});

test('an unforeseen error has name and stack frames', () => {
  const fields = describeError(new TypeError('x is not a function'));

  expect(fields.error_name).toBe('TypeError');
  expect(fields.error_at).toContainEqual(expect.stringContaining('describe-error.test.ts'));
});
