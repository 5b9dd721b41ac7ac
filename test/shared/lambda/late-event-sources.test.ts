import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lateEventSources } from '../../../shared/lambda/late-event-sources.ts';

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
  ['of Lambda before the one of all services', 'http://127.0.0.1:1'],
  ['of Lambda alone', undefined],
])('asks the endpoint %s', async (_, general) => {
  const sources = lateEventSources({
    AWS_REGION: 'ap-south-1',
    AWS_ENDPOINT_URL_LAMBDA: url,
    ...(general !== undefined && { AWS_ENDPOINT_URL: general }),
  });

  process.env.AWS_ACCESS_KEY_ID ??= 'local';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local';
  expect(await sources.list()).toEqual([]);
  expect(asked).toBe(1);
});

test('asks the endpoint of all services where there is none of Lambda', async () => {
  process.env.AWS_ACCESS_KEY_ID ??= 'local';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local';
  await lateEventSources({ AWS_REGION: 'ap-south-1', AWS_ENDPOINT_URL: url }).list();

  expect(asked).toBe(1);
});
