import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AwsUnderTest, awsUnderTest } from '../support/aws.ts';
import { type FakeLambdaApi, startFakeLambdaApi } from '../support/fake-lambda-api.ts';
import { FakeMappings } from '../support/fake-mappings.ts';
import { packaged } from './support/packaged.ts';
import { type PackagedFunction, startPackagedFunction } from './support/packaged-function.ts';

const CONTEXT = { functionName: 'poller-hours', awsRequestId: 'request' };

const fake = new FakeMappings(() => Date.now());
let aws: AwsUnderTest;
let api: FakeLambdaApi;
let zip: PackagedFunction;

beforeAll(async () => {
  fake.changeMs = 0;
  fake.add('on');
  fake.add('off', 'Disabled');
  [aws, api] = await Promise.all([awsUnderTest(), startFakeLambdaApi(fake)]);
  zip = await startPackagedFunction(packaged, 'poller-hours', {
    awsEndpoint: aws.endpoint,
    kafkaBrokers: '127.0.0.1:9',
    routes: {},
    variables: { AWS_ENDPOINT_URL_LAMBDA: api.url, EVENT_SOURCE_MAPPINGS: 'on,off' },
  });
});
afterAll(async () => {
  await zip.close();
  await Promise.all([aws.close(), api.close()]);
});

test('the zip of poller hours disables a mapping, enables it again, and leaves one that a person disabled', async () => {
  await zip.invoke({ switch: 'off' }, CONTEXT);
  expect(['on', 'off'].map((uuid) => fake.get(uuid).state)).toEqual(['Disabled', 'Disabled']);

  await zip.invoke({ switch: 'on' }, CONTEXT);
  expect(['on', 'off'].map((uuid) => fake.get(uuid).state)).toEqual(['Enabled', 'Disabled']);
  expect(api.requests.filter((request) => request.startsWith('PUT'))).toEqual([
    'PUT on false',
    'PUT on true',
  ]);
  expect(zip.output()).toContain('left disabled: not disabled by poller hours');
}, 120_000);

test('the zip of poller hours fails for a mapping that Lambda refuses to return, with its log', async () => {
  api.first.push({ status: 403, type: 'AccessDeniedException', body: { Message: 'no' } });

  await expect(zip.invoke({ switch: 'on' }, CONTEXT)).rejects.toThrow(
    /POLLER_HOURS_INCOMPLETE|1 event source/,
  );
  expect(zip.output()).toContain('LAMBDA_API_FAILED');
}, 120_000);
