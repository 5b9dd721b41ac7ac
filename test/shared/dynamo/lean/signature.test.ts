import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { requestSigner } from '../../../../shared/dynamo/lean/signature.ts';
import { SigningHash } from '../../../../shared/signing-hash.ts';

const REGION = 'ap-south-1';

const word = fc.string({ minLength: 1, unit: fc.constantFrom(...'abcXYZ019+/=') });
const credentials = fc.record(
  { accessKeyId: word, secretAccessKey: word, sessionToken: word },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
);
const moments = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2030, 0, 1) });

it('signs as the SDK does, for any body, credentials and days, with one signer', async () => {
  const sign = requestSigner(REGION);

  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), credentials, moments, async (body, identity, now) => {
      const headers = {
        'content-type': 'application/x-amz-json-1.0',
        host: 'dynamodb.ap-south-1.amazonaws.com',
        'x-amz-target': 'DynamoDB_20120810.PutItem',
      };
      const sdk = new SignatureV4({
        service: 'dynamodb',
        region: REGION,
        credentials: identity,
        sha256: SigningHash,
      });
      const request = {
        ...{ method: 'POST', protocol: 'https:', hostname: headers.host, path: '/' },
        ...{ headers, body, query: {} },
      };

      const expected = await sdk.sign(request, { signingDate: new Date(now) });
      const signed = sign({ headers, body }, identity, now);

      // The SDK sends the hash of the body as a header too; without it the signed lists differ.
      const { 'x-amz-content-sha256': hash = '', ...others } = expected.headers;
      expect(sign({ headers: { ...headers, 'x-amz-content-sha256': hash }, body }, identity, now)).toEqual({
        ...others,
        'x-amz-content-sha256': hash,
      });
      expect(signed.authorization).toContain('SignedHeaders=content-type;host;x-amz-date;');
    }),
  );
});
