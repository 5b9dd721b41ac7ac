import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  describeMapping,
  type MappingDescription,
} from '../../../../../localstack/lambda/event-source-mapping/mapping-description.ts';
import { resolveMappingSettings } from '../../../../../localstack/lambda/event-source-mapping/mapping-settings.ts';
import {
  type LambdaApi,
  startLambdaApi,
} from '../../../../../localstack/lambda/event-source-mapping/plugin/lambda-api.ts';

const described = (functionName: string, topic: string, result = 'OK'): MappingDescription => {
  const { settings } = resolveMappingSettings({
    functionName,
    functionArn: `arn:aws:lambda:ap-south-1:000000000000:function:${functionName}`,
    topic,
    consumerGroupId: `${functionName}.${topic}`,
    eventSourceArn: 'arn:aws:kafka:ap-south-1:000000000000:cluster/local/1',
    bootstrapServers: '127.0.0.1:9092',
    maximumRetryAttempts: 5,
    onFailureDestination: 'kafka://given.up',
    provisioned: true,
  });
  return describeMapping(settings, {
    state: 'Enabled',
    lastProcessingResult: result,
    startedAt: 1_700_000_000_500,
  });
};

let mappings: MappingDescription[];
let api: LambdaApi;

beforeEach(async () => {
  mappings = [described('one', 'ticks'), described('two', 'ticks', 'PROBLEM: ticks-0 waits')];
  api = await startLambdaApi(() => mappings);
});
afterEach(() => api.close());

const get = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
  const { promise, resolve } = Promise.withResolvers<{ status: number | undefined; body: unknown }>();
  request(`${api.url}${path}`, { headers }, (response) => {
    let text = '';
    response.on('data', (chunk) => {
      text += chunk;
    });
    response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(text) }));
  }).end();
  return promise;
};

const LIST = '/2015-03-31/event-source-mappings/';

describe('ListEventSourceMappings', () => {
  test("returns each mapping in Lambda's form", async () => {
    const { status, body } = await get(`${LIST}?FunctionName=one`);

    expect(status).toBe(200);
    expect(body).toEqual({
      EventSourceMappings: [
        {
          UUID: expect.stringMatching(/^[0-9a-f-]{36}$/),
          FunctionArn: 'arn:aws:lambda:ap-south-1:000000000000:function:one',
          Topics: ['ticks'],
          EventSourceArn: 'arn:aws:kafka:ap-south-1:000000000000:cluster/local/1',
          AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'one.ticks' },
          BatchSize: 100,
          MaximumBatchingWindowInSeconds: 1,
          StartingPosition: 'TRIM_HORIZON',
          MaximumRetryAttempts: 5,
          MaximumRecordAgeInSeconds: -1,
          BisectBatchOnFunctionError: false,
          FunctionResponseTypes: [],
          DestinationConfig: { OnFailure: { Destination: 'kafka://given.up' } },
          State: 'Enabled',
          StateTransitionReason: 'User action',
          LastProcessingResult: 'OK',
          LastModified: 1_700_000_000,
        },
      ],
    });
  });

  test('returns pages', async () => {
    const first = await get(`${LIST}?MaxItems=1`);
    const second = await get(`${LIST}?MaxItems=1&Marker=1`);

    expect(first.body).toMatchObject({
      EventSourceMappings: [{ LastProcessingResult: 'OK' }],
      NextMarker: '1',
    });
    expect(second.body).toEqual({ EventSourceMappings: [mappings[1]] });
  });

  test.each([
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a name that resolves to this machine', { host: 'evil.example' }],
  ])('refuses %s', async (_, headers) => {
    expect(await get(LIST, headers)).toMatchObject({ status: 403 });
  });
});

test('GetEventSourceMapping returns a mapping, and an error for an unknown one', async () => {
  expect(await get(`${LIST}${mappings[1]?.UUID}`)).toEqual({ status: 200, body: mappings[1] });
  expect(await get(`${LIST}unknown`)).toMatchObject({ status: 404 });
  expect(await get('/2015-03-31/functions')).toMatchObject({ status: 404 });
});
