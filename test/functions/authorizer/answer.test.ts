import { describe, expect, it } from 'vitest';
import { type AnsweringServices, answerTo } from '../../../functions/authorizer/answer.ts';
import type { Denied } from '../../../functions/authorizer/authorize.ts';
import type { FoundSession } from '../../../shared/auth/ports.ts';
import {
  ENDS_AT,
  LOGIN_AT,
  SESSION,
  TOKEN_ID,
  tokensUnderTest,
  USER,
  unsealedSession,
} from '../../shared/auth/fixtures.ts';

const HASH = 'k1.AAAAAAAAAAAAAAAAAAAAAA';
const ADDRESS = '203.0.113.7';

const setUp = async (changes: Partial<AnsweringServices> = {}) => {
  const { jwt } = tokensUnderTest();
  const token = await jwt.issueAccess({ userId: USER, sessionId: SESSION, expiresAt: ENDS_AT }, TOKEN_ID);
  const session = { ...unsealedSession(), seal: { key_id: 'k1', signature: 'c2VhbA' } };
  const denied: Denied[] = [];
  const services: AnsweringServices = {
    tokens: jwt,
    sessions: { find: async () => ({ kind: 'session', session }), touch: async () => undefined },
    allowedUsers: [USER],
    hashAddress: async (address) => (address === ADDRESS ? HASH : undefined),
    onUntouched: () => undefined,
    onDenied: async (one) => {
      denied.push(one);
    },
    ...changes,
  };
  const ask = (headers: Readonly<Record<string, string>>, sourceIp?: string) =>
    answerTo({ headers, requestContext: { http: { sourceIp } } }, LOGIN_AT, services);
  return { token, services, denied, ask };
};

describe('the answer to the gateway', () => {
  it('returns the caller and the hash of the address', async () => {
    const { token, ask } = await setUp();

    expect(await ask({ authorization: `Bearer ${token}` }, ADDRESS)).toEqual({
      isAuthorized: true,
      context: { user_id: USER, session_id: SESSION, address_hash: HASH },
    });
  });

  it('accepts a caller whose address cannot be hashed', async () => {
    const { token, ask } = await setUp();

    expect(await ask({ authorization: `Bearer ${token}` })).toEqual({
      isAuthorized: true,
      context: { user_id: USER, session_id: SESSION },
    });
  });

  it('returns no detail to a refused caller, and logs what is known of the caller', async () => {
    const { denied, ask } = await setUp();

    const answer = await ask({ authorization: 'Bearer abc', 'User-Agent': 'curl/8\u001b[31m' }, ADDRESS);

    expect(answer).toEqual({ isAuthorized: false, context: {} });
    expect(denied).toEqual([
      {
        allowed: false,
        reason: 'token_invalid',
        origin: { addressHash: HASH, userAgent: 'curl/8?[31m' },
        metric: 'tokensRefused',
      },
    ]);
  });

  it.each<readonly [string, FoundSession, string | undefined]>([
    ['changed by something else', { kind: 'tampered', problem: 'x', version: 1 }, 'sessionsTampered'],
    ['not there', { kind: 'none' }, undefined],
  ])('counts a session that is %s as it is to be told', async (_what, found, metric) => {
    const { token, denied, ask } = await setUp({
      sessions: { find: async () => found, touch: async () => undefined },
    });

    await ask({ authorization: `Bearer ${token}` });

    expect(denied).toMatchObject([{ userId: USER, metric }]);
  });

  it.each([
    [{ headers: { authorization: 'Bearer  abc' } }, 'no_token'],
    [{ headers: { authorization: 'Bearer abc, Bearer def' } }, 'no_token'],
    [{ headers: { Authorization: 'bearer abc' } }, 'token_invalid'],
    [{ headers: { authorization: 'Basic abc' } }, 'no_token'],
    [{ headers: { authorization: '' } }, 'no_token'],
    [{ headers: {} }, 'no_token'],
    [{ headers: null }, 'no_token'],
    [{}, 'no_token'],
    [undefined, 'no_token'],
    ['Bearer abc', 'no_token'],
  ])('of %j is no: %s', async (event, reason) => {
    const { services, denied } = await setUp();

    expect(await answerTo(event, LOGIN_AT, services)).toEqual({ isAuthorized: false, context: {} });
    expect(denied).toMatchObject([{ reason }]);
  });
});
