import { expect, test } from 'vitest';
import { secondFactorIn } from '../../../shared/auth/second-factor.ts';

test('an item that is malformed is not taken for none', () => {
  const item = { user_id: 'DEMO01', credential: 'totp', secret: 'plain' };

  expect(secondFactorIn(undefined)).toBeUndefined();
  expect(() => secondFactorIn(item)).toThrow(/malformed/);
});
