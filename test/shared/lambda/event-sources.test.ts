import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { lambdaEventSources } from '../../../shared/lambda/event-sources.ts';

let server: Server;
let asked: IncomingMessage[];
afterEach(() => server.close());

/** A stand-in for Lambda's API that returns these answers, one per request. */
const serving = async (...answers: readonly { status?: number; body: object }[]): Promise<string> => {
  asked = [];
  server = createServer((request, response) => {
    const { status = 200, body } = answers[asked.length] ?? { body: {} };
    asked.push(request);
    response.writeHead(status, { 'x-amzn-errortype': 'AccessDeniedException' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
};

const reader = (endpoint: string) =>
  lambdaEventSources({
    region: 'ap-south-1',
    endpoint,
    credentials: async () => ({ accessKeyId: 'key', secretAccessKey: 'secret', sessionToken: 'token' }),
  });

const mapping = (name: string, LastProcessingResult?: string) => ({
  UUID: `uuid-of-${name}`,
  LastModified: 1_764_580_520.123,
  FunctionArn: `arn:aws:lambda:ap-south-1:123456789012:function:${name}`,
  Topics: ['market.ticks'],
  State: 'Enabled',
  LastProcessingResult,
});

test('returns name, topics, state and problem of the mappings of all pages', async () => {
  const endpoint = await serving(
    {
      body: {
        EventSourceMappings: [mapping('one', 'OK'), mapping('two', 'PROBLEM: Function call failed')],
        NextMarker: 'm/1',
      },
    },
    { body: { EventSourceMappings: [mapping('three:live', undefined)] } },
  );

  const found = await reader(endpoint).list();

  const rest = { topics: ['market.ticks'], state: 'Enabled', lastModified: '2025-12-01T09:15:20.123Z' };
  expect(found).toEqual([
    { id: 'uuid-of-one', functionName: 'one', ...rest },
    { id: 'uuid-of-two', functionName: 'two', ...rest, problem: 'Function call failed' },
    { id: 'uuid-of-three:live', functionName: 'three', ...rest },
  ]);
  expect(asked.map(({ url }) => url)).toEqual([
    '/2015-03-31/event-source-mappings/?',
    '/2015-03-31/event-source-mappings/?Marker=m%2F1',
  ]);
});

test('signs the request for Lambda in the region, with the session token', async () => {
  const endpoint = await serving({ body: { EventSourceMappings: [] } });

  await reader(endpoint).list();

  expect(asked[0]?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=key\/\d{8}\/ap-south-1\/lambda\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/,
  );
  expect(asked[0]?.headers['x-amz-security-token']).toBe('token');
});

test('throws LAMBDA_API_REFUSED with status and type of a refusal', async () => {
  const endpoint = await serving({ status: 403, body: { Message: 'no' } });

  await expect(reader(endpoint).list()).rejects.toMatchObject({
    code: 'LAMBDA_API_REFUSED',
    message: 'ListEventSourceMappings answered 403 AccessDeniedException',
  });
});

test('throws LAMBDA_API_UNREACHABLE if no server listens or the answer is malformed', async () => {
  const endpoint = await serving({ body: { message: 'hello' } });

  await expect(reader(endpoint).list()).rejects.toMatchObject({ code: 'LAMBDA_API_UNREACHABLE' });
  await expect(reader('http://127.0.0.1:1').list()).rejects.toMatchObject({ code: 'LAMBDA_API_UNREACHABLE' });
});
