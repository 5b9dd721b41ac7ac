import { createServer, type IncomingMessage, type Server } from 'node:http';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lambdaMappings } from '../../../../functions/poller-hours/adapters/lambda-mappings.ts';
import { switchMappings } from '../../../../functions/poller-hours/switch-mappings.ts';
import { FakeMappings } from '../../../support/fake-mappings.ts';
import { World } from '../world.ts';

const ROUTE = /^\/2015-03-31\/event-source-mappings\/([\w-]+)$/;

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body: object;
}

let server: Server;
let client: LambdaClient;
let world: World;
let now: number;
let fake: FakeMappings;
/** Answers that come before those of the mappings. */
let first: Answer[];
let requests: string[];

const bodyOf = async (request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
};

const configuration = (uuid: string): object => {
  const { state, lastModified, isProvisioned } = fake.get(uuid);
  return {
    UUID: uuid,
    State: state,
    // Seconds, as Lambda writes times.
    LastModified: Date.parse(lastModified) / 1_000,
    FunctionArn: 'arn:aws:lambda:ap-south-1:123456789012:function:alpha-panda-dev-price-recorder',
    Topics: ['market.ticks'],
    ...(isProvisioned && { ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 1 } }),
  };
};

const answerTo = async (request: IncomingMessage): Promise<Answer> => {
  const [, uuid = ''] = ROUTE.exec(new URL(request.url ?? '/', 'http://localhost').pathname) ?? [];
  const { Enabled } = await bodyOf(request);
  requests.push(`${request.method} ${uuid}${Enabled === undefined ? '' : ` ${Enabled}`}`);
  const scripted = first.shift();
  if (scripted !== undefined) return scripted;
  try {
    if (request.method === 'GET') return { status: 200, body: configuration(uuid) };
    return fake.update(uuid, Enabled === true)
      ? { status: 202, body: configuration(uuid) }
      : { status: 409, type: 'ResourceInUseException', body: { Message: 'in use' } };
  } catch {
    return { status: 404, type: 'ResourceNotFoundException', body: { Message: 'no such mapping' } };
  }
};

beforeEach(async () => {
  world = new World();
  now = Date.parse('2026-11-30T10:15:00.123Z');
  fake = new FakeMappings(() => now);
  fake.changeMs = 0;
  fake.add('a');
  first = [];
  requests = [];
  server = createServer((request, response) => {
    void answerTo(request).then(({ status, type, body }) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        ...(type !== undefined && { 'x-amzn-errortype': type }),
      });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  client = new LambdaClient({
    region: 'ap-south-1',
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    maxAttempts: 3,
  });
});

afterEach(() => {
  client.destroy();
  server.close();
});

describe('event source mappings through Lambda’s API', () => {
  test('have a name, a state, the millisecond of their last change, and whether pollers are provisioned', async () => {
    fake.add('on-demand', 'Disabled', false);

    expect(await lambdaMappings(client).get('a')).toEqual({
      name: 'market.ticks to alpha-panda-dev-price-recorder',
      state: 'Enabled',
      lastModified: '2026-11-30T10:15:00.123Z',
      isProvisioned: true,
    });
    expect(await lambdaMappings(client).get('on-demand')).toMatchObject({
      state: 'Disabled',
      isProvisioned: false,
    });
  });

  test('are changed by their property Enabled alone', async () => {
    expect(await lambdaMappings(client).change('a', false)).toBe(true);
    expect(requests).toEqual(['PUT a false']);
  });

  test('report a mapping in transition as not changed', async () => {
    first = [{ status: 409, type: 'ResourceInUseException', body: { Message: 'in use' } }];

    expect(await lambdaMappings(client).change('a', false)).toBe(false);
  });

  test('are asked again after a throttled call', async () => {
    first = [{ status: 429, type: 'TooManyRequestsException', body: { Message: 'slow down' } }];

    expect(await lambdaMappings(client).get('a')).toMatchObject({ state: 'Enabled' });
    expect(requests).toEqual(['GET a', 'GET a']);
  });

  test('fail with operation, UUID and type of a refusal', async () => {
    first = [{ status: 403, type: 'AccessDeniedException', body: { Message: 'no' } }];

    await expect(lambdaMappings(client).change('a', true)).rejects.toMatchObject({
      code: 'LAMBDA_API_FAILED',
      message: expect.stringMatching(/^UpdateEventSourceMapping of a: AccessDeniedException/),
    });
    await expect(lambdaMappings(client).get('gone')).rejects.toThrow(
      /^GetEventSourceMapping of gone: ResourceNotFoundException/,
    );
  });

  test('are disabled in the evening and enabled in the morning', async () => {
    const time = {
      now: () => now,
      sleep: async (milliseconds: number) => {
        now += milliseconds;
      },
    };
    const ports = { ...world.ports, mappings: lambdaMappings(client), time };

    expect(await switchMappings({ switch: 'off' }, ['a'], ports)).toMatchObject({ failures: [] });
    expect(fake.get('a').state).toBe('Disabled');
    now += 17 * 3_600_000;
    expect(await switchMappings({ switch: 'on' }, ['a'], ports)).toMatchObject({ failures: [] });
    expect(fake.get('a').state).toBe('Enabled');
    expect(requests.filter((request) => request.startsWith('PUT'))).toEqual(['PUT a false', 'PUT a true']);
  });
});
