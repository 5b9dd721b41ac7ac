import { checkOverrides, describeConfig } from '../topics/topic-config.ts';
import {
  array,
  boolean,
  int8,
  int16,
  int32,
  nullableArray,
  nullableString,
  string,
  uuid,
  ZERO_UUID,
} from '../wire/codec.ts';
import { constant, type Of, since, struct } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { attempt } from './attempt.ts';
import { configSource } from './config-source.ts';
import { type BrokerContext, NODE_ID } from './context.ts';
import { errorCodes, KafkaError } from './error-codes.ts';

/** Kafka's num.partitions, for clients that leave the number to the broker. */
const DEFAULT_PARTITIONS = 1;

const topicRequest = struct({
  name: string,
  numPartitions: int32,
  replicationFactor: int16,
  assignments: array(struct({ partitionIndex: int32, brokerIds: array(int32) })),
  configs: array(struct({ name: string, value: nullableString })),
});

const request = struct({
  topics: array(topicRequest),
  timeoutMs: int32,
  validateOnly: since(1, boolean, false),
});

const configResponse = struct({
  name: string,
  value: nullableString,
  readOnly: constant(boolean, false),
  configSource: int8,
  isSensitive: constant(boolean, false),
});

const topicResponse = struct({
  name: string,
  topicId: since(7, uuid, ZERO_UUID),
  errorCode: int16,
  errorMessage: since(1, nullableString, null),
  numPartitions: since(5, int32, -1),
  replicationFactor: since(5, int16, -1),
  configs: since(5, nullableArray(configResponse), null),
});

const response = struct({ throttleTimeMs: constant(int32, 0, 2), topics: array(topicResponse) });

/** CreateTopics: creates topics, or only validates the request. */
export const createTopics = defineApi({
  key: 19,
  name: 'CreateTopics',
  versions: { min: 2, max: 7 },
  flexibleFrom: 5,
  request,
  response,
  handle: ({ topics, validateOnly }, broker) => ({
    topics: topics.map((topic) =>
      attempt(
        () => create(topic, validateOnly, broker),
        ({ code, message }) => ({
          name: topic.name,
          topicId: ZERO_UUID,
          errorCode: code,
          errorMessage: message,
          numPartitions: -1,
          replicationFactor: -1,
          configs: null,
        }),
      ),
    ),
  }),
});

const create = (
  topic: Of<typeof topicRequest>,
  validateOnly: boolean,
  broker: BrokerContext,
): Of<typeof topicResponse> => {
  const partitions = partitionCount(topic);
  const overrides = checkOverrides(topic.configs);
  if (validateOnly) broker.topics.checkCreation(topic.name, partitions);
  const created = validateOnly ? undefined : broker.topics.create(topic.name, partitions, overrides);
  return {
    name: topic.name,
    topicId: created?.id ?? ZERO_UUID,
    errorCode: errorCodes.NONE,
    errorMessage: null,
    numPartitions: partitions,
    replicationFactor: 1,
    configs: describeConfig(overrides, broker.topicDefaults).map(({ name, value, isDefault }) => ({
      name,
      value,
      configSource: configSource(isDefault),
    })),
  };
};

const partitionCount = ({
  numPartitions,
  replicationFactor,
  assignments,
}: Of<typeof topicRequest>): number => {
  if (assignments.length > 0) {
    for (const { brokerIds } of assignments) checkReplicas(brokerIds);
    const indexes = new Set(assignments.map(({ partitionIndex }) => partitionIndex));
    for (let index = 0; index < assignments.length; index += 1) {
      if (!indexes.has(index)) {
        throw new KafkaError(
          errorCodes.INVALID_REPLICA_ASSIGNMENT,
          `No replicas are named for partition ${index}.`,
        );
      }
    }
    return assignments.length;
  }
  if (replicationFactor !== -1 && replicationFactor !== 1) {
    throw new KafkaError(
      errorCodes.INVALID_REPLICATION_FACTOR,
      `Replication factor: ${replicationFactor} is not possible with 1 broker; use 1, or -1 for the default.`,
    );
  }
  return numPartitions === -1 ? DEFAULT_PARTITIONS : numPartitions;
};

/** @throws {KafkaError} unless the only node is the only replica. */
export const checkReplicas = (brokerIds: readonly number[]): void => {
  if (brokerIds.length === 1 && brokerIds[0] === NODE_ID) return;
  throw new KafkaError(
    errorCodes.INVALID_REPLICA_ASSIGNMENT,
    `Replicas [${brokerIds.join(', ')}] are not possible: ${NODE_ID} is the only broker.`,
  );
};
