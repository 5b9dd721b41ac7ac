import type { Topic } from '../topics/topic.ts';
import {
  array,
  boolean,
  int16,
  int32,
  nullableArray,
  nullableString,
  string,
  uuid,
  ZERO_UUID,
} from '../wire/codec.ts';
import { between, constant, type Of, since, struct } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { NOT_ASKED } from './authorized-operations.ts';
import { type BrokerContext, LEADER_EPOCH, NODE_ID } from './context.ts';
import { type ErrorCode, errorCodes } from './error-codes.ts';

const topicRequest = struct({ topicId: since(10, uuid, ZERO_UUID), name: nullableString });

const request = struct({
  topics: nullableArray(topicRequest),
  allowAutoTopicCreation: since(4, boolean, true),
  includeClusterAuthorizedOperations: between(8, 10, boolean, false),
  includeTopicAuthorizedOperations: since(8, boolean, false),
});

const partitionResponse = struct({
  errorCode: int16,
  partitionIndex: int32,
  leaderId: int32,
  leaderEpoch: since(7, int32, -1),
  replicaNodes: array(int32),
  isrNodes: array(int32),
  offlineReplicas: constant(array(int32), [], 5),
});

const topicResponse = struct({
  errorCode: int16,
  name: nullableString,
  topicId: since(10, uuid, ZERO_UUID),
  isInternal: constant(boolean, false, 1),
  partitions: array(partitionResponse),
  topicAuthorizedOperations: constant(int32, NOT_ASKED, 8),
});

const response = struct({
  throttleTimeMs: constant(int32, 0, 3),
  brokers: array(
    struct({ nodeId: int32, host: string, port: int32, rack: constant(nullableString, null, 1) }),
  ),
  clusterId: since(2, nullableString, null),
  controllerId: since(1, int32, -1),
  topics: array(topicResponse),
  clusterAuthorizedOperations: constant(int32, NOT_ASKED, 8, 10),
});

/** Metadata: the nodes, and the partitions of all topics or of those asked for. Topics are never created here. */
export const metadata = defineApi({
  key: 3,
  name: 'Metadata',
  versions: { min: 0, max: 12 },
  flexibleFrom: 9,
  request,
  response,
  handle({ topics }, broker, _connection, version) {
    // Version 0 asks for all topics by naming none; later ones by null.
    const isForAll = topics === null || (version === 0 && topics.length === 0);
    return {
      brokers: [{ nodeId: NODE_ID, host: broker.host, port: broker.port }],
      clusterId: broker.clusterId,
      controllerId: NODE_ID,
      topics: isForAll ? broker.topics.all().map(described) : topics.map((topic) => lookUp(topic, broker)),
    };
  },
});

const lookUp = (
  { topicId, name }: Of<typeof topicRequest>,
  broker: BrokerContext,
): Of<typeof topicResponse> => {
  if (topicId !== ZERO_UUID) {
    const topic = broker.topics.findById(topicId);
    return topic === undefined ? absent(errorCodes.UNKNOWN_TOPIC_ID, null, topicId) : described(topic);
  }
  const topic = name === null ? undefined : broker.topics.find(name);
  return topic === undefined
    ? absent(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, name, ZERO_UUID)
    : described(topic);
};

const absent = (errorCode: ErrorCode, name: string | null, topicId: string): Of<typeof topicResponse> => ({
  errorCode,
  name,
  topicId,
  partitions: [],
});

const described = (topic: Topic): Of<typeof topicResponse> => ({
  errorCode: errorCodes.NONE,
  name: topic.name,
  topicId: topic.id,
  partitions: topic.partitions.map((_, partitionIndex) => ({
    errorCode: errorCodes.NONE,
    partitionIndex,
    leaderId: NODE_ID,
    leaderEpoch: LEADER_EPOCH,
    replicaNodes: [NODE_ID],
    isrNodes: [NODE_ID],
  })),
});
