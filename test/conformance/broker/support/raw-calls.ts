import { createTopics } from '../../../../localstack/engines/kafka/protocol/create-topics.ts';
import { fetch } from '../../../../localstack/engines/kafka/protocol/fetch.ts';
import { initProducerId } from '../../../../localstack/engines/kafka/protocol/init-producer-id.ts';
import { produce } from '../../../../localstack/engines/kafka/protocol/produce.ts';
import { ZERO_UUID } from '../../../../localstack/engines/kafka/wire/codec.ts';
import type { Of } from '../../../../localstack/engines/kafka/wire/struct.ts';
import { eventually } from '../../../support/eventually.ts';
import type { RawClient } from './raw-client.ts';

/** Makes a topic and waits until its partitions can be written to. */
export const createTopic = async (
  client: RawClient,
  name: string,
  configs: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const { topics } = await client.call(createTopics, 3, {
    topics: [
      {
        name,
        numPartitions: 1,
        replicationFactor: 1,
        assignments: [],
        configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
      },
    ],
    timeoutMs: 10_000,
    validateOnly: false,
  });
  if (topics[0]?.errorCode !== 0) throw new Error(`${name} was not created: ${topics[0]?.errorMessage}`);
  await eventually(`the partition of ${name}`, async () => {
    const { errorCode } = await fetchFrom(client, name, 0, { maxWaitMs: 0 });
    return errorCode === 0 ? true : undefined;
  });
};

/** Appends a batch to partition 0 and returns what the broker said of it. */
export const produceBatch = async (client: RawClient, topic: string, records: Buffer, acks = -1) => {
  const { responses } = await client.call(produce, 7, {
    transactionalId: null,
    acks,
    timeoutMs: 10_000,
    topics: [{ name: topic, partitions: [{ index: 0, records }] }],
  });
  return single(responses[0]?.partitions);
};

export interface FetchLimits {
  readonly maxWaitMs?: number;
  readonly minBytes?: number;
  readonly maxBytes?: number;
  readonly partitionMaxBytes?: number;
}

/** A request for partition 0 from an offset on. */
export const fetchRequest = (
  topic: string,
  fetchOffset: number,
  limits: FetchLimits = {},
): Of<typeof fetch.request> => {
  const { maxWaitMs = 5_000, minBytes = 1, maxBytes = 2 ** 26, partitionMaxBytes = 2 ** 24 } = limits;
  return {
    replicaId: -1,
    maxWaitMs,
    minBytes,
    maxBytes,
    isolationLevel: 0,
    sessionId: 0,
    sessionEpoch: -1,
    topics: [
      {
        topic,
        topicId: ZERO_UUID,
        partitions: [
          {
            partition: 0,
            currentLeaderEpoch: -1,
            fetchOffset,
            lastFetchedEpoch: -1,
            logStartOffset: -1,
            partitionMaxBytes,
          },
        ],
      },
    ],
    forgottenTopics: [],
    rackId: '',
  };
};

/** Reads partition 0. */
export const fetchFrom = async (
  client: RawClient,
  topic: string,
  fetchOffset: number,
  limits?: FetchLimits,
) => {
  const { responses } = await client.call(fetch, 11, fetchRequest(topic, fetchOffset, limits));
  return single(responses[0]?.partitions);
};

/** The identity of a new idempotent producer; a broker that has just started may have to be asked twice. */
export const newProducer = (client: RawClient): Promise<{ producerId: number; producerEpoch: number }> =>
  eventually('a producer id', async () => {
    const answer = await client.call(initProducerId, 1, {
      transactionalId: null,
      transactionTimeoutMs: 60_000,
      producerId: -1,
      producerEpoch: -1,
    });
    return answer.errorCode === 0 ? answer : undefined;
  });

const single = <T>(items: readonly T[] | undefined): T => {
  const [item] = items ?? [];
  if (item === undefined) throw new Error('The broker left the partition out of its answer.');
  return item;
};
