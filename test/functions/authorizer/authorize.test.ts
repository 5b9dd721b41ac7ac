import { describe, expect, it } from 'vitest';
import { type AuthorizerServices, authorize } from '../../../functions/authorizer/authorize.ts';
import type { FoundSession } from '../../../shared/auth/ports.ts';
import type { SessionItem } from '../../../shared/auth/session-item.ts';
import { AlphaPandaError, TransientError } from '../../../shared/errors.ts';
import {
  ENDS_AT,
  LOGIN_AT,
  OTHER_SESSION,
  SESSION,
  TOKEN_ID,
  tokensUnderTest,
  USER,
  unsealedSession,
} from '../../shared/auth/fixtures.ts';

const ITEM: SessionItem = { ...unsealedSession(), seal: { key_id: 'k1', signature: 'c2VhbA' } };

const setUp = async (found: FoundSession = { kind: 'session', session: ITEM }, allowedUsers = [USER]) => {
  const { jwt, clock } = tokensUnderTest();
  const token = await jwt.issueAccess({ userId: USER, sessionId: SESSION, expiresAt: ENDS_AT }, TOKEN_ID);
  const untouched: unknown[] = [];
  const services: AuthorizerServices = {
    tokens: jwt,
    sessions: { find: async () => found, touch: async () => undefined },
    allowedUsers,
    onUntouched: (thrown) => untouched.push(thrown),
  };
  return { token, clock, services, untouched };
};

const withSession = (changes: Partial<SessionItem>): FoundSession => ({
  kind: 'session',
  session: { ...ITEM, ...changes },
});

describe('the authorizer', () => {
  it('accepts a token of the current session', async () => {
    const { token, services } = await setUp();

    expect(await authorize(token, LOGIN_AT, services)).toEqual({ allowed: true, session: ITEM });
  });

  it.each<readonly [string, FoundSession]>([
    ['session_not_found', { kind: 'none' }],
    ['session_tampered', { kind: 'tampered', problem: 'its seal is invalid', version: 1 }],
    ['session_replaced', withSession({ session_id: OTHER_SESSION })],
    ['session_ended', withSession({ state: 'ended' })],
    ['session_expired', withSession({ expires_at: new Date(LOGIN_AT).toISOString() })],
  ])('keeps out: %s', async (reason, found) => {
    const { token, services } = await setUp(found);

    const decision = await authorize(token, LOGIN_AT, services);

    expect(decision).toEqual({ allowed: false, reason, userId: USER });
  });

  it('denies a missing, a malformed and an expired token', async () => {
    const { token, clock, services } = await setUp();

    expect(await authorize(undefined, LOGIN_AT, services)).toMatchObject({ reason: 'no_token' });
    expect(await authorize(`${token}x`, LOGIN_AT, services)).toMatchObject({ reason: 'token_invalid' });
    clock.advance(ENDS_AT - LOGIN_AT);
    expect(await authorize(token, ENDS_AT, services)).toMatchObject({ reason: 'token_expired' });
  });

  it('refuses a user who was removed from the list, even with a valid session', async () => {
    const { token, services } = await setUp(undefined, []);

    expect(await authorize(token, LOGIN_AT, services)).toMatchObject({ reason: 'user_not_allowed' });
  });

  it('decides nothing while the table cannot be read', async () => {
    const { token, services } = await setUp();
    const find = () => Promise.reject(new TransientError('DYNAMODB_FAILED', 'no answer'));

    await expect(
      authorize(token, LOGIN_AT, { ...services, sessions: { ...services.sessions, find } }),
    ).rejects.toThrow(TransientError);
  });

  it.each([new Error('a bug'), new AlphaPandaError('SECRET_INVALID', 'no ring')])(
    'denies every request on %s',
    async (thrown) => {
      const { token, services } = await setUp();
      const find = () => Promise.reject(thrown);

      const decision = await authorize(token, LOGIN_AT, {
        ...services,
        sessions: { ...services.sessions, find },
      });

      expect(decision).toEqual({ allowed: false, reason: 'unforeseen', thrown });
    },
  );

  it('accepts a valid token even if the last use cannot be recorded', async () => {
    const { token, services, untouched } = await setUp();
    const touch = () => Promise.reject(new TransientError('DYNAMODB_FAILED', 'no answer'));

    const decision = await authorize(token, LOGIN_AT, {
      ...services,
      sessions: { ...services.sessions, touch },
    });

    expect(decision.allowed).toBe(true);
    expect(untouched).toHaveLength(1);
  });
});
