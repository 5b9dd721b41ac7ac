import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { deriveKey, KEY_USES } from '../../../shared/auth/derive-key.ts';
import { privateKeyOf, publicTextOf } from '../../../shared/auth/key-pair.ts';
import { TokenError } from '../../../shared/auth/token-error.ts';
import { messageOf, TransientError } from '../../../shared/errors.ts';
import {
  ENDS_AT,
  keyText,
  LOGIN_AT,
  OTHER_SESSION,
  SESSION,
  TOKEN_ID,
  tokensUnderTest,
  USER,
} from './fixtures.ts';

const CLAIMS = { userId: USER, sessionId: SESSION, expiresAt: ENDS_AT };
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const SECOND = 1_000;

const header = { alg: 'EdDSA', typ: 'session+jwt', kid: 'k1' };
const payload = {
  iss: 'alpha-panda/test',
  aud: 'alpha-panda/api',
  sub: USER,
  sid: SESSION,
  iat: LOGIN_AT / SECOND,
  exp: ENDS_AT / SECOND,
  jti: TOKEN_ID,
};

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const signingKey = (text = keyText('k1')): KeyObject => privateKeyOf(deriveKey(text, KEY_USES.signTokens));

const signable = (
  headerChanges: Readonly<Record<string, unknown>> = {},
  payloadChanges: Readonly<Record<string, unknown>> = {},
): string => `${encode({ ...header, ...headerChanges })}.${encode({ ...payload, ...payloadChanges })}`;

/** A token made by hand, with our own key unless another is given: what is wrong with it is all that is wrong. */
const forged = (
  headerChanges: Readonly<Record<string, unknown>> = {},
  payloadChanges: Readonly<Record<string, unknown>> = {},
  key = signingKey(),
): string => {
  const text = signable(headerChanges, payloadChanges);
  return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`;
};

/** A token with a symmetric algorithm, signed with the public key. */
const hmac = (secret: string | Uint8Array, alg = 'HS256', headerChanges = {}): string => {
  const text = signable({ alg, ...headerChanges });
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
};

const PUBLIC_TEXT = publicTextOf(signingKey());

describe('access tokens', () => {
  it('give user, session and expiry', async () => {
    const { jwt } = tokensUnderTest();

    expect(await jwt.verifyAccess(await jwt.issueAccess(CLAIMS, TOKEN_ID))).toEqual(CLAIMS);
  });

  it('have the header and claims that are documented, and no more', async () => {
    const { jwt } = tokensUnderTest();

    const [head = '', body = ''] = (await jwt.issueAccess(CLAIMS, TOKEN_ID)).split('.');

    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual(header);
    expect(JSON.parse(Buffer.from(body, 'base64url').toString())).toEqual(payload);
  });

  it('are taken when made by hand with our key: so the refusals below are for what they say', async () => {
    expect(await tokensUnderTest().jwt.verifyAccess(forged())).toEqual(CLAIMS);
  });

  it('end when their session does, to the second and never later', async () => {
    const { jwt, clock } = tokensUnderTest();
    const token = await jwt.issueAccess({ ...CLAIMS, expiresAt: ENDS_AT + 999 }, TOKEN_ID);

    clock.advance(ENDS_AT - LOGIN_AT - 1);
    await expect(jwt.verifyAccess(token)).resolves.toMatchObject({ userId: USER });
    clock.advance(1);
    await expect(jwt.verifyAccess(token)).rejects.toMatchObject({ code: 'TOKEN_EXPIRED', isExpired: true });
  });

  it.each<readonly [string, string]>([
    ['alg none', `${encode({ ...header, alg: 'none' })}.${encode(payload)}.`],
    ['alg none with a signature', forged({ alg: 'none' })],
    ['alg in another case', forged({ alg: 'eddsa' })],
    ['the name that RFC 9864 gives our algorithm', forged({ alg: 'Ed25519' })],
    ['an RSA algorithm over our signature', forged({ alg: 'RS256' })],
    ['an elliptic algorithm over our signature', forged({ alg: 'ES256' })],
    ['HMAC by the public key’s text', hmac(PUBLIC_TEXT)],
    ['HMAC by the public key’s bytes', hmac(Buffer.from(PUBLIC_TEXT, 'base64url'))],
    ['HMAC by nothing', hmac('')],
    ['HMAC of the other length', hmac(PUBLIC_TEXT, 'HS512')],
    ['HMAC under our algorithm’s name', hmac(PUBLIC_TEXT, 'EdDSA')],
    ['HMAC by the ring’s text, as tokens were before', hmac(deriveKey(keyText('k1'), KEY_USES.signTokens))],
    ['another key', forged({}, {}, signingKey(keyText('other')))],
    [
      'the key that seals sessions',
      forged({}, {}, privateKeyOf(deriveKey(keyText('k1'), KEY_USES.sealSessions))),
    ],
    ['a signature of 64 zero bytes', `${signable()}.${'A'.repeat(86)}`],
    ['no kid', forged({ kid: undefined })],
    ['an unknown kid', forged({ kid: 'k9' })],
    ['a kid that is a path', forged({ kid: '../../dev/null' })],
    ['a kid that is an object', forged({ kid: { id: 'k1' } })],
    ['no typ', forged({ typ: undefined })],
    ['another typ', forged({ typ: 'JWT' })],
    ['the typ of a login state', forged({ typ: 'login-state+jwt' })],
    ['critical headers', forged({ crit: ['exp'], exp: 1 })],
    ['unencoded payload', forged({ crit: ['b64'], b64: false })],
    ['b64 without crit', forged({ b64: true })],
    ['a key of its own', forged({ jwk: { kty: 'OKP', crv: 'Ed25519', x: PUBLIC_TEXT } })],
    ['a kid of JavaScript’s own', forged({ kid: '__proto__' })],
    ['a kid that every object has', forged({ kid: 'constructor' })],
    ['a kid that is a list', forged({ kid: ['k1'] })],
    ['a key elsewhere', forged({ jku: 'https://example.invalid/keys' })],
    ['another issuer', forged({}, { iss: 'alpha-panda/prod' })],
    ['no issuer', forged({}, { iss: undefined })],
    ['another audience', forged({}, { aud: 'alpha-panda/login-state' })],
    ['two audiences', forged({}, { aud: ['alpha-panda/api', 'other'] })],
    ['no audience', forged({}, { aud: undefined })],
    ['no subject', forged({}, { sub: undefined })],
    ['a subject that is no user id', forged({}, { sub: 'AB1234#x' })],
    ['no session', forged({}, { sid: undefined })],
    ['a session that is no uuid', forged({}, { sid: 'x' })],
    ['no id', forged({}, { jti: undefined })],
    ['no issue time', forged({}, { iat: undefined })],
    ['an issue time ahead', forged({}, { iat: payload.iat + 60 })],
    ['no expiry', forged({}, { exp: undefined })],
    ['an expiry as text', forged({}, { exp: String(payload.exp) })],
    ['an expiry beyond any session', forged({}, { exp: payload.iat + 2 * 86_400 })],
    ['an infinite expiry', forged({}, { exp: 1e308 })],
    ['claims that are not ours', forged({}, { admin: true })],
    ['not before', forged({}, { nbf: payload.exp })],
    ['a payload that is a list', `${encode(header)}.${encode([])}.x`],
    ['five parts', `${forged()}.a.b`],
    ['two parts', forged().split('.').slice(0, 2).join('.')],
    ['nothing', ''],
    ['words', 'not a token'],
  ])('are refused with %s', async (_what, token) => {
    const thrown: unknown = await tokensUnderTest()
      .jwt.verifyAccess(token)
      .catch((error: unknown) => error);

    expect(thrown).toBeInstanceOf(TokenError);
    expect(thrown).toMatchObject({ code: 'TOKEN_INVALID', isExpired: false });
    expect(thrown instanceof Error && thrown.cause).toBeUndefined();
    if (token.length > 20) expect(messageOf(thrown)).not.toContain(token.slice(-20));
  });

  it('are refused when signed by a key of another kind, for any header', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const token = await new SignJWT(payload).setProtectedHeader({ ...header, alg: 'RS256' }).sign(privateKey);

    await expect(tokensUnderTest().jwt.verifyAccess(token)).rejects.toThrow(TokenError);
  });

  it('are refused without a look when they are too long', async () => {
    const { jwt, publicKeys } = tokensUnderTest();
    publicKeys.find = () => Promise.reject(new Error('the ring was asked'));

    await expect(jwt.verifyAccess(forged({}, { more: 'x'.repeat(5_000) }))).rejects.toThrow(TokenError);
  });

  it('are worth nothing in another stage', async () => {
    const token = await tokensUnderTest(LOGIN_AT, 'dev').jwt.issueAccess(CLAIMS, TOKEN_ID);

    await expect(tokensUnderTest(LOGIN_AT, 'prod').jwt.verifyAccess(token)).rejects.toThrow(TokenError);
  });

  it('hold across a rotation, until their key is dropped', async () => {
    const { jwt, keys } = tokensUnderTest();
    const old = await jwt.issueAccess(CLAIMS, TOKEN_ID);
    keys.add('k2');
    const next = await jwt.issueAccess({ ...CLAIMS, sessionId: OTHER_SESSION }, TOKEN_ID);

    expect(await jwt.verifyAccess(old)).toEqual(CLAIMS);
    keys.drop('k1');
    await expect(jwt.verifyAccess(old)).rejects.toThrow(TokenError);
    expect(await jwt.verifyAccess(next)).toMatchObject({ sessionId: OTHER_SESSION });
  });

  it('are not judged while the keys cannot be read', async () => {
    const { jwt, publicKeys } = tokensUnderTest();
    const token = await jwt.issueAccess(CLAIMS, TOKEN_ID);
    publicKeys.find = () => Promise.reject(new TransientError('SECRET_UNREADABLE', 'no answer'));

    await expect(jwt.verifyAccess(token)).rejects.toThrow(TransientError);
  });

  it('are refused with any character changed', async () => {
    const { jwt } = tokensUnderTest();
    const token = await jwt.issueAccess(CLAIMS, TOKEN_ID);
    const bytesOf = (text: string) =>
      text.split('.').map((part) => Buffer.from(part, 'base64url').toString('hex'));
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: token.length - 1 }),
        fc.constantFrom(...'AZaz09-_.~'),
        async (place, character) => {
          const changed = token.slice(0, place) + character + token.slice(place + 1);
          // The last character of base64url has bits that mean nothing.
          fc.pre(bytesOf(changed).join() !== bytesOf(token).join());
          await expect(jwt.verifyAccess(changed)).rejects.toThrow(TokenError);
        },
      ),
    );
  });

  it('never answer anything but a TokenError to what strangers send', async () => {
    const { jwt } = tokensUnderTest();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.tuple(fc.json(), fc.json()).map(([a, b]) => `${encode(a)}.${encode(b)}.AAAA`),
        ),
        async (token) => {
          await expect(jwt.verifyAccess(token)).rejects.toThrow(TokenError);
        },
      ),
    );
  });
});

describe('login states', () => {
  const STATE = { id: TOKEN_ID, codeChallenge: CHALLENGE, expiresAt: LOGIN_AT + 600 * SECOND };

  it('carry an id and a challenge through the browser', async () => {
    const { jwt } = tokensUnderTest();

    expect(await jwt.verifyState(await jwt.issueState(STATE))).toEqual(STATE);
  });

  it('end after their time', async () => {
    const { jwt, clock } = tokensUnderTest();
    const state = await jwt.issueState(STATE);
    clock.advance(600 * SECOND);

    await expect(jwt.verifyState(state)).rejects.toMatchObject({ isExpired: true });
  });

  it('are no access tokens, and access tokens are no states', async () => {
    const { jwt } = tokensUnderTest();

    await expect(jwt.verifyAccess(await jwt.issueState(STATE))).rejects.toThrow(TokenError);
    await expect(jwt.verifyState(await jwt.issueAccess(CLAIMS, TOKEN_ID))).rejects.toThrow(TokenError);
  });
});
