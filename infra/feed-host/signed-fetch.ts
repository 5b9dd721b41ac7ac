import { createHash, createHmac } from 'node:crypto';
import type { Credentials, ReadCredentials } from './credentials.ts';

interface Call {
  readonly service: string;
  readonly url: string;
  readonly method: 'GET' | 'POST';
  /** In lower case and in order of their names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/**
 * The headers of a call with its signature, version 4. The path needs no encoding, and there is no query.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export const signedHeaders = (
  { service, url, method, headers = {}, body = '' }: Call,
  region: string,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  at: number,
): Readonly<Record<string, string>> => {
  const { host, pathname } = new URL(url);
  const time = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const signed: Readonly<Record<string, string>> = {
    ...headers,
    host,
    'x-amz-date': time,
    ...(sessionToken && { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(signed).sort();
  const list = names.join(';');
  const request = [
    method,
    pathname,
    '',
    ...names.map((name) => `${name}:${signed[name]}`),
    '',
    list,
    digest(body),
  ].join('\n');
  const scope = [day, region, service, 'aws4_request'].join('/');
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, [ALGORITHM, time, scope, digest(request)].join('\n')).toString('hex');
  return {
    ...signed,
    authorization: `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${list}, Signature=${signature}`,
  };
};

export type CallAws = (call: Call) => Promise<unknown>;

/** Calls AWS with the credentials of this host. @throws Error with the status and the answer of AWS */
export const awsCaller =
  (region: string, credentials: ReadCredentials): CallAws =>
  async (call) => {
    const { host: _, ...headers } = signedHeaders(call, region, await credentials(), Date.now());
    const response = await fetch(call.url, {
      method: call.method,
      headers,
      ...(call.body !== undefined && { body: call.body }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${call.service} answered ${response.status}: ${text.slice(0, 500)}`);
    }
    return text === '' ? {} : JSON.parse(text);
  };
