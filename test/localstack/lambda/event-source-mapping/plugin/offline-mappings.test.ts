import { describe, expect, it } from 'vitest';
import { functionEnvironment } from '../../../../../localstack/lambda/event-source-mapping/plugin/function-environment.ts';
import { offlineMappings } from '../../../../../localstack/lambda/event-source-mapping/plugin/offline-mappings.ts';
import type {
  FunctionDefinition,
  Serverless,
} from '../../../../../localstack/lambda/event-source-mapping/plugin/serverless.ts';

const serviceOf = (
  functions: Readonly<Record<string, Partial<FunctionDefinition>>>,
  environment: Readonly<Record<string, unknown>> = {},
): Serverless => {
  const definitions = new Map(
    Object.entries(functions).map(([key, definition]) => [
      key,
      { name: `panda-local-${key}`, handler: `functions/${key}.handler`, ...definition },
    ]),
  );
  return {
    processedInput: { commands: ['offline'] },
    serviceDir: '/service',
    service: {
      service: 'panda',
      provider: { stage: 'local', region: 'ap-south-1', environment },
      getAllFunctions: () => [...definitions.keys()],
      getFunction: (key) => definitions.get(key) ?? { name: key, handler: '' },
    },
    pluginManager: { plugins: [], spawn: async () => {} },
    configSchemaHandler: { schema: {}, defineFunctionEventProperties: () => {} },
    getProvider: () => ({ naming: { getMSKEventLogicalId: () => '', getKafkaEventLogicalId: () => '' } }),
  };
};

const MSK = { arn: 'arn:aws:kafka:ap-south-1:1:cluster/panda/1', topic: 'ticks' };

describe('offlineMappings', () => {
  it('makes one for each msk and kafka event, with the brokers that run here', () => {
    const service = serviceOf({
      recorder: {
        events: [
          {
            msk: {
              ...MSK,
              consumerGroupId: 'g',
              batchSize: 7,
              functionResponseType: 'ReportBatchItemFailures',
              maximumRetryAttempts: 3,
              provisionedPollerConfig: {},
            },
          },
        ],
      },
      journal: {
        events: [{ kafka: { topic: 'orders', bootstrapServers: ['elsewhere:9092'] } }, { httpApi: 'GET /' }],
      },
    });

    const mappings = offlineMappings(service, 'b:9092', 'omit');

    expect(mappings.map(({ functionKey }) => functionKey)).toEqual(['recorder', 'journal']);
    expect(mappings[0]?.settings).toMatchObject({
      functionName: 'panda-local-recorder',
      topic: 'ticks',
      consumerGroupId: 'g',
      batchSize: 7,
      reportBatchItemFailures: true,
      maximumRetryAttempts: 3,
      source: { eventSourceArn: MSK.arn, bootstrapServers: 'b:9092' },
    });
    expect(mappings[1]?.settings.source).toEqual({ bootstrapServers: 'b:9092', nullFields: 'omit' });
  });

  it('skips what is not enabled', () => {
    expect(
      offlineMappings(serviceOf({ f: { events: [{ msk: { ...MSK, enabled: false } }] } }), 'b:9092', 'omit'),
    ).toEqual([]);
  });

  it('gives a mapping without a group the same one at each start', () => {
    const service = serviceOf({ f: { events: [{ msk: MSK }] } });
    const group = () => offlineMappings(service, 'b:9092', 'omit')[0]?.settings.consumerGroupId;

    expect(group()).toMatch(/^[0-9a-f-]{36}$/);
    expect(group()).toBe(group());
  });

  it('refuses a group that two mappings share', () => {
    const events = [{ msk: { ...MSK, consumerGroupId: 'g' } }];

    expect(() => offlineMappings(serviceOf({ a: { events }, b: { events } }), 'b:9092', 'omit')).toThrow(
      'a (ticks) and b (ticks) share the consumer group g',
    );
  });

  it('takes a queue of the stack for a destination that does not exist here', () => {
    const service = serviceOf({
      f: { events: [{ msk: { ...MSK, onFailureDestination: { 'Fn::GetAtt': ['Queue', 'Arn'] } } }] },
    });

    const [mapping] = offlineMappings(service, 'b:9092', 'omit');

    expect(mapping?.settings.onFailureDestination).toMatchObject({
      kind: 'arn',
      arn: expect.stringContaining('Queue'),
    });
    expect(mapping?.warnings.join()).toContain('NOT delivered to locally');
  });

  it('gives an imported cluster an ARN', () => {
    const service = serviceOf({
      f: { events: [{ msk: { ...MSK, arn: { 'Fn::ImportValue': 'cluster-arn' } } }] },
    });

    expect(offlineMappings(service, 'b:9092', 'omit')[0]?.settings.source.eventSourceArn).toMatch(
      /^arn:aws:kafka:.*cluster-arn/,
    );
  });
});

describe('functionEnvironment', () => {
  const definition: FunctionDefinition = {
    name: 'panda-local-f',
    handler: '.build/f/index.handler',
    environment: { OWN: 1, SHARED: 'function', NODE_OPTIONS: '--x' },
  };
  const service = serviceOf({}, { SHARED: 'provider', TABLE: { Ref: 'Table' } });

  it('joins what Lambda, the local cloud, the service and the function say', () => {
    const { environment } = functionEnvironment(service, definition, {
      KAFKA_BROKERS: 'b:9092',
      AWS_ENDPOINT_URL: 'http://aws',
      HOME: '/root',
    });

    expect(environment).toMatchObject({
      KAFKA_BROKERS: 'b:9092',
      AWS_ENDPOINT_URL: 'http://aws',
      AWS_REGION: 'ap-south-1',
      AWS_LAMBDA_FUNCTION_NAME: 'panda-local-f',
      OWN: '1',
      SHARED: 'function',
      IS_OFFLINE: 'true',
    });
    expect(environment).not.toHaveProperty('HOME');
    expect(environment).not.toHaveProperty('NODE_OPTIONS');
  });

  it('lets a declared value win over the local cloud', () => {
    const declared = { ...definition, environment: { KAFKA_BROKERS: 'declared:9092' } };

    expect(
      functionEnvironment(service, declared, { KAFKA_BROKERS: 'b:9092' }).environment.KAFKA_BROKERS,
    ).toBe('declared:9092');
  });

  it('names what only CloudFormation could resolve', () => {
    expect(functionEnvironment(service, definition, {}).unresolved).toEqual(['TABLE']);
  });

  it('has credentials for a local endpoint, and only for that', () => {
    expect(
      functionEnvironment(service, definition, { AWS_ENDPOINT_URL: 'http://aws' }).environment
        .AWS_ACCESS_KEY_ID,
    ).toBe('local');
    expect(
      functionEnvironment(service, definition, { AWS_ENDPOINT_URL: 'http://aws', AWS_ACCESS_KEY_ID: 'mine' })
        .environment.AWS_ACCESS_KEY_ID,
    ).toBe('mine');
    expect(functionEnvironment(service, definition, {}).environment).not.toHaveProperty('AWS_ACCESS_KEY_ID');
  });
});
