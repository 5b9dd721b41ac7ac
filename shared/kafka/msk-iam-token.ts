import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';
import { SigningHash } from '../signing-hash.ts';

/** How long a token may be used to sign in. A connection outlives it. */
const VALID_SECONDS = 900;

/** Where AWS credentials come from. */
export type Credentials = ReturnType<typeof defaultProvider>;

const queryString = (query: Readonly<Record<string, string | string[] | null>>): string =>
  Object.keys(query)
    .toSorted()
    .map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(String(query[name]))}`)
    .join('&');

/**
 * A source of IAM tokens for Amazon MSK (the SASL mechanism OAUTHBEARER). Each is a presigned request for
 * `kafka-cluster:Connect`, in base64url. It signs with modules that the DynamoDB client loads anyway. AWS's own
 * package, aws-msk-iam-sasl-signer-js, adds clients of STS, SSO and Cognito. It is CommonJS, which prevents tree
 * shaking of the SDK. The tests compare the two.
 */
export const mskIamTokens = (
  region: string,
  credentials: Credentials = defaultProvider({ clientConfig: { region } }),
): (() => Promise<string>) => {
  const hostname = `kafka.${region}.amazonaws.com`;
  const signer = new SignatureV4({
    service: 'kafka-cluster',
    region,
    credentials,
    sha256: SigningHash,
    applyChecksum: false,
  });
  return async () => {
    const { expiration } = await credentials();
    const left = expiration === undefined ? VALID_SECONDS : (expiration.getTime() - Date.now()) / 1_000;
    const { query = {} } = await signer.presign(
      {
        method: 'GET',
        protocol: 'https',
        hostname,
        path: '/',
        headers: { host: hostname },
        query: { Action: 'kafka-cluster:Connect' },
      },
      { expiresIn: Math.floor(Math.min(left, VALID_SECONDS)) },
    );
    const url = `https://${hostname}/?${queryString({ ...query, 'User-Agent': 'alpha-panda' })}`;
    return Buffer.from(url).toString('base64url');
  };
};
