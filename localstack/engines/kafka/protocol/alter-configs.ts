import { checkOverrides } from '../topics/topic-config.ts';
import { array, boolean, int8, int16, int32, nullableString, string } from '../wire/codec.ts';
import { constant, type Of, struct } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { attempt } from './attempt.ts';
import type { BrokerContext } from './context.ts';
import { errorCodes, KafkaError } from './error-codes.ts';
import { resourceTypes } from './resource-types.ts';

const resourceRequest = struct({
  resourceType: int8,
  resourceName: string,
  configs: array(struct({ name: string, value: nullableString })),
});

const request = struct({ resources: array(resourceRequest), validateOnly: boolean });

const result = struct({
  errorCode: int16,
  errorMessage: nullableString,
  resourceType: int8,
  resourceName: string,
});

/** Shared with IncrementalAlterConfigs. */
export const alterConfigsResponse = struct({ throttleTimeMs: constant(int32, 0), responses: array(result) });

/** AlterConfigs: replaces all settings of topics. */
export const alterConfigs = defineApi({
  key: 33,
  name: 'AlterConfigs',
  versions: { min: 0, max: 2 },
  flexibleFrom: 2,
  request,
  response: alterConfigsResponse,
  handle: ({ resources, validateOnly }, broker) => ({
    responses: resources.map((resource) =>
      alterTopic(resource, broker, () => {
        const overrides = checkOverrides(resource.configs);
        if (!validateOnly) broker.topics.configure(resource.resourceName, overrides);
      }),
    ),
  }),
});

/** Runs `alter` if the resource is a topic that exists, and reports how it went. */
export const alterTopic = (
  { resourceType, resourceName }: Pick<Of<typeof resourceRequest>, 'resourceType' | 'resourceName'>,
  broker: BrokerContext,
  alter: () => void,
): Of<typeof result> =>
  attempt(
    () => {
      if (resourceType !== resourceTypes.TOPIC) {
        throw new KafkaError(
          errorCodes.INVALID_REQUEST,
          `Only the settings of topics (${resourceTypes.TOPIC}) can be changed, not those of type ${resourceType}.`,
        );
      }
      broker.topics.get(resourceName);
      alter();
      return { errorCode: errorCodes.NONE, errorMessage: null, resourceType, resourceName };
    },
    ({ code, message }) => ({ errorCode: code, errorMessage: message, resourceType, resourceName }),
  );
