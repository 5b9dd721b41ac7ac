import type { PartitionLog } from '../log/partition-log.ts';
import { array, int8, int16, int32, int64, string } from '../wire/codec.ts';
import { constant, type Of, since, struct } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { attempt } from './attempt.ts';
import { type BrokerContext, LEADER_EPOCH } from './context.ts';
import { errorCodes } from './error-codes.ts';
import { checkLeaderEpoch } from './fetch.ts';

const LATEST = -1;
const EARLIEST = -2;
const MAX_TIMESTAMP = -3;
/** The answer when no record is as young as asked. */
const NONE_FOUND = { timestamp: -1, offset: -1, leaderEpoch: -1 };

const partitionRequest = struct({
  partitionIndex: int32,
  currentLeaderEpoch: since(4, int32, -1),
  timestamp: int64,
});

const request = struct({
  replicaId: int32,
  isolationLevel: since(2, int8, 0),
  topics: array(struct({ name: string, partitions: array(partitionRequest) })),
});

const partitionResponse = struct({
  partitionIndex: int32,
  errorCode: int16,
  timestamp: int64,
  offset: int64,
  leaderEpoch: since(4, int32, -1),
});

const response = struct({
  throttleTimeMs: constant(int32, 0, 2),
  topics: array(struct({ name: string, partitions: array(partitionResponse) })),
});

/** ListOffsets: the first offset, the next one, or the first record that is not older than a time. */
export const listOffsets = defineApi({
  key: 2,
  name: 'ListOffsets',
  versions: { min: 1, max: 7 },
  flexibleFrom: 6,
  request,
  response,
  handle: ({ topics }, broker) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((partition) => lookUp(name, partition, broker)),
    })),
  }),
});

const lookUp = (
  topic: string,
  { partitionIndex, currentLeaderEpoch, timestamp }: Of<typeof partitionRequest>,
  broker: BrokerContext,
): Of<typeof partitionResponse> =>
  attempt(
    () => {
      const log = broker.topics.partition(topic, partitionIndex);
      checkLeaderEpoch(currentLeaderEpoch);
      return { partitionIndex, errorCode: errorCodes.NONE, ...find(log, timestamp) };
    },
    ({ code }) => ({ partitionIndex, errorCode: code, ...NONE_FOUND }),
  );

const find = (log: PartitionLog, timestamp: number) => {
  if (timestamp === LATEST) return { timestamp: -1, offset: log.endOffset, leaderEpoch: LEADER_EPOCH };
  if (timestamp === EARLIEST) return { timestamp: -1, offset: log.startOffset, leaderEpoch: LEADER_EPOCH };
  const found = timestamp === MAX_TIMESTAMP ? log.newestRecord() : log.offsetNotBefore(timestamp);
  return found === undefined ? NONE_FOUND : { ...found, leaderEpoch: LEADER_EPOCH };
};
