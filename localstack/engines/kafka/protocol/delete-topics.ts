import { array, int16, int32, nullableString, string, uuid, ZERO_UUID } from '../wire/codec.ts';
import { constant, type Of, since, struct, until } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { attempt } from './attempt.ts';
import type { BrokerContext } from './context.ts';
import { errorCodes, KafkaError } from './error-codes.ts';

const request = struct({
  topics: since(6, array(struct({ name: nullableString, topicId: uuid })), []),
  topicNames: until(5, array(string), []),
  timeoutMs: int32,
});

const topicResponse = struct({
  name: nullableString,
  topicId: since(6, uuid, ZERO_UUID),
  errorCode: int16,
  errorMessage: since(5, nullableString, null),
});

const response = struct({ throttleTimeMs: constant(int32, 0, 1), responses: array(topicResponse) });

/** DeleteTopics: removes topics, their records, and the positions of all groups in them. */
export const deleteTopics = defineApi({
  key: 20,
  name: 'DeleteTopics',
  versions: { min: 1, max: 6 },
  flexibleFrom: 4,
  request,
  response,
  handle: ({ topics, topicNames }, broker) => ({
    responses: [
      ...topicNames.map((name) => remove(name, ZERO_UUID, broker)),
      ...topics.map(({ name, topicId }) => remove(name, topicId, broker)),
    ],
  }),
});

const remove = (name: string | null, topicId: string, broker: BrokerContext): Of<typeof topicResponse> =>
  attempt(
    () => {
      const topic = name === null ? broker.topics.findById(topicId) : broker.topics.get(name);
      if (topic === undefined) {
        throw new KafkaError(errorCodes.UNKNOWN_TOPIC_ID, `There is no topic with the id ${topicId}.`);
      }
      broker.topics.delete(topic.name);
      broker.groups.forgetTopic(topic.name);
      return { name: topic.name, topicId: topic.id, errorCode: errorCodes.NONE, errorMessage: null };
    },
    ({ code, message }) => ({ name, topicId, errorCode: code, errorMessage: message }),
  );
