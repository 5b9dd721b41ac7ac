import { afterAll, beforeAll, expect, test } from 'vitest';
import { findCoordinator } from '../../../localstack/engines/kafka/protocol/find-coordinator.ts';
import { heartbeat } from '../../../localstack/engines/kafka/protocol/heartbeat.ts';
import { joinGroup } from '../../../localstack/engines/kafka/protocol/join-group.ts';
import { leaveGroup } from '../../../localstack/engines/kafka/protocol/leave-group.ts';
import { offsetCommit } from '../../../localstack/engines/kafka/protocol/offset-commit.ts';
import { offsetFetch } from '../../../localstack/engines/kafka/protocol/offset-fetch.ts';
import { syncGroup } from '../../../localstack/engines/kafka/protocol/sync-group.ts';
import { eventually } from '../../support/eventually.ts';
import { type BrokerUnderTest, brokerUnderTest, uniqueName } from './support/broker-under-test.ts';
import { createTopic } from './support/raw-calls.ts';
import { RawClient } from './support/raw-client.ts';

const UNKNOWN_TOPIC_OR_PARTITION = 3;
const OFFSET_METADATA_TOO_LARGE = 12;
const ILLEGAL_GENERATION = 22;
const INCONSISTENT_GROUP_PROTOCOL = 23;
const INVALID_GROUP_ID = 24;
const UNKNOWN_MEMBER_ID = 25;
const INVALID_SESSION_TIMEOUT = 26;
const REBALANCE_IN_PROGRESS = 27;
const MEMBER_ID_REQUIRED = 79;
const FENCED_INSTANCE_ID = 82;
/** Not `consumer`: of consumers, a broker wants to understand what members say about themselves. */
const PROTOCOL_TYPE = 'conformance';

let broker: BrokerUnderTest;
const clients: RawClient[] = [];
let topic: string;

beforeAll(async () => {
  broker = await brokerUnderTest();
  const client = await newClient();
  topic = uniqueName('fencing');
  await createTopic(client, topic);
  await eventually('a coordinator', async () => {
    const { errorCode } = await client.call(findCoordinator, 2, {
      key: 'any',
      keyType: 0,
      coordinatorKeys: [],
    });
    return errorCode === 0 ? true : undefined;
  });
});
afterAll(async () => {
  for (const client of clients) client.close();
  await broker.close();
});

const newClient = async (): Promise<RawClient> => {
  const client = await RawClient.connect(broker);
  clients.push(client);
  return client;
};

interface JoinOptions {
  readonly memberId?: string;
  readonly sessionTimeoutMs?: number;
  readonly protocol?: string;
  readonly groupInstanceId?: string;
  readonly version?: number;
}

/** Kafka's `group.min.session.timeout.ms`. */
const MIN_SESSION_MS = 6_000;

/** One consumer with a connection of its own. */
class RawMember {
  readonly client: RawClient;
  readonly groupId: string;
  memberId = '';
  generationId = -1;
  groupInstanceId: string | null = null;

  constructor(client: RawClient, groupId: string) {
    this.client = client;
    this.groupId = groupId;
  }

  static async in(groupId: string): Promise<RawMember> {
    return new RawMember(await newClient(), groupId);
  }

  async joinOnce(options: JoinOptions = {}) {
    const answer = await this.client.call(joinGroup, options.version ?? 5, {
      groupId: this.groupId,
      sessionTimeoutMs: options.sessionTimeoutMs ?? 30_000,
      rebalanceTimeoutMs: 30_000,
      memberId: options.memberId ?? this.memberId,
      groupInstanceId: options.groupInstanceId ?? this.groupInstanceId,
      protocolType: PROTOCOL_TYPE,
      protocols: [{ name: options.protocol ?? 'range', metadata: Buffer.from('metadata') }],
      reason: null,
    });
    this.memberId = answer.memberId;
    this.generationId = answer.generationId;
    return answer;
  }

  /** Joins with the id that the broker gives; a broker that has just started may have to be asked again. */
  join(options: JoinOptions = {}) {
    return eventually('a place in the group', async () => {
      const answer = await this.joinOnce(options);
      return answer.errorCode === 0 ? answer : undefined;
    });
  }

  sync(assignments: readonly { memberId: string; assignment: Buffer }[] = []) {
    const { groupId, generationId, memberId, groupInstanceId } = this;
    return this.client.call(syncGroup, 3, {
      groupId,
      generationId,
      memberId,
      groupInstanceId,
      protocolType: null,
      protocolName: null,
      assignments,
    });
  }

  async heartbeat(): Promise<number> {
    const { groupId, generationId, memberId, groupInstanceId } = this;
    return (await this.client.call(heartbeat, 3, { groupId, generationId, memberId, groupInstanceId }))
      .errorCode;
  }

  async commit(
    offset: number,
    where: { topic?: string; partition?: number; metadata?: string } = {},
  ): Promise<number | undefined> {
    const { groupId, generationId, memberId, groupInstanceId } = this;
    const { topics } = await this.client.call(offsetCommit, 7, {
      groupId,
      generationId,
      memberId,
      groupInstanceId,
      retentionTimeMs: -1,
      topics: [
        {
          name: where.topic ?? topic,
          partitions: [
            {
              partitionIndex: where.partition ?? 0,
              committedOffset: offset,
              committedLeaderEpoch: -1,
              committedMetadata: where.metadata ?? null,
            },
          ],
        },
      ],
    });
    return topics[0]?.partitions[0]?.errorCode;
  }

  async committed(): Promise<number | undefined> {
    const { topics } = await this.client.call(offsetFetch, 5, {
      groupId: this.groupId,
      topics: [{ name: topic, partitionIndexes: [0] }],
      groups: [],
      requireStable: false,
    });
    return topics[0]?.partitions[0]?.committedOffset;
  }

  /** Joins alone and takes everything. */
  async joinAlone(): Promise<this> {
    await this.join();
    await this.sync([{ memberId: this.memberId, assignment: Buffer.from('all') }]);
    return this;
  }
}

test('a new member gets its id first, and joins with it', async () => {
  const member = await RawMember.in(uniqueName('member-id'));

  const told = await eventually('an answer of the coordinator', async () => {
    const answer = await member.joinOnce({ memberId: '' });
    return answer.errorCode === MEMBER_ID_REQUIRED ? answer : undefined;
  });
  const joined = await member.joinOnce();

  expect(told.memberId).not.toBe('');
  expect(joined).toMatchObject({ errorCode: 0, memberId: told.memberId, leader: told.memberId });
});

test('a client of an old version joins at once, without an id', async () => {
  const member = await RawMember.in(uniqueName('old-client'));

  const joined = await member.join({ version: 3, memberId: '' });

  expect(joined.memberId).not.toBe('');
});

test('only the leader gets the list of members, and its assignments reach the others', async () => {
  const groupId = uniqueName('leader');
  const leader = await (await RawMember.in(groupId)).joinAlone();
  const follower = await RawMember.in(groupId);

  const followerJoined = follower.join();
  await eventually('the rebalance', async () =>
    (await leader.heartbeat()) === REBALANCE_IN_PROGRESS ? true : undefined,
  );
  const led = await leader.join();
  const followed = await followerJoined;
  const [, synced] = await Promise.all([
    leader.sync([
      { memberId: leader.memberId, assignment: Buffer.from('mine') },
      { memberId: follower.memberId, assignment: Buffer.from('yours') },
    ]),
    follower.sync(),
  ]);

  expect(led.members.map(({ memberId }) => memberId).sort()).toEqual(
    [leader.memberId, follower.memberId].sort(),
  );
  expect(followed.members).toEqual([]);
  expect(followed.generationId).toBe(led.generationId);
  expect(synced.assignment.toString()).toBe('yours');
});

test('a member that missed a generation can neither commit nor heartbeat for the old one', async () => {
  const member = await (await RawMember.in(uniqueName('stale'))).joinAlone();
  await member.commit(5);
  const staleGeneration = member.generationId;
  await member.joinAlone();

  member.generationId = staleGeneration;

  expect(await member.commit(9)).toBe(ILLEGAL_GENERATION);
  expect(await member.heartbeat()).toBe(ILLEGAL_GENERATION);
  expect((await member.sync()).errorCode).toBe(ILLEGAL_GENERATION);
  expect(await member.committed()).toBe(5);
});

test('a member that left can neither commit nor heartbeat', async () => {
  const groupId = uniqueName('left');
  const member = await (await RawMember.in(groupId)).joinAlone();
  const { memberId } = member;
  const left = await member.client.call(leaveGroup, 3, {
    groupId,
    memberId: '',
    members: [{ memberId, groupInstanceId: null, reason: null }],
  });

  expect(left).toMatchObject({ errorCode: 0, members: [{ memberId, errorCode: 0 }] });
  expect(await member.commit(1)).toBe(UNKNOWN_MEMBER_ID);
  expect(await member.heartbeat()).toBe(UNKNOWN_MEMBER_ID);
});

test('a client outside the group cannot commit while the group has members', async () => {
  const groupId = uniqueName('stranger');
  await (await RawMember.in(groupId)).joinAlone();
  const stranger = await RawMember.in(groupId);

  expect(await stranger.commit(1)).toBe(UNKNOWN_MEMBER_ID);
});

test('any client may commit for a group without members', async () => {
  const outsider = await RawMember.in(uniqueName('simple'));

  expect(await outsider.commit(42)).toBe(0);
  expect(await outsider.committed()).toBe(42);
});

test('committing for a partition that does not exist is refused', async () => {
  const outsider = await RawMember.in(uniqueName('nowhere'));

  expect(await outsider.commit(1, { topic: uniqueName('nowhere') })).toBe(UNKNOWN_TOPIC_OR_PARTITION);
  expect(await outsider.commit(1, { partition: 77 })).toBe(UNKNOWN_TOPIC_OR_PARTITION);
});

test('an offset with too much metadata is refused', async () => {
  const outsider = await RawMember.in(uniqueName('metadata'));

  expect(await outsider.commit(1, { metadata: 'x'.repeat(5000) })).toBe(OFFSET_METADATA_TOO_LARGE);
});

test('a member without a protocol in common is refused', async () => {
  const groupId = uniqueName('protocol');
  await (await RawMember.in(groupId)).joinAlone();
  const other = await RawMember.in(groupId);

  expect((await other.joinOnce({ protocol: 'something-else' })).errorCode).toBe(INCONSISTENT_GROUP_PROTOCOL);
});

test('a session shorter than the broker allows is refused', async () => {
  const member = await RawMember.in(uniqueName('session'));

  expect((await member.joinOnce({ sessionTimeoutMs: 10 })).errorCode).toBe(INVALID_SESSION_TIMEOUT);
});

test('a group without a name is refused', async () => {
  const member = await RawMember.in('');

  expect((await member.joinOnce()).errorCode).toBe(INVALID_GROUP_ID);
});

test('refuses a member id that the broker did not assign', async () => {
  const member = await RawMember.in(uniqueName('invented'));

  expect((await member.joinOnce({ memberId: 'invented' })).errorCode).toBe(UNKNOWN_MEMBER_ID);
});

test('a static follower that comes back keeps its assignment without a rebalance, and fences its predecessor', async () => {
  const groupId = uniqueName('static');
  const leader = await (await RawMember.in(groupId)).joinAlone();
  const first = await RawMember.in(groupId);
  first.groupInstanceId = 'instance-1';
  const joining = first.join();
  await eventually('the rebalance', async () =>
    (await leader.heartbeat()) === REBALANCE_IN_PROGRESS ? true : undefined,
  );
  await leader.join();
  await joining;
  await Promise.all([
    leader.sync([{ memberId: first.memberId, assignment: Buffer.from('kept') }]),
    first.sync(),
  ]);

  const second = await RawMember.in(groupId);
  second.groupInstanceId = 'instance-1';
  await second.join();

  expect(second.generationId).toBe(first.generationId);
  expect((await second.sync()).assignment.toString()).toBe('kept');
  expect(await leader.heartbeat()).toBe(0);
  expect(await first.heartbeat()).toBe(FENCED_INSTANCE_ID);
});

test('a member whose process was killed keeps its place until its session is over', async () => {
  const groupId = uniqueName('killed');
  const leader = await (await RawMember.in(groupId)).joinAlone();
  const killed = await RawMember.in(groupId);
  const joining = killed.join({ sessionTimeoutMs: MIN_SESSION_MS });
  await eventually('the rebalance', async () =>
    (await leader.heartbeat()) === REBALANCE_IN_PROGRESS ? true : undefined,
  );
  await leader.join();
  await joining;
  await Promise.all([
    leader.sync([{ memberId: killed.memberId, assignment: Buffer.from('lost') }]),
    killed.sync(),
  ]);
  const silentSince = Date.now();

  killed.client.close();
  await eventually('the end of its session', async () =>
    (await leader.heartbeat()) === REBALANCE_IN_PROGRESS ? true : undefined,
  );

  // The broker counts from a moment before the answer was here.
  expect(Date.now() - silentSince).toBeGreaterThan(MIN_SESSION_MS - 1_500);
});
