import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { AwsCredentialIdentity } from '@smithy/types';

const SERVICE = 'dynamodb';

/** A request to `POST /`. The names of its headers are in lower case. */
export interface UnsignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const sha256 = (text: string): string => hash('sha256', text, 'hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** `20261128T093000Z` */
const basicTime = (now: number): string => new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');

/**
 * Signs requests to DynamoDB by AWS Signature Version 4, with all their headers.
 * The key of a day is derived once for a secret, which saves four of five HMACs.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export const requestSigner = (region: string) => {
  let derived: { readonly day: string; readonly secret: string; readonly key: KeyObject } | undefined;

  /** As a key object: Node takes 3 µs for an HMAC with one, and 22 with bytes. */
  const keyOf = (secret: string, day: string): KeyObject => {
    if (derived?.day === day && derived.secret === secret) return derived.key;
    const ofDay = hmac(`AWS4${secret}`, day);
    const key = createSecretKey(hmac(hmac(hmac(ofDay, region), SERVICE), 'aws4_request'));
    derived = { day, secret, key };
    return key;
  };

  /** The headers of the request and those of its signature. `now` in milliseconds. */
  return (
    { headers, body }: UnsignedRequest,
    { accessKeyId, secretAccessKey, sessionToken }: AwsCredentialIdentity,
    now: number,
  ): Record<string, string> => {
    const time = basicTime(now);
    const day = time.slice(0, 8);
    const signed: Record<string, string> = {
      ...headers,
      'x-amz-date': time,
      ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
    };
    const names = Object.keys(signed).toSorted();
    const lines = names.map((name) => `${name}:${signed[name]}\n`).join('');
    const list = names.join(';');
    const canonical = `POST\n/\n\n${lines}\n${list}\n${sha256(body)}`;
    const scope = `${day}/${region}/${SERVICE}/aws4_request`;
    const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`;
    const signature = createHmac('sha256', keyOf(secretAccessKey, day)).update(toSign).digest('hex');
    return {
      ...signed,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${list}, Signature=${signature}`,
    };
  };
};
