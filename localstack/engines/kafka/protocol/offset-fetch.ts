import type { CommittedOffset } from '../storage/broker-storage.ts';
import { array, boolean, int16, int32, int64, nullableArray, nullableString, string } from '../wire/codec.ts';
import { between, constant, type Of, since, struct, until } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import type { BrokerContext } from './context.ts';
import { errorCodes } from './error-codes.ts';

const topicRequest = struct({ name: string, partitionIndexes: array(int32) });

const request = struct({
  groupId: until(7, string, ''),
  topics: until(7, nullableArray(topicRequest), []),
  groups: since(8, array(struct({ groupId: string, topics: nullableArray(topicRequest) })), []),
  requireStable: since(7, boolean, false),
});

const partitionResponse = struct({
  partitionIndex: int32,
  committedOffset: int64,
  committedLeaderEpoch: since(5, int32, -1),
  metadata: nullableString,
  errorCode: int16,
});

const topicResponse = struct({ name: string, partitions: array(partitionResponse) });

const response = struct({
  throttleTimeMs: constant(int32, 0, 3),
  topics: until(7, array(topicResponse), []),
  errorCode: between(2, 7, int16, 0),
  groups: since(8, array(struct({ groupId: string, topics: array(topicResponse), errorCode: int16 })), []),
});

type Topics = readonly Of<typeof topicRequest>[] | null;

/** OffsetFetch: how far groups have read; -1 where a group has no position. */
export const offsetFetch = defineApi({
  key: 9,
  name: 'OffsetFetch',
  versions: { min: 1, max: 8 },
  flexibleFrom: 6,
  request,
  response,
  handle: ({ groupId, topics, groups }, broker) => ({
    errorCode: errorCodes.NONE,
    topics: positions(groupId, topics, broker),
    groups: groups.map((wanted) => ({
      groupId: wanted.groupId,
      topics: positions(wanted.groupId, wanted.topics, broker),
      errorCode: errorCodes.NONE,
    })),
  }),
});

const positions = (
  groupId: string,
  topics: Topics,
  { groups }: BrokerContext,
): Of<typeof topicResponse>[] => {
  const wanted = topics ?? allTopics(groupId, groups);
  return wanted.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((partition) =>
      position(partition, groups.committedOffset(groupId, name, partition)),
    ),
  }));
};

const allTopics = (groupId: string, groups: BrokerContext['groups']): Of<typeof topicRequest>[] => {
  const byTopic = Map.groupBy(groups.committed(groupId), ({ topic }) => topic);
  return [...byTopic].map(([name, entries]) => ({
    name,
    partitionIndexes: entries.map(({ partition }) => partition),
  }));
};

const position = (
  partitionIndex: number,
  committed: CommittedOffset | undefined,
): Of<typeof partitionResponse> => ({
  partitionIndex,
  committedOffset: committed?.offset ?? -1,
  committedLeaderEpoch: committed?.leaderEpoch ?? -1,
  metadata: committed === undefined ? '' : (committed.metadata ?? ''),
  errorCode: errorCodes.NONE,
});
