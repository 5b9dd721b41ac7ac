import { array, int16, int32, int64, nullableString, string } from '../wire/codec.ts';
import { between, constant, type Of, since, struct } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { attempt } from './attempt.ts';
import type { BrokerContext } from './context.ts';
import { type ErrorCode, errorCodes, KafkaError } from './error-codes.ts';

/** Kafka's offset.metadata.max.bytes. */
const MAX_METADATA_BYTES = 4096;

const partitionRequest = struct({
  partitionIndex: int32,
  committedOffset: int64,
  committedLeaderEpoch: since(6, int32, -1),
  committedMetadata: nullableString,
});

const request = struct({
  groupId: string,
  generationId: int32,
  memberId: string,
  groupInstanceId: since(7, nullableString, null),
  retentionTimeMs: between(2, 4, int64, -1),
  topics: array(struct({ name: string, partitions: array(partitionRequest) })),
});

const response = struct({
  throttleTimeMs: constant(int32, 0, 3),
  topics: array(
    struct({ name: string, partitions: array(struct({ partitionIndex: int32, errorCode: int16 })) }),
  ),
});

type Request = Of<typeof request>;

/** OffsetCommit: how far a group has read. Members must belong to the current generation; others may only write
 * to a group that has no members. */
export const offsetCommit = defineApi({
  key: 8,
  name: 'OffsetCommit',
  versions: { min: 2, max: 8 },
  flexibleFrom: 8,
  request,
  response,
  handle: (request, broker) =>
    attempt(
      () => commit(request, broker),
      ({ code }) => answer(request, () => code),
    ),
});

const commit = (request: Request, broker: BrokerContext) => {
  const { groupId, memberId, groupInstanceId, generationId } = request;
  const group = broker.groups.toCommit(groupId, generationId);
  const refusal = group.checkCommit({ memberId, instanceId: groupInstanceId, generation: generationId });
  if (refusal !== errorCodes.NONE) return answer(request, () => refusal);
  const verdicts = answer(request, (topic, partition) => checkPartition(topic, partition, broker));
  broker.groups.commit(
    group,
    request.topics.flatMap(({ name, partitions }) =>
      partitions
        .filter((partition) => checkPartition(name, partition, broker) === errorCodes.NONE)
        .map((partition) => ({
          topic: name,
          partition: partition.partitionIndex,
          committed: {
            offset: partition.committedOffset,
            leaderEpoch: partition.committedLeaderEpoch,
            metadata: partition.committedMetadata,
          },
        })),
    ),
  );
  return verdicts;
};

const checkPartition = (
  topic: string,
  { partitionIndex, committedMetadata }: Of<typeof partitionRequest>,
  broker: BrokerContext,
): ErrorCode =>
  attempt(
    () => {
      broker.topics.partition(topic, partitionIndex);
      if (Buffer.byteLength(committedMetadata ?? '') > MAX_METADATA_BYTES) {
        throw new KafkaError(
          errorCodes.OFFSET_METADATA_TOO_LARGE,
          `The metadata of an offset may have ${MAX_METADATA_BYTES} bytes.`,
        );
      }
      return errorCodes.NONE;
    },
    ({ code }) => code,
  );

const answer = (
  { topics }: Request,
  verdict: (topic: string, partition: Of<typeof partitionRequest>) => ErrorCode,
): Of<typeof response> => ({
  topics: topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((partition) => ({
      partitionIndex: partition.partitionIndex,
      errorCode: verdict(name, partition),
    })),
  })),
});
