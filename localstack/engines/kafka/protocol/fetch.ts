import type { PartitionLog } from '../log/partition-log.ts';
import type { Topic } from '../topics/topic.ts';
import {
  array,
  bytes,
  int8,
  int16,
  int32,
  int64,
  nullableArray,
  string,
  uuid,
  ZERO_UUID,
} from '../wire/codec.ts';
import { constant, type Of, since, struct, until } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { attempt } from './attempt.ts';
import { type BrokerContext, type ConnectionContext, LEADER_EPOCH } from './context.ts';
import { type ErrorCode, errorCodes, KafkaError } from './error-codes.ts';

const FIRST_VERSION_WITH_TOPIC_IDS = 13;
const NO_RECORDS = Buffer.alloc(0);

const partitionRequest = struct({
  partition: int32,
  currentLeaderEpoch: since(9, int32, -1),
  fetchOffset: int64,
  lastFetchedEpoch: since(12, int32, -1),
  logStartOffset: since(5, int64, -1),
  partitionMaxBytes: int32,
});

const topicRequest = struct({
  topic: until(12, string, ''),
  topicId: since(13, uuid, ZERO_UUID),
  partitions: array(partitionRequest),
});

const request = struct({
  replicaId: until(14, int32, -1),
  maxWaitMs: int32,
  minBytes: int32,
  maxBytes: int32,
  isolationLevel: int8,
  sessionId: since(7, int32, 0),
  sessionEpoch: since(7, int32, -1),
  topics: array(topicRequest),
  forgottenTopics: since(
    7,
    array(
      struct({ topic: until(12, string, ''), topicId: since(13, uuid, ZERO_UUID), partitions: array(int32) }),
    ),
    [],
  ),
  rackId: since(11, string, ''),
});

const partitionResponse = struct({
  partitionIndex: int32,
  errorCode: int16,
  highWatermark: int64,
  lastStableOffset: int64,
  logStartOffset: since(5, int64, -1),
  abortedTransactions: constant(nullableArray(struct({ producerId: int64, firstOffset: int64 })), null),
  preferredReadReplica: constant(int32, -1, 11),
  records: bytes,
});

const topicResponse = struct({
  topic: until(12, string, ''),
  topicId: since(13, uuid, ZERO_UUID),
  partitions: array(partitionResponse),
});

const response = struct({
  throttleTimeMs: constant(int32, 0, 1),
  errorCode: since(7, int16, 0),
  sessionId: since(7, int32, 0),
  responses: array(topicResponse),
});

type Request = Of<typeof request>;
type Response = Of<typeof response>;

/**
 * Fetch: record batches of some partitions, from given offsets on; waits up to `maxWaitMs` until `minBytes` are
 * there. Fetch sessions (KIP-227) are never opened, as a broker is free to do: each request names all it wants.
 */
export const fetch = defineApi({
  key: 1,
  name: 'Fetch',
  versions: { min: 4, max: 17 },
  flexibleFrom: 12,
  request,
  response,
  handle(request, broker, connection, version) {
    if (request.sessionId !== 0) {
      return { errorCode: errorCodes.FETCH_SESSION_ID_NOT_FOUND, sessionId: 0, responses: [] };
    }
    const deadline = broker.clock.now() + request.maxWaitMs;
    const collected = collect(request, broker, version);
    if (collected.isDue || request.maxWaitMs <= 0) return collected.response;
    return waitForMore(request, broker, connection, version, deadline);
  },
});

interface Collected {
  readonly response: Response;
  /** Enough bytes, or an error that the client should hear of at once. */
  readonly isDue: boolean;
}

const waitForMore = async (
  request: Request,
  broker: BrokerContext,
  connection: ConnectionContext,
  version: number,
  deadline: number,
): Promise<Response> => {
  for (;;) {
    const isInTime = await changeOrTimeout(logsOf(request, broker), broker, connection, deadline);
    const collected = collect(request, broker, version);
    if (collected.isDue || !isInTime) return collected.response;
  }
};

/** Whether one of the logs changed before the deadline; `false` too when the connection ends. */
const changeOrTimeout = (
  logs: readonly PartitionLog[],
  { clock }: BrokerContext,
  connection: ConnectionContext,
  deadline: number,
): Promise<boolean> => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const stops = [
    ...logs.map((log) => log.onChange(() => resolve(true))),
    clock.schedule(Math.max(0, deadline - clock.now()), () => resolve(false)),
    connection.onClose(() => resolve(false)),
  ];
  return promise.finally(() => {
    for (const stop of stops) stop();
  });
};

const logsOf = ({ topics }: Request, broker: BrokerContext): PartitionLog[] =>
  topics.flatMap((wanted) => {
    const topic = broker.topics.find(wanted.topic) ?? broker.topics.findById(wanted.topicId);
    return wanted.partitions.flatMap(({ partition }) => topic?.partitions[partition] ?? []);
  });

const collect = (request: Request, broker: BrokerContext, version: number): Collected => {
  let remainingBytes = request.maxBytes;
  let collectedBytes = 0;
  let isRefused = false;
  const responses = request.topics.map(({ topic: name, topicId, partitions }) => {
    const hasId = version >= FIRST_VERSION_WITH_TOPIC_IDS;
    const topic = hasId ? broker.topics.findById(topicId) : broker.topics.find(name);
    const unknown = hasId ? errorCodes.UNKNOWN_TOPIC_ID : errorCodes.UNKNOWN_TOPIC_OR_PARTITION;
    return {
      topic: name,
      topicId,
      partitions: partitions.map((partition) => {
        // The first batch of an answer may exceed the limit; otherwise a consumer could not get past it.
        const read = readPartition(partition, topic, unknown, remainingBytes, collectedBytes === 0);
        collectedBytes += read.records.length;
        remainingBytes -= read.records.length;
        isRefused ||= read.errorCode !== errorCodes.NONE;
        return read;
      }),
    };
  });
  return {
    response: { errorCode: errorCodes.NONE, sessionId: 0, responses },
    isDue: isRefused || collectedBytes >= request.minBytes || request.topics.length === 0,
  };
};

const readPartition = (
  wanted: Of<typeof partitionRequest>,
  topic: Topic | undefined,
  unknown: ErrorCode,
  remainingBytes: number,
  atLeastOne: boolean,
): Of<typeof partitionResponse> => {
  const log = topic?.partitions[wanted.partition];
  if (log === undefined) {
    const code = topic === undefined ? unknown : errorCodes.UNKNOWN_TOPIC_OR_PARTITION;
    return refusedPartition(wanted.partition, code, undefined);
  }
  return attempt(
    () => {
      checkLeaderEpoch(wanted.currentLeaderEpoch);
      const limit = Math.min(wanted.partitionMaxBytes, remainingBytes);
      return {
        partitionIndex: wanted.partition,
        errorCode: errorCodes.NONE,
        records: log.read(wanted.fetchOffset, limit, atLeastOne) ?? NO_RECORDS,
        ...marksOf(log),
      };
    },
    ({ code }) => refusedPartition(wanted.partition, code, log),
  );
};

/**
 * Clients send the epoch that they know, so that a broker detects a changed leader. Here the leader never changes.
 */
export const checkLeaderEpoch = (epoch: number): void => {
  if (epoch > LEADER_EPOCH) {
    throw new KafkaError(
      errorCodes.UNKNOWN_LEADER_EPOCH,
      `The leader epoch is ${LEADER_EPOCH}, not ${epoch}.`,
    );
  }
};

const refusedPartition = (
  partitionIndex: number,
  errorCode: ErrorCode,
  log: PartitionLog | undefined,
): Of<typeof partitionResponse> => {
  const marks =
    log === undefined ? { highWatermark: -1, lastStableOffset: -1, logStartOffset: -1 } : marksOf(log);
  return { partitionIndex, errorCode, records: NO_RECORDS, ...marks };
};

const marksOf = (log: PartitionLog) => ({
  highWatermark: log.endOffset,
  lastStableOffset: log.endOffset,
  logStartOffset: log.startOffset,
});
