import { int16, int32, int64, nullableString } from '../wire/codec.ts';
import { constant, since, struct } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { errorCodes } from './error-codes.ts';

const request = struct({
  transactionalId: nullableString,
  transactionTimeoutMs: int32,
  producerId: since(3, int64, -1),
  producerEpoch: since(3, int16, -1),
});

const response = struct({
  throttleTimeMs: constant(int32, 0),
  errorCode: int16,
  producerId: int64,
  producerEpoch: int16,
});

/**
 * InitProducerId: the identity of an idempotent producer. A transactional one is refused: the broker has no
 * transactions, and INVALID_REQUEST is an error that clients report instead of retrying forever.
 */
export const initProducerId = defineApi({
  key: 22,
  name: 'InitProducerId',
  versions: { min: 0, max: 4 },
  flexibleFrom: 2,
  request,
  response,
  handle: ({ transactionalId }, broker) =>
    transactionalId === null
      ? { errorCode: errorCodes.NONE, producerId: broker.producerIds.next(), producerEpoch: 0 }
      : { errorCode: errorCodes.INVALID_REQUEST, producerId: -1, producerEpoch: -1 },
});
