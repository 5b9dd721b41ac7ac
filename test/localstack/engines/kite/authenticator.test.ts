import { expect, test } from 'vitest';
import { codeShown } from '../../../../localstack/engines/kite/authenticator.ts';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test('the code of a moment, and the one after it', () => {
  expect(codeShown(SECRET, false, 59_000)).toBe('287082');
  expect(codeShown(SECRET, true, 29_000)).toBe('287082');
});

test.each(['', 'not base32', 'ABC'])('%s is no secret', (secret) => {
  expect(() => codeShown(secret, false, 0)).toThrow(/no secret/);
});
