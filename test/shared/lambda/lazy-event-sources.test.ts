import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lazyEventSources } from '../../../shared/lambda/lazy-event-sources.ts';

let server: Server;
let url: string;
let asked: number;

beforeEach(async () => {
  asked = 0;
  server = createServer((_, response) => {
    asked += 1;
    response.end('{"EventSourceMappings":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterEach(() => server.close());

test.each([
  ['if both endpoints are set', 'http://127.0.0.1:1'],
  ['if only it is set', undefined],
])("asks Lambda's endpoint %s", async (_, general) => {
  const sources = lazyEventSources({
    AWS_REGION: 'ap-south-1',
    AWS_ENDPOINT_URL_LAMBDA: url,
    ...(general !== undefined && { AWS_ENDPOINT_URL: general }),
  });

  process.env.AWS_ACCESS_KEY_ID ??= 'local';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local';
  expect(await sources.list()).toEqual([]);
  expect(asked).toBe(1);
});

test('asks the endpoint of all services if Lambda has no endpoint', async () => {
  process.env.AWS_ACCESS_KEY_ID ??= 'local';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local';
  await lazyEventSources({ AWS_REGION: 'ap-south-1', AWS_ENDPOINT_URL: url }).list();

  expect(asked).toBe(1);
});
