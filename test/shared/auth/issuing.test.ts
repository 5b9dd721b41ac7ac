import { expect, it } from 'vitest';
import { issuing } from '../../../shared/auth/issuing.ts';
import { isSealIntact, sealSession } from '../../../shared/auth/session-seal.ts';
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
  const { tokens, signingKeys, publicKeys } = issuing({
    secretId: 'ring',
    publicSecretId: 'public',
    stage: 'test',
    clock: new ManualClock(LOGIN_AT),
    readSecret: async (id) => secrets[id] ?? '',
  });
  const claims = { userId: USER, sessionId: SESSION, expiresAt: ENDS_AT };
  const session = unsealedSession();

  const token = await tokens.issueAccess(claims, TOKEN_ID);
  const seal = await sealSession(signingKeys, session);

  expect(await tokens.verifyAccess(token)).toEqual(claims);
  expect(await isSealIntact(publicKeys, { ...session, seal })).toBe(true);
});
