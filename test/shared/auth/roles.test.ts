import { expect, test } from 'vitest';
import { isEnough, ROLES, roleOf, usersOf } from '../../../shared/auth/roles.ts';

const users = { ZERODHA_USER_IDS: ['AA0001', 'AA0002'], ZERODHA_VIEWER_IDS: ['VV0001', 'AA0002'] };

test.each([
  ['AA0001', 'account_owner'],
  ['AA0002', 'owner'],
  ['VV0001', 'viewer'],
  ['ZZ9999', undefined],
  ['', undefined],
])('%s of a deployment is %s', (userId, role) => {
  expect(roleOf(users, userId)).toBe(role);
});

test('each role is enough for itself and for those before it', () => {
  for (const [place, role] of ROLES.entries())
    expect(ROLES.filter((needed) => isEnough(role, needed))).toEqual(ROLES.slice(0, place + 1));
});

test('owners and viewers may log in', () => {
  expect(new Set(usersOf(users))).toEqual(new Set(['AA0001', 'AA0002', 'VV0001']));
});
