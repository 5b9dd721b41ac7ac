import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  isStopCredentialOf,
  parseStopToken,
  stopCredentialId,
  stopCredentialKey,
  stopTokenOf,
} from '../../../shared/auth/stop-credential.ts';
import type { Uuid } from '../../../shared/events/ids.ts';

const ID = '0b4c1c2e-6a4b-4d8e-9b57-3d0f8a1c7e42' as Uuid;
const made = stopTokenOf('DEMO01', ID, randomBytes(32));
const item = {
  ...stopCredentialKey('DEMO01', ID),
  label: 'phone',
  sha256: made.sha256,
  state: 'active',
  made_at: '2026-06-16T04:30:00.000Z',
};

const parsed = (token: string) => {
  const found = parseStopToken(token);
  if (found === undefined) throw new Error('is no token');
  return found;
};

test('its token names its user and its id, and what is kept of it does not open it', () => {
  expect(parsed(made.token)).toMatchObject({ userId: 'DEMO01', credentialId: ID });
  expect(made.token).not.toContain(made.sha256);
  expect(parsed(made.token).secret).toHaveLength(43);
  expect(isStopCredentialOf(parsed(made.token), item)).toBe(true);
});

test.each([
  ['another secret', { ...item, sha256: stopTokenOf('DEMO01', ID, randomBytes(32)).sha256 }],
  ['a revoked one', { ...item, state: 'revoked' }],
  ['no hash', { ...item, sha256: '' }],
  ['an item that is malformed', { ...item, state: 'on' }],
  ['none', undefined],
])('its token is refused by %s', (_, found) => {
  expect(isStopCredentialOf(parsed(made.token), found)).toBe(false);
});

test.each([
  undefined,
  '',
  'stop',
  `stop.DEMO01.${ID}`,
  `stop.DEMO01.${ID}.a.b`,
  `stop.demo.${ID}.a`,
  'stop.DEMO01.1.a',
  `go.DEMO01.${ID}.a`,
])('%s is no token', (token) => {
  expect(parseStopToken(token)).toBeUndefined();
});

test('its id is distinguished from ids of other credentials', () => {
  expect(stopCredentialId(item)).toBe(ID);
  expect(stopCredentialId({ credential: 'totp' })).toBeUndefined();
});
