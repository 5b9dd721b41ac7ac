import { type DescribedSetting, describeConfig } from '../topics/topic-config.ts';
import { array, boolean, int8, int16, int32, nullableArray, nullableString, string } from '../wire/codec.ts';
import { constant, type Of, since, struct } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { attempt } from './attempt.ts';
import { configSource } from './config-source.ts';
import { type BrokerContext, NODE_ID } from './context.ts';
import { errorCodes, KafkaError } from './error-codes.ts';
import { resourceTypes } from './resource-types.ts';

const configTypes: Readonly<Record<DescribedSetting['kind'], number>> = {
  boolean: 1,
  string: 2,
  int: 3,
  long: 5,
  double: 6,
  list: 7,
};

const resourceRequest = struct({
  resourceType: int8,
  resourceName: string,
  configurationKeys: nullableArray(string),
});

const request = struct({
  resources: array(resourceRequest),
  includeSynonyms: since(1, boolean, false),
  includeDocumentation: since(3, boolean, false),
});

const config = struct({
  name: string,
  value: nullableString,
  readOnly: constant(boolean, false),
  configSource: int8,
  isSensitive: constant(boolean, false),
  synonyms: constant(array(struct({ name: string, value: nullableString, source: int8 })), []),
  configType: since(3, int8, 0),
  documentation: constant(nullableString, null, 3),
});

const result = struct({
  errorCode: int16,
  errorMessage: nullableString,
  resourceType: int8,
  resourceName: string,
  configs: array(config),
});

const response = struct({ throttleTimeMs: constant(int32, 0), results: array(result) });

/** DescribeConfigs: the settings of topics. A broker has no settings in the response. */
export const describeConfigs = defineApi({
  key: 32,
  name: 'DescribeConfigs',
  versions: { min: 1, max: 4 },
  flexibleFrom: 4,
  request,
  response,
  handle: ({ resources }, broker) => ({
    results: resources.map((resource) =>
      attempt(
        () => ({
          errorCode: errorCodes.NONE,
          errorMessage: null,
          resourceType: resource.resourceType,
          resourceName: resource.resourceName,
          configs: describe(resource, broker),
        }),
        ({ code, message }) => ({
          errorCode: code,
          errorMessage: message,
          resourceType: resource.resourceType,
          resourceName: resource.resourceName,
          configs: [],
        }),
      ),
    ),
  }),
});

const describe = (
  { resourceType, resourceName, configurationKeys }: Of<typeof resourceRequest>,
  broker: BrokerContext,
): readonly Of<typeof config>[] => {
  if (resourceType === resourceTypes.BROKER && resourceName === String(NODE_ID)) return [];
  if (resourceType !== resourceTypes.TOPIC) {
    throw new KafkaError(
      errorCodes.INVALID_REQUEST,
      `The embedded broker describes topics (${resourceTypes.TOPIC}), not resources of type ${resourceType}.`,
    );
  }
  const keys =
    configurationKeys === null || configurationKeys.length === 0 ? undefined : new Set(configurationKeys);
  return describeConfig(broker.topics.get(resourceName).overrides, broker.topicDefaults)
    .filter(({ name }) => keys === undefined || keys.has(name))
    .map(({ name, value, kind, isDefault }) => ({
      name,
      value,
      configSource: configSource(isDefault),
      configType: configTypes[kind],
    }));
};
