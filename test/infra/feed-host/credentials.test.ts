import { afterEach, expect, test, vi } from 'vitest';
import { hostCredentials } from '../../../infra/feed-host/credentials.ts';

const AT = Date.parse('2026-11-29T05:00:00.000Z');
const INSTANCE = 'http://169.254.169.254/latest';

/** Answers of metadata services, by method and address, and the calls of them. */
const metadata = (answers: Readonly<Record<string, string>>) => {
  const calls: string[] = [];
  vi.stubGlobal('fetch', async (url: string, { method = 'GET', headers = {} }: RequestInit) => {
    const call = `${method} ${url}`;
    calls.push(call);
    const needsToken = url.startsWith(`${INSTANCE}/meta-data`);
    const { 'x-aws-ec2-metadata-token': token } = headers as Record<string, string>;
    if (needsToken && token !== 'imds-token') return new Response('', { status: 401 });
    const answer = answers[call];
    return new Response(answer ?? '', { status: answer === undefined ? 404 : 200 });
  });
  return calls;
};

const answer = (key: string, expires: string): string =>
  JSON.stringify({ AccessKeyId: key, SecretAccessKey: 'secret', Token: 'token', Expiration: expires });
const credentials = (accessKeyId: string) => ({
  accessKeyId,
  secretAccessKey: 'secret',
  sessionToken: 'token',
});

afterEach(() => vi.unstubAllGlobals());

test('reads those of an instance by IMDSv2', async () => {
  metadata({
    [`PUT ${INSTANCE}/api/token`]: 'imds-token',
    [`GET ${INSTANCE}/meta-data/iam/security-credentials/`]: 'edge-role\n',
    [`GET ${INSTANCE}/meta-data/iam/security-credentials/edge-role`]: answer('A1', '2026-11-29T11:00:00Z'),
  });

  expect(await hostCredentials({}, () => AT)()).toEqual(credentials('A1'));
});

test('reads those of a task of ECS', async () => {
  metadata({ 'GET http://169.254.170.2/v2/credentials/1': answer('T1', '2026-11-29T11:00:00Z') });

  const read = hostCredentials({ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials/1' }, () => AT);

  expect(await read()).toEqual(credentials('T1'));
});

test('reads them again five minutes before they expire', async () => {
  const calls = metadata({ 'GET http://169.254.170.2/v2/1': answer('T1', '2026-11-29T06:00:00Z') });
  let now = AT;
  const read = hostCredentials({ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/1' }, () => now);

  await read();
  now = Date.parse('2026-11-29T05:54:59.000Z');
  await read();
  expect(calls).toHaveLength(1);
  now = Date.parse('2026-11-29T05:55:00.000Z');
  await read();

  expect(calls).toHaveLength(2);
});

test('fails if the host has no role', async () => {
  metadata({});

  await expect(hostCredentials({})()).rejects.toThrow(`${INSTANCE}/api/token answered 404`);
});
