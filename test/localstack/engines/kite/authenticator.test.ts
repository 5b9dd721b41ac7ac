import { expect, test } from 'vitest';
import { codeShown } from '../../../../localstack/engines/kite/authenticator.ts';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test('prints the present code and the next one', () => {
  expect(codeShown(SECRET, false, 59_000)).toBe('287082');
  expect(codeShown(SECRET, true, 29_000)).toBe('287082');
});

test.each(['', 'not base32', 'ABC'])('refuses %s as a secret', (secret) => {
  expect(() => codeShown(secret, false, 0)).toThrow(/no secret/);
});
