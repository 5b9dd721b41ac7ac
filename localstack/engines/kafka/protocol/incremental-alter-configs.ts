import { checkOverrides, type TopicOverrides } from '../topics/topic-config.ts';
import { array, boolean, int8, nullableString, string } from '../wire/codec.ts';
import { type Of, struct } from '../wire/struct.ts';
import { alterConfigsResponse, alterTopic } from './alter-configs.ts';
import { defineApi } from './api.ts';
import { errorCodes, KafkaError } from './error-codes.ts';

const SET = 0;
const DELETE = 1;

const change = struct({ name: string, configOperation: int8, value: nullableString });

const request = struct({
  resources: array(struct({ resourceType: int8, resourceName: string, configs: array(change) })),
  validateOnly: boolean,
});

/** IncrementalAlterConfigs: changes single settings of topics and leaves the others. */
export const incrementalAlterConfigs = defineApi({
  key: 44,
  name: 'IncrementalAlterConfigs',
  versions: { min: 0, max: 1 },
  flexibleFrom: 1,
  request,
  response: alterConfigsResponse,
  handle: ({ resources, validateOnly }, broker) => ({
    responses: resources.map((resource) =>
      alterTopic(resource, broker, () => {
        const overrides = changed(broker.topics.get(resource.resourceName).overrides, resource.configs);
        if (!validateOnly) broker.topics.configure(resource.resourceName, overrides);
      }),
    ),
  }),
});

const changed = (overrides: TopicOverrides, changes: readonly Of<typeof change>[]): TopicOverrides => {
  const values = new Map<string, string | null>(Object.entries(overrides));
  for (const { name, configOperation, value } of changes) {
    if (configOperation === SET) values.set(name, value);
    else if (configOperation === DELETE) values.delete(name);
    else {
      throw new KafkaError(
        errorCodes.INVALID_CONFIG,
        `The embedded broker can set (${SET}) or delete (${DELETE}) a setting; operation ${configOperation} is not supported.`,
      );
    }
  }
  return checkOverrides([...values].map(([name, value]) => ({ name, value })));
};
