import { array, boolean, int16, int32, nullableArray, nullableString, string } from '../wire/codec.ts';
import { constant, type Of, struct } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { attempt } from './attempt.ts';
import type { BrokerContext } from './context.ts';
import { checkReplicas } from './create-topics.ts';
import { errorCodes, KafkaError } from './error-codes.ts';

const topicRequest = struct({
  name: string,
  count: int32,
  assignments: nullableArray(struct({ brokerIds: array(int32) })),
});

const request = struct({ topics: array(topicRequest), timeoutMs: int32, validateOnly: boolean });

const result = struct({ name: string, errorCode: int16, errorMessage: nullableString });

const response = struct({ throttleTimeMs: constant(int32, 0), results: array(result) });

/** CreatePartitions: gives topics more partitions; they can never have fewer. */
export const createPartitions = defineApi({
  key: 37,
  name: 'CreatePartitions',
  versions: { min: 0, max: 3 },
  flexibleFrom: 2,
  request,
  response,
  handle: ({ topics, validateOnly }, broker) => ({
    results: topics.map((topic) =>
      attempt(
        () => grow(topic, validateOnly, broker),
        ({ code, message }) => ({ name: topic.name, errorCode: code, errorMessage: message }),
      ),
    ),
  }),
});

const grow = (
  { name, count, assignments }: Of<typeof topicRequest>,
  validateOnly: boolean,
  broker: BrokerContext,
): Of<typeof result> => {
  const added = count - broker.topics.get(name).partitions.length;
  if (added > 0 && assignments !== null && assignments.length !== added) {
    throw new KafkaError(
      errorCodes.INVALID_REPLICA_ASSIGNMENT,
      `${added} partitions would be added, but ${assignments.length} assignments are given.`,
    );
  }
  for (const { brokerIds } of assignments ?? []) checkReplicas(brokerIds);
  if (validateOnly) broker.topics.checkPartitionIncrease(name, count);
  else broker.topics.addPartitions(name, count);
  return { name, errorCode: errorCodes.NONE, errorMessage: null };
};
