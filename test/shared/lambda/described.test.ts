import { expect, test } from 'vitest';
import { TransientError } from '../../../shared/errors.ts';
import { described } from '../../../shared/lambda/described.ts';

const SECRET = 'canary-token-77';

const thrownBy = (action: () => unknown): unknown => {
  try {
    return action();
  } catch (thrown) {
    return thrown;
  }
};

test('an error of ours says its code and message, and nothing of its cause', () => {
  expect(described(new TransientError('KAFKA_DOWN', 'unreachable', new Error(SECRET)))).toEqual({
    error_code: 'KAFKA_DOWN',
    error_message: 'unreachable',
  });
});

test.each([
  ['a parser that quotes', () => JSON.parse(SECRET)],
  ['an address that is none, which the error keeps', () => new URL(SECRET)],
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
    'a message that looks like a place in the code',
    () => {
      throw new Error(`failed\n    at ${SECRET}`);
    },
  ],
  [
    'a text',
    () => {
      throw SECRET;
    },
  ],
  [
    'an object',
    () => {
      throw { access_token: SECRET };
    },
  ],
] as const)('%s is not told', (_, action) => {
  expect(JSON.stringify(described(thrownBy(action)))).not.toContain(SECRET);
});

test('of what nobody foresaw, name and places are told', () => {
  const fields = described(new TypeError('x is not a function'));

  expect(fields.error_name).toBe('TypeError');
  expect(fields.error_at).toContainEqual(expect.stringContaining('described.test.ts'));
});
