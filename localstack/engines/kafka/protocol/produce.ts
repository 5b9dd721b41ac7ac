import { array, int16, int32, int64, nullableBytes, nullableString, string } from '../wire/codec.ts';
import { MalformedRequest } from '../wire/malformed-request.ts';
import { constant, type Of, since, struct } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { attempt } from './attempt.ts';
import type { BrokerContext } from './context.ts';
import { errorCodes, KafkaError } from './error-codes.ts';

const partitionRequest = struct({ index: int32, records: nullableBytes });

const request = struct({
  transactionalId: nullableString,
  acks: int16,
  timeoutMs: int32,
  topics: array(struct({ name: string, partitions: array(partitionRequest) })),
});

const partitionResponse = struct({
  index: int32,
  errorCode: int16,
  baseOffset: int64,
  logAppendTimeMs: since(2, int64, -1),
  logStartOffset: since(5, int64, -1),
  recordErrors: constant(array(struct({ batchIndex: int32, batchIndexErrorMessage: nullableString })), [], 8),
  errorMessage: since(8, nullableString, null),
});

const response = struct({
  responses: array(struct({ name: string, partitions: array(partitionResponse) })),
  throttleTimeMs: constant(int32, 0, 1),
});

/** Produce: appends one record batch to each of some partitions. */
export const produce = defineApi({
  key: 0,
  name: 'Produce',
  versions: { min: 3, max: 11 },
  flexibleFrom: 9,
  request,
  response,
  handle({ topics, acks }, broker) {
    const responses = topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((partition) => append(name, partition, acks, broker)),
    }));
    if (acks !== 0) return { responses };
    // A producer that takes no answers learns of a refusal as from Kafka: its connection ends.
    for (const { name, partitions } of responses) {
      const refused = partitions.find(({ errorCode }) => errorCode !== errorCodes.NONE);
      if (refused !== undefined) {
        throw new MalformedRequest(`With acks=0, ${name}-${refused.index} refused: ${refused.errorMessage}`);
      }
    }
    return undefined;
  },
});

const append = (
  topic: string,
  { index, records }: Of<typeof partitionRequest>,
  acks: number,
  broker: BrokerContext,
): Of<typeof partitionResponse> =>
  attempt(
    () => {
      if (acks < -1 || acks > 1) {
        throw new KafkaError(errorCodes.INVALID_REQUIRED_ACKS, `acks must be -1, 0 or 1; it is ${acks}.`);
      }
      const log = broker.topics.partition(topic, index);
      const { baseOffset, logAppendTime } = log.append(records);
      return {
        index,
        errorCode: errorCodes.NONE,
        baseOffset,
        logAppendTimeMs: logAppendTime ?? -1,
        logStartOffset: log.startOffset,
        errorMessage: null,
      };
    },
    ({ code, message }) => ({
      index,
      errorCode: code,
      baseOffset: -1,
      logAppendTimeMs: -1,
      logStartOffset: -1,
      errorMessage: message,
    }),
  );
