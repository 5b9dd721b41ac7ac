import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { expect, test } from 'vitest';
import { signedHeaders } from '../../../infra/feed-host/signed-fetch.ts';

const REGION = 'ap-south-1';
const AT = Date.parse('2026-11-29T05:00:01.234Z');

class Sha256 {
  readonly #hash;
  constructor(secret?: string | Uint8Array | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined
        ? createHash('sha256')
        : createHmac('sha256', typeof secret === 'string' ? secret : Buffer.from(secret as Uint8Array));
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

test.each([
  [
    'a call of Lambda',
    'lambda',
    'GET',
    '/2015-03-31/functions/alpha-panda-dev-market-feed',
    {},
    undefined,
    'token',
  ],
  [
    'a call of CloudWatch Logs',
    'logs',
    'POST',
    '/',
    { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Logs_20140328.PutLogEvents' },
    '{"logEvents":[{"message":"₹"}]}',
    'token',
  ],
  ['credentials without a session', 'lambda', 'GET', '/2015-03-31/functions/feed', {}, undefined, ''],
] as const)('signs %s as the SDK does', async (_, service, method, path, headers, body, sessionToken) => {
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret/with+signs', sessionToken };
  const hostname = `${service}.${REGION}.amazonaws.com`;
  const signer = new SignatureV4({
    ...{ service, region: REGION, sha256: Sha256, applyChecksum: false },
    credentials: { ...credentials, ...(sessionToken === '' && { sessionToken: undefined }) } as never,
  });

  const ours = signedHeaders(
    { service, url: `https://${hostname}${path}`, method, headers, ...(body !== undefined && { body }) },
    REGION,
    credentials,
    AT,
  );

  const theirs = await signer.sign(
    { method, protocol: 'https:', hostname, path, query: {}, headers: { ...headers, host: hostname }, body },
    { signingDate: new Date(AT) },
  );
  expect(ours.authorization).toBe(theirs.headers.authorization);
});
