import { array, int16, int32, int64, string } from '../wire/codec.ts';
import { constant, struct } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { attempt } from './attempt.ts';
import { errorCodes } from './error-codes.ts';

const request = struct({
  topics: array(
    struct({ name: string, partitions: array(struct({ partitionIndex: int32, offset: int64 })) }),
  ),
  timeoutMs: int32,
});

const response = struct({
  throttleTimeMs: constant(int32, 0),
  topics: array(
    struct({
      name: string,
      partitions: array(struct({ partitionIndex: int32, lowWatermark: int64, errorCode: int16 })),
    }),
  ),
});

/** DeleteRecords: moves the start of a log forward. */
export const deleteRecords = defineApi({
  key: 21,
  name: 'DeleteRecords',
  versions: { min: 0, max: 2 },
  flexibleFrom: 2,
  request,
  response,
  handle: ({ topics }, broker) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex, offset }) =>
        attempt(
          () => ({
            partitionIndex,
            lowWatermark: broker.topics.partition(name, partitionIndex).deleteBefore(offset),
            errorCode: errorCodes.NONE,
          }),
          ({ code }) => ({ partitionIndex, lowWatermark: -1, errorCode: code }),
        ),
      ),
    })),
  }),
});
