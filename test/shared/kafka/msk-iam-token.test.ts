import { generateAuthTokenFromCredentialsProvider } from 'aws-msk-iam-sasl-signer-js';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mskIamTokens } from '../../../shared/kafka/msk-iam-token.ts';

const NOW = Date.parse('2026-03-02T09:15:00.250Z');
const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

const requestIn = (token: string): URL => new URL(Buffer.from(token, 'base64url').toString());

/** The request without its user agent, which is not signed. */
const withoutUserAgent = (token: string): string =>
  Buffer.from(token, 'base64url')
    .toString()
    .replace(/&User-Agent=[^&]*/, '');

const lifetimeOf = async (expiration: Date | undefined): Promise<string | null> => {
  const token = mskIamTokens('ap-south-1', async () => ({ ...KEYS, ...(expiration && { expiration }) }));
  return requestIn(await token()).searchParams.get('X-Amz-Expires');
};

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('mskIamTokens', () => {
  it('makes the same token as the package of AWS', async () => {
    const secret = fc.base64String({ minLength: 20, maxLength: 60 });
    const identity = fc.record({
      accessKeyId: fc.stringMatching(/^A[A-Z0-9]{15,19}$/),
      secretAccessKey: secret,
      sessionToken: fc.option(secret, { nil: undefined }),
    });
    const regions = fc.constantFrom('ap-south-1', 'us-east-1', 'eu-central-1');

    await fc.assert(
      fc.asyncProperty(identity, regions, async ({ sessionToken, ...keys }, region) => {
        const credentials = async () => ({ ...keys, ...(sessionToken !== undefined && { sessionToken }) });
        const theirs = await generateAuthTokenFromCredentialsProvider({
          region,
          awsCredentialsProvider: credentials,
        });

        const ours = await mskIamTokens(region, credentials)();

        expect(withoutUserAgent(ours)).toBe(withoutUserAgent(theirs.token));
      }),
      { numRuns: 50 },
    );
  });

  it('signs a connection to Kafka in its region, for 15 minutes', async () => {
    const token = await mskIamTokens('ap-south-1', async () => KEYS)();

    const { hostname, searchParams } = requestIn(token);
    expect(hostname).toBe('kafka.ap-south-1.amazonaws.com');
    expect(searchParams.get('Action')).toBe('kafka-cluster:Connect');
    expect(searchParams.get('X-Amz-Credential')).toBe(
      'AKIDEXAMPLE/20260302/ap-south-1/kafka-cluster/aws4_request',
    );
    expect(searchParams.get('X-Amz-Expires')).toBe('900');
    expect(token).toMatch(/^[\w-]+$/);
  });

  it('limits a token to the rest of its credentials, in whole seconds', async () => {
    expect(await lifetimeOf(undefined)).toBe('900');
    expect(await lifetimeOf(new Date(NOW + 3_600_000))).toBe('900');
    expect(await lifetimeOf(new Date(NOW + 60_999))).toBe('60');
  });

  it('reads credentials again for each token', async () => {
    const session = { token: 'first' };
    const token = mskIamTokens('ap-south-1', async () => ({ ...KEYS, sessionToken: session.token }));
    await token();

    session.token = 'second';

    expect(requestIn(await token()).searchParams.get('X-Amz-Security-Token')).toBe('second');
  });

  it('never contains the secret key', async () => {
    const token = await mskIamTokens('ap-south-1', async () => KEYS)();

    expect(requestIn(token).href).not.toContain(encodeURIComponent(KEYS.secretAccessKey));
  });
});
