import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiVersionsApi } from '../../../localstack/engines/kafka/protocol/all.ts';
import { alterConfigs } from '../../../localstack/engines/kafka/protocol/alter-configs.ts';
import type { Api, ApiHeader } from '../../../localstack/engines/kafka/protocol/api.ts';
import { createPartitions } from '../../../localstack/engines/kafka/protocol/create-partitions.ts';
import { createTopics } from '../../../localstack/engines/kafka/protocol/create-topics.ts';
import { deleteGroups } from '../../../localstack/engines/kafka/protocol/delete-groups.ts';
import { deleteRecords } from '../../../localstack/engines/kafka/protocol/delete-records.ts';
import { deleteTopics } from '../../../localstack/engines/kafka/protocol/delete-topics.ts';
import { describeCluster } from '../../../localstack/engines/kafka/protocol/describe-cluster.ts';
import { describeConfigs } from '../../../localstack/engines/kafka/protocol/describe-configs.ts';
import { describeGroups } from '../../../localstack/engines/kafka/protocol/describe-groups.ts';
import { fetch } from '../../../localstack/engines/kafka/protocol/fetch.ts';
import { findCoordinator } from '../../../localstack/engines/kafka/protocol/find-coordinator.ts';
import { heartbeat } from '../../../localstack/engines/kafka/protocol/heartbeat.ts';
import { incrementalAlterConfigs } from '../../../localstack/engines/kafka/protocol/incremental-alter-configs.ts';
import { initProducerId } from '../../../localstack/engines/kafka/protocol/init-producer-id.ts';
import { joinGroup } from '../../../localstack/engines/kafka/protocol/join-group.ts';
import { leaveGroup } from '../../../localstack/engines/kafka/protocol/leave-group.ts';
import { listGroups } from '../../../localstack/engines/kafka/protocol/list-groups.ts';
import { listOffsets } from '../../../localstack/engines/kafka/protocol/list-offsets.ts';
import { metadata } from '../../../localstack/engines/kafka/protocol/metadata.ts';
import { offsetCommit } from '../../../localstack/engines/kafka/protocol/offset-commit.ts';
import { offsetFetch } from '../../../localstack/engines/kafka/protocol/offset-fetch.ts';
import { produce } from '../../../localstack/engines/kafka/protocol/produce.ts';
import { syncGroup } from '../../../localstack/engines/kafka/protocol/sync-group.ts';
import { ZERO_UUID } from '../../../localstack/engines/kafka/wire/codec.ts';
import { eventually } from '../../support/eventually.ts';
import { type BrokerUnderTest, brokerUnderTest, uniqueName } from './support/broker-under-test.ts';
import { buildBatch } from './support/build-batch.ts';
import { createTopic, newProducer, produceBatch } from './support/raw-calls.ts';
import { encode, RawClient } from './support/raw-client.ts';

const UNSUPPORTED_VERSION = 35;
const TOPIC_RESOURCE = 2;
/** Not `consumer`: of consumers, a broker wants to understand what members say about themselves. */
const PROTOCOL_TYPE = 'conformance';

let broker: BrokerUnderTest;
let raw: RawClient;
/** Has one batch of two records. */
let topic: string;
let topicId: string;
/** What the broker says it speaks. */
let spoken: Map<number, { minVersion: number; maxVersion: number }>;

beforeAll(async () => {
  broker = await brokerUnderTest();
  raw = await RawClient.connect(broker);
  topic = uniqueName('versions');
  await createTopic(raw, topic);
  await produceBatch(raw, topic, buildBatch({ values: ['first', 'second'] }));
  await newProducer(raw);
  const { topics } = await raw.call(metadata, 12, {
    topics: [{ topicId: ZERO_UUID, name: topic }],
    allowAutoTopicCreation: false,
    includeClusterAuthorizedOperations: false,
    includeTopicAuthorizedOperations: false,
  });
  topicId = topics[0]?.topicId ?? '';
  const { apiKeys } = await raw.call(apiVersionsApi, 3, {
    clientSoftwareName: 'conformance',
    clientSoftwareVersion: '1.0',
  });
  spoken = new Map(apiKeys.map((range) => [range.apiKey, range]));
});
afterAll(async () => {
  raw.close();
  await broker.close();
});

/** Runs `check` for each version that we describe; those that this broker does not speak are passed over. */
const inEveryVersion = (api: ApiHeader, check: (version: number) => Promise<void>): void => {
  const { min, max } = api.versions;
  const versions = Array.from({ length: max - min + 1 }, (_, index) => min + index);
  test.each(versions)(`${api.name} version %i is understood to the last byte`, async (version) => {
    const range = spoken.get(api.key);
    expect(range, `the broker speaks ${api.name}`).toBeDefined();
    if (range === undefined || version < range.minVersion || version > range.maxVersion) return;
    await check(version);
  });
};

/** As above, for a call whose answer is compared with what is expected of it. */
const answers = <Request, Response>(
  api: Api<Request, Response>,
  request: (version: number) => Request,
  expected: (version: number) => unknown,
): void => {
  inEveryVersion(api, async (version) => {
    const answer = await eventually(`${api.name} to answer as expected`, async () => {
      const given = await raw.call(api, version, request(version));
      return isLoading(given) ? undefined : given;
    });
    expect(answer).toMatchObject(Object(expected(version)));
  });
};

/** A broker that has just started asks for patience: COORDINATOR_LOAD_IN_PROGRESS to NOT_COORDINATOR. */
const isLoading = (answer: unknown): boolean =>
  [14, 15, 16].some((code) => JSON.stringify(answer).includes(`"errorCode":${code}`));

describe('records', () => {
  answers(
    produce,
    () => ({
      transactionalId: null,
      acks: -1,
      timeoutMs: 10_000,
      topics: [{ name: topic, partitions: [{ index: 0, records: buildBatch({ values: ['x'] }) }] }],
    }),
    () => ({ responses: [{ name: topic, partitions: [{ index: 0, errorCode: 0, logAppendTimeMs: -1 }] }] }),
  );

  answers(
    fetch,
    (version) => ({
      replicaId: -1,
      maxWaitMs: 1000,
      minBytes: 1,
      maxBytes: 1_000_000,
      isolationLevel: 0,
      sessionId: 0,
      sessionEpoch: -1,
      topics: [
        {
          topic,
          topicId: version >= 13 ? topicId : ZERO_UUID,
          partitions: [
            {
              partition: 0,
              currentLeaderEpoch: -1,
              fetchOffset: 0,
              lastFetchedEpoch: -1,
              logStartOffset: -1,
              partitionMaxBytes: 1_000_000,
            },
          ],
        },
      ],
      forgottenTopics: [],
      rackId: '',
    }),
    (version) => ({
      errorCode: 0,
      sessionId: 0,
      responses: [
        {
          topic: version >= 13 ? '' : topic,
          topicId: version >= 13 ? topicId : ZERO_UUID,
          partitions: [{ partitionIndex: 0, errorCode: 0, records: expect.any(Buffer) }],
        },
      ],
    }),
  );

  answers(
    listOffsets,
    () => ({
      replicaId: -1,
      isolationLevel: 0,
      topics: [{ name: topic, partitions: [{ partitionIndex: 0, currentLeaderEpoch: -1, timestamp: -2 }] }],
    }),
    () => ({ topics: [{ name: topic, partitions: [{ partitionIndex: 0, errorCode: 0, offset: 0 }] }] }),
  );

  answers(
    initProducerId,
    () => ({ transactionalId: null, transactionTimeoutMs: 60_000, producerId: -1, producerEpoch: -1 }),
    () => ({ errorCode: 0, producerId: expect.any(Number), producerEpoch: 0 }),
  );

  answers(
    deleteRecords,
    () => ({
      topics: [{ name: topic, partitions: [{ partitionIndex: 0, offset: 0 }] }],
      timeoutMs: 10_000,
    }),
    () => ({ topics: [{ name: topic, partitions: [{ partitionIndex: 0, errorCode: 0, lowWatermark: 0 }] }] }),
  );
});

describe('the cluster and its topics', () => {
  answers(
    apiVersionsApi,
    () => ({ clientSoftwareName: 'conformance', clientSoftwareVersion: '1.0' }),
    () => ({ errorCode: 0, apiKeys: expect.arrayContaining([{ apiKey: 18, minVersion: 0, maxVersion: 4 }]) }),
  );

  answers(
    metadata,
    () => ({
      topics: [{ topicId: ZERO_UUID, name: topic }],
      allowAutoTopicCreation: false,
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    }),
    (version) => ({
      brokers: [{ port: expect.any(Number) }],
      topics: [
        {
          errorCode: 0,
          name: topic,
          topicId: version >= 10 ? topicId : ZERO_UUID,
          partitions: [{ errorCode: 0, partitionIndex: 0, leaderEpoch: version >= 7 ? 0 : -1 }],
        },
      ],
    }),
  );

  answers(
    describeCluster,
    () => ({ includeClusterAuthorizedOperations: false, endpointType: 1 }),
    () => ({ errorCode: 0, brokers: [{ port: expect.any(Number) }] }),
  );

  answers(
    createTopics,
    (version) => ({
      topics: [
        {
          name: uniqueName(`created-in-version-${version}`),
          numPartitions: 2,
          replicationFactor: 1,
          assignments: [],
          configs: [{ name: 'retention.ms', value: '3600000' }],
        },
      ],
      timeoutMs: 10_000,
      validateOnly: true,
    }),
    (version) => ({ topics: [{ errorCode: 0, numPartitions: version >= 5 ? 2 : -1 }] }),
  );

  inEveryVersion(deleteTopics, async (version) => {
    const doomed = uniqueName('doomed');
    await createTopic(raw, doomed);

    const { responses } = await raw.call(deleteTopics, version, {
      topics: [{ name: doomed, topicId: ZERO_UUID }],
      topicNames: [doomed],
      timeoutMs: 10_000,
    });

    expect(responses).toMatchObject([{ name: doomed, errorCode: 0 }]);
  });

  answers(
    createPartitions,
    () => ({ topics: [{ name: topic, count: 3, assignments: null }], timeoutMs: 10_000, validateOnly: true }),
    () => ({ results: [{ name: topic, errorCode: 0 }] }),
  );

  answers(
    describeConfigs,
    () => ({
      resources: [
        { resourceType: TOPIC_RESOURCE, resourceName: topic, configurationKeys: ['max.message.bytes'] },
      ],
      includeSynonyms: false,
      includeDocumentation: false,
    }),
    (version) => ({
      results: [
        {
          errorCode: 0,
          resourceName: topic,
          configs: [
            {
              name: 'max.message.bytes',
              value: '1048588',
              configSource: 5,
              configType: version >= 3 ? 3 : 0,
            },
          ],
        },
      ],
    }),
  );

  answers(
    alterConfigs,
    () => ({
      resources: [
        {
          resourceType: TOPIC_RESOURCE,
          resourceName: topic,
          configs: [{ name: 'retention.ms', value: '1000' }],
        },
      ],
      validateOnly: true,
    }),
    () => ({ responses: [{ errorCode: 0, resourceName: topic }] }),
  );

  answers(
    incrementalAlterConfigs,
    () => ({
      resources: [
        {
          resourceType: TOPIC_RESOURCE,
          resourceName: topic,
          configs: [{ name: 'retention.ms', configOperation: 0, value: '1000' }],
        },
      ],
      validateOnly: true,
    }),
    () => ({ responses: [{ errorCode: 0, resourceName: topic }] }),
  );
});

describe('groups', () => {
  answers(
    findCoordinator,
    () => ({ key: 'some-group', keyType: 0, coordinatorKeys: ['some-group'] }),
    (version) =>
      version >= 4
        ? { coordinators: [{ key: 'some-group', errorCode: 0, port: expect.any(Number) }] }
        : { errorCode: 0, port: expect.any(Number) },
  );

  inEveryVersion(joinGroup, async (version) => {
    const groupId = uniqueName(`join-${version}`);
    const memberId = await joinAlone(groupId, version);

    expect(memberId).not.toBe('');
  });

  inEveryVersion(syncGroup, async (version) => {
    const groupId = uniqueName(`sync-${version}`);
    const memberId = await joinAlone(groupId);

    const answer = await raw.call(syncGroup, version, {
      groupId,
      generationId: 1,
      memberId,
      groupInstanceId: null,
      protocolType: PROTOCOL_TYPE,
      protocolName: 'range',
      assignments: [{ memberId, assignment: Buffer.from('all') }],
    });

    expect(answer).toMatchObject({ errorCode: 0, assignment: Buffer.from('all') });
  });

  inEveryVersion(heartbeat, async (version) => {
    const groupId = uniqueName(`heartbeat-${version}`);
    const memberId = await joinAlone(groupId);

    const answer = await raw.call(heartbeat, version, {
      groupId,
      generationId: 1,
      memberId,
      groupInstanceId: null,
    });

    expect(answer.errorCode).toBe(0);
  });

  inEveryVersion(leaveGroup, async (version) => {
    const groupId = uniqueName(`leave-${version}`);
    const memberId = await joinAlone(groupId);

    const answer = await raw.call(leaveGroup, version, {
      groupId,
      memberId,
      members: [{ memberId, groupInstanceId: null, reason: null }],
    });

    expect(answer).toMatchObject({ errorCode: 0, members: version >= 3 ? [{ memberId, errorCode: 0 }] : [] });
  });

  inEveryVersion(offsetCommit, async (version) => {
    const groupId = uniqueName(`commit-${version}`);

    expect(await commit(groupId, version)).toMatchObject({
      topics: [{ name: topic, partitions: [{ partitionIndex: 0, errorCode: 0 }] }],
    });
  });

  inEveryVersion(offsetFetch, async (version) => {
    const groupId = uniqueName(`fetch-${version}`);
    await commit(groupId, 7);
    const wanted = [{ name: topic, partitionIndexes: [0] }];

    const answer = await raw.call(offsetFetch, version, {
      groupId,
      topics: wanted,
      groups: [{ groupId, topics: wanted }],
      requireStable: false,
    });

    const topics = [
      {
        name: topic,
        partitions: [{ partitionIndex: 0, committedOffset: 2, metadata: 'note', errorCode: 0 }],
      },
    ];
    expect(answer).toMatchObject(version >= 8 ? { groups: [{ groupId, topics }] } : { topics });
  });

  answers(
    describeGroups,
    () => ({ groups: ['never-was'], includeAuthorizedOperations: false }),
    () => ({ groups: [{ errorCode: 0, groupId: 'never-was', groupState: 'Dead', members: [] }] }),
  );

  answers(
    listGroups,
    () => ({ statesFilter: [] }),
    () => ({ errorCode: 0, groups: expect.any(Array) }),
  );

  answers(
    deleteGroups,
    () => ({ groupsNames: ['never-was'] }),
    () => ({ results: [{ groupId: 'never-was', errorCode: 69 }] }),
  );
});

test('an unknown version of ApiVersions is answered in version 0, with the versions there are', async () => {
  const client = await RawClient.connect(broker);

  const frame = await client.send(
    encode({ ...apiVersionsApi, flexibleFrom: 3 }, 99, 1, {
      clientSoftwareName: 'conformance',
      clientSoftwareVersion: '1.0',
    }),
  );

  expect(frame.readInt16BE(4)).toBe(UNSUPPORTED_VERSION);
  expect(frame.readInt32BE(6)).toBeGreaterThan(0);
  client.close();
});

test('an unknown version of another call ends the connection', async () => {
  const client = await RawClient.connect(broker);

  const answer = client.send(encode(listGroups, 999, 1, { statesFilter: [] }));

  await expect(answer).rejects.toThrow('closed the connection');
});

/** Joins a group as its only member, and returns the member's id. */
const joinAlone = (groupId: string, version = 5): Promise<string> => {
  let memberId = '';
  return eventually('a place in the group', async () => {
    const answer = await raw.call(joinGroup, version, {
      groupId,
      sessionTimeoutMs: 30_000,
      rebalanceTimeoutMs: 30_000,
      memberId,
      groupInstanceId: null,
      protocolType: PROTOCOL_TYPE,
      protocols: [{ name: 'range', metadata: Buffer.from('metadata') }],
      reason: null,
    });
    memberId = answer.memberId;
    return answer.errorCode === 0 ? memberId : undefined;
  });
};

const commit = (groupId: string, version: number) =>
  raw.call(offsetCommit, version, {
    groupId,
    generationId: -1,
    memberId: '',
    groupInstanceId: null,
    retentionTimeMs: -1,
    topics: [
      {
        name: topic,
        partitions: [
          { partitionIndex: 0, committedOffset: 2, committedLeaderEpoch: 0, committedMetadata: 'note' },
        ],
      },
    ],
  });
