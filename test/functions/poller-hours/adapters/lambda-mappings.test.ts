import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lambdaMappings } from '../../../../functions/poller-hours/adapters/lambda-mappings.ts';
import { switchMappings } from '../../../../functions/poller-hours/switch-mappings.ts';
import { type FakeLambdaApi, startFakeLambdaApi } from '../../../support/fake-lambda-api.ts';
import { FakeMappings } from '../../../support/fake-mappings.ts';
import { World } from '../world.ts';

let client: LambdaClient;
let now: number;
let fake: FakeMappings;
let api: FakeLambdaApi;

beforeEach(async () => {
  now = Date.parse('2026-11-30T10:15:00.123Z');
  fake = new FakeMappings(() => now);
  fake.changeMs = 0;
  fake.add('a');
  api = await startFakeLambdaApi(fake);
  client = new LambdaClient({
    region: 'ap-south-1',
    endpoint: api.url,
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    maxAttempts: 3,
  });
});

afterEach(async () => {
  client.destroy();
  await api.close();
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
    expect(api.requests).toEqual(['PUT a false']);
  });

  test('report a mapping in transition as not changed', async () => {
    api.first.push({ status: 409, type: 'ResourceInUseException', body: { Message: 'in use' } });

    expect(await lambdaMappings(client).change('a', false)).toBe(false);
  });

  test('are asked again after a throttled call', async () => {
    api.first.push({ status: 429, type: 'TooManyRequestsException', body: { Message: 'slow down' } });

    expect(await lambdaMappings(client).get('a')).toMatchObject({ state: 'Enabled' });
    expect(api.requests).toEqual(['GET a', 'GET a']);
  });

  test('fail with operation, UUID and type of a refusal', async () => {
    api.first.push({ status: 403, type: 'AccessDeniedException', body: { Message: 'no' } });

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
    const ports = { ...new World().ports, mappings: lambdaMappings(client), time };

    expect(await switchMappings({ switch: 'off' }, ['a'], ports)).toMatchObject({ failures: [] });
    expect(fake.get('a').state).toBe('Disabled');
    now += 17 * 3_600_000;
    expect(await switchMappings({ switch: 'on' }, ['a'], ports)).toMatchObject({ failures: [] });
    expect(fake.get('a').state).toBe('Enabled');
    expect(api.requests.filter((request) => request.startsWith('PUT'))).toEqual([
      'PUT a false',
      'PUT a true',
    ]);
  });
});
