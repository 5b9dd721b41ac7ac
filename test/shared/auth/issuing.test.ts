import { expect, it } from 'vitest';
import { issuing } from '../../../shared/auth/issuing.ts';
import { isSealIntact, sealSession } from '../../../shared/auth/session-seal.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import {
  ENDS_AT,
  keyText,
  LOGIN_AT,
  MemoryKeys,
  SESSION,
  TOKEN_ID,
  USER,
  unsealedSession,
} from './fixtures.ts';

it('issues tokens and seals from one secret that the other one checks', async () => {
  const secrets: Readonly<Record<string, string>> = {
    ring: JSON.stringify({ current: 'k1', k1: keyText('k1') }),
    public: new MemoryKeys('k1').publicText(),
  };
  const settings = readSettings({
    STAGE: 'local',
    TABLE_PREFIX: 'test',
    KAFKA_BROKERS: 'b:9092',
    JWT_SECRET_ID: 'ring',
    JWT_PUBLIC_SECRET_ID: 'public',
  });
  const { tokens, signingKeys, publicKeys } = issuing(
    settings,
    new ManualClock(LOGIN_AT),
    async (id) => secrets[id] ?? '',
  );
  const claims = { userId: USER, sessionId: SESSION, expiresAt: ENDS_AT };
  const session = unsealedSession();

  const token = await tokens.issueAccess(claims, TOKEN_ID);
  const seal = await sealSession(signingKeys, session);

  expect(await tokens.verifyAccess(token)).toEqual(claims);
  expect(await isSealIntact(publicKeys, { ...session, seal })).toBe(true);
});
