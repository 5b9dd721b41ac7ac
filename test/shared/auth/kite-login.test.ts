import { expect, it } from 'vitest';
import { accountId } from '../../../shared/auth/current-session.ts';
import { kiteLogin } from '../../../shared/auth/kite-login.ts';
import { sealSession } from '../../../shared/auth/session-seal.ts';
import { tokenCipher } from '../../../shared/auth/token-cipher.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import {
  ENDS_AT,
  keysUnderTest,
  keyText,
  LOGIN_AT,
  MemoryKeys,
  SESSION,
  sessionContent,
  USER,
} from './fixtures.ts';

const setUp = async (item?: Item, owners = USER) => {
  const { keys, signing } = keysUnderTest();
  const ring = new MemoryKeys('s1');
  const binding = {
    account_id: accountId(USER),
    user_id: USER,
    session_id: SESSION,
    expires_at: new Date(ENDS_AT).toISOString(),
  };
  const unsealed = {
    ...sessionContent({ broker_token: await tokenCipher(ring).seal('token-of-today', binding) }),
    version: 1,
  };
  const session = { ...unsealed, seal: await sealSession(signing, unsealed) };
  const secrets: Readonly<Record<string, string>> = {
    public: keys.publicText(),
    sessions: JSON.stringify({ current: 's1', s1: keyText('s1') }),
    app: JSON.stringify({ api_key: 'key1', api_secret: 'secret1' }),
  };
  const settings = readSettings({
    STAGE: 'local',
    TABLE_PREFIX: 'test',
    KAFKA_BROKERS: 'b:9092',
    JWT_PUBLIC_SECRET_ID: 'public',
    SESSION_SECRET_ID: 'sessions',
    ZERODHA_SECRET_ID: 'app',
    ZERODHA_USER_IDS: owners,
  });
  const tables = { get: async () => item ?? session };
  return kiteLogin(settings, tables, new ManualClock(LOGIN_AT), async (id) => secrets[id] ?? '');
};

it("gives the app's key and the token of the first owner's session", async () => {
  const login = await setUp();

  expect(await login()).toEqual({ kind: 'session', apiKey: 'key1', accessToken: 'token-of-today' });
});

it('asks for a login where the session is not valid', async () => {
  const login = await setUp({ account_id: accountId(USER) });

  expect(await login()).toMatchObject({
    kind: 'none',
    problem: expect.stringContaining('npm run cli -- login'),
  });
});

it('asks for an owner where the deployment has none', async () => {
  const login = await setUp(undefined, '');

  expect(await login()).toEqual({
    kind: 'none',
    problem: 'the deployment has no owner: set zerodhaUserIds, then log in',
  });
});
