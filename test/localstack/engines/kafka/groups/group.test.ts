import { beforeEach, expect, test } from 'vitest';
import { Group } from '../../../../../localstack/engines/kafka/groups/group.ts';
import type {
  JoinRequest,
  JoinResult,
  SyncResult,
} from '../../../../../localstack/engines/kafka/groups/messages.ts';
import { errorCodes } from '../../../../../localstack/engines/kafka/protocol/error-codes.ts';
import { FakeClock } from '../support/fake-clock.ts';

const SESSION_MS = 10_000;
const REBALANCE_MS = 60_000;

let clock: FakeClock;
let group: Group;

beforeEach(() => {
  clock = new FakeClock();
  let counter = 0;
  group = new Group({
    id: 'group',
    clock,
    uniqueId() {
      counter += 1;
      return String(counter);
    },
  });
});

const request = (clientId: string, overrides: Partial<JoinRequest> = {}): JoinRequest => ({
  memberId: '',
  instanceId: null,
  clientId,
  clientHost: '/127.0.0.1',
  sessionTimeoutMs: SESSION_MS,
  rebalanceTimeoutMs: REBALANCE_MS,
  protocolType: 'consumer',
  protocols: [{ name: 'range', metadata: Buffer.from(clientId) }],
  takesMemberIdFirst: false,
  canSkipAssignment: false,
  ...overrides,
});

const sync = async (
  joined: JoinResult,
  assignments: Readonly<Record<string, string>> = {},
): Promise<SyncResult> =>
  group.sync({
    memberId: joined.memberId,
    instanceId: null,
    generation: joined.generation,
    protocolType: null,
    protocolName: null,
    assignments: Object.entries(assignments).map(([memberId, text]) => ({
      memberId,
      assignment: Buffer.from(text),
    })),
  });

const heartbeat = ({ memberId, generation }: JoinResult): number =>
  group.heartbeat({ memberId, instanceId: null, generation });

/** One member that has joined and been given everything. */
const stableMember = async (clientId = 'a'): Promise<JoinResult> => {
  const joined = await group.join(request(clientId));
  await sync(joined, { [joined.memberId]: 'all' });
  return joined;
};

/** Two members in one stable generation; the first is the leader. */
const settledPair = async (): Promise<[JoinResult, JoinResult]> => {
  const first = await stableMember('a');
  const joining = group.join(request('b'));
  const [leader, follower] = await Promise.all([
    group.join(request('a', { memberId: first.memberId })),
    joining,
  ]);
  await Promise.all([
    sync(leader, { [leader.memberId]: 'left', [follower.memberId]: 'right' }),
    sync(follower),
  ]);
  return [leader, follower];
};

test('the first member becomes the leader of generation 1', async () => {
  const joined = await group.join(request('a'));

  expect(joined).toMatchObject({
    errorCode: 0,
    generation: 1,
    leader: 'a-1',
    memberId: 'a-1',
    protocolName: 'range',
  });
  expect(joined.members).toHaveLength(1);
  expect(group.state).toBe('CompletingRebalance');
});

test('a group is stable when its leader has assigned', async () => {
  await stableMember();

  expect(group.state).toBe('Stable');
});

test('a second member begins a rebalance that the first hears of by its heartbeat', async () => {
  const first = await stableMember();

  void group.join(request('b'));

  expect(group.state).toBe('PreparingRebalance');
  expect(heartbeat(first)).toBe(errorCodes.REBALANCE_IN_PROGRESS);
});

test('when all have joined again, each gets its part', async () => {
  const [leader, follower] = await settledPair();

  expect(leader.generation).toBe(2);
  expect(follower).toMatchObject({ generation: 2, leader: leader.memberId, members: [] });
  expect((await sync(follower)).assignment.toString()).toBe('right');
});

test('a member that does not come back in time is left out', async () => {
  const first = await stableMember();
  const joining = group.join(request('b'));

  clock.advance(REBALANCE_MS);

  expect(await joining).toMatchObject({ generation: 2, leader: 'b-2' });
  expect(heartbeat(first)).toBe(errorCodes.UNKNOWN_MEMBER_ID);
});

test('a member without heartbeats is removed when its session is over', async () => {
  const [leader, follower] = await settledPair();
  clock.advance(SESSION_MS - 1);
  heartbeat(leader);

  clock.advance(1);

  expect(heartbeat(follower)).toBe(errorCodes.UNKNOWN_MEMBER_ID);
  expect(heartbeat(leader)).toBe(errorCodes.REBALANCE_IN_PROGRESS);
});

test('heartbeats keep a member in', async () => {
  const joined = await stableMember();

  for (let count = 0; count < 10; count += 1) {
    clock.advance(SESSION_MS - 1);
    expect(heartbeat(joined)).toBe(errorCodes.NONE);
  }
});

test('a member that waits for the others needs no heartbeats', async () => {
  await stableMember();
  const joining = group.join(request('b'));

  clock.advance(SESSION_MS * 2);
  clock.advance(REBALANCE_MS);

  expect((await joining).errorCode).toBe(0);
});

test('members that never ask for their assignment lose their place', async () => {
  const first = await stableMember();
  const joining = group.join(request('b'));
  const leader = await group.join(request('a', { memberId: first.memberId }));
  await joining;
  await sync(leader, {});

  for (let waited = 0; waited < REBALANCE_MS; waited += SESSION_MS / 2) {
    heartbeat(leader);
    clock.advance(SESSION_MS / 2);
  }

  expect(group.describe().members.map(({ memberId }) => memberId)).toEqual([leader.memberId]);
});

test('a member that syncs before the leader waits for it', async () => {
  const first = await stableMember();
  const joining = group.join(request('b'));
  const leader = await group.join(request('a', { memberId: first.memberId }));
  const follower = await joining;

  const early = sync(follower);
  await sync(leader, { [follower.memberId]: 'part' });

  expect((await early).assignment.toString()).toBe('part');
});

test('a member that waits for its assignment is notified of another rebalance', async () => {
  const first = await stableMember();
  const joining = group.join(request('b'));
  await group.join(request('a', { memberId: first.memberId }));
  const early = sync(await joining);

  void group.join(request('c'));

  expect((await early).errorCode).toBe(errorCodes.REBALANCE_IN_PROGRESS);
});

test('leaving is a rebalance for the others, and the last one leaves an empty group', async () => {
  const [leader, follower] = await settledPair();

  group.leave({ memberId: follower.memberId, instanceId: null });
  expect(heartbeat(leader)).toBe(errorCodes.REBALANCE_IN_PROGRESS);
  group.leave({ memberId: leader.memberId, instanceId: null });

  expect(group.state).toBe('Empty');
});

test('when the leader leaves, another leads', async () => {
  const [leader, follower] = await settledPair();
  group.leave({ memberId: leader.memberId, instanceId: null });

  const rejoined = await group.join(request('b', { memberId: follower.memberId }));

  expect(rejoined).toMatchObject({ generation: 3, leader: follower.memberId });
});

test('a member without heartbeats stays in the group until its session timeout', async () => {
  const [leader, silent] = await settledPair();

  clock.advance(SESSION_MS - 1);
  const before = [heartbeat(leader), group.describe().members.length];
  clock.advance(1);

  expect(before).toEqual([errorCodes.NONE, 2]);
  expect(heartbeat(leader)).toBe(errorCodes.REBALANCE_IN_PROGRESS);
  expect(group.describe().members.map(({ memberId }) => memberId)).not.toContain(silent.memberId);
});

test('an id that was promised holds the generation open until its holder comes, and admits it', async () => {
  const first = await stableMember();
  const told = await group.join(request('b', { takesMemberIdFirst: true }));
  const rejoining = group.join(request('a', { memberId: first.memberId }));

  expect(told).toMatchObject({ errorCode: errorCodes.MEMBER_ID_REQUIRED, memberId: 'b-2' });
  expect(group.state).toBe('PreparingRebalance');
  const admitted = group.join(request('b', { memberId: told.memberId, takesMemberIdFirst: true }));

  expect((await admitted).generation).toBe((await rejoining).generation);
});

test('a promised id that no member uses expires with the session timeout', async () => {
  const first = await stableMember();
  const told = await group.join(request('b', { takesMemberIdFirst: true }));
  const rejoining = group.join(request('a', { memberId: first.memberId }));

  clock.advance(SESSION_MS);

  expect((await rejoining).members).toHaveLength(1);
  expect(await group.join(request('b', { memberId: told.memberId }))).toMatchObject({
    errorCode: errorCodes.UNKNOWN_MEMBER_ID,
  });
});

test('a static leader that comes back and can skip the assignment changes nothing', async () => {
  const first = await group.join(request('a', { instanceId: 'one' }));
  await group.sync({
    memberId: first.memberId,
    instanceId: 'one',
    generation: 1,
    protocolType: null,
    protocolName: null,
    assignments: [{ memberId: first.memberId, assignment: Buffer.from('kept') }],
  });

  const second = await group.join(request('a', { instanceId: 'one', canSkipAssignment: true }));

  expect(second).toMatchObject({
    errorCode: 0,
    generation: 1,
    skipAssignment: true,
    leader: second.memberId,
  });
  expect(group.heartbeat({ memberId: first.memberId, instanceId: 'one', generation: 1 })).toBe(
    errorCodes.FENCED_INSTANCE_ID,
  );
});

test('the protocol that most members put first among the common ones is chosen', async () => {
  const first = await group.join(
    request('a', {
      protocols: [
        { name: 'own', metadata: Buffer.from('1') },
        { name: 'range', metadata: Buffer.from('2') },
        { name: 'sticky', metadata: Buffer.from('3') },
      ],
    }),
  );
  await sync(first, {});
  const joining = group.join(
    request('b', {
      protocols: [
        { name: 'sticky', metadata: Buffer.from('4') },
        { name: 'range', metadata: Buffer.from('5') },
      ],
    }),
  );
  const rejoined = await group.join(
    request('a', {
      memberId: first.memberId,
      protocols: [
        { name: 'sticky', metadata: Buffer.from('3') },
        { name: 'range', metadata: Buffer.from('2') },
      ],
    }),
  );

  expect(rejoined.protocolName).toBe('sticky');
  expect((await joining).protocolName).toBe('sticky');
});

test('a follower that asks again in a stable group gets the same answer, without a rebalance', async () => {
  const [, follower] = await settledPair();

  const again = await group.join(request('b', { memberId: follower.memberId }));

  expect(again).toMatchObject({ errorCode: 0, generation: follower.generation });
  expect(group.state).toBe('Stable');
});

test('a leader that joins a stable group again may assign again', async () => {
  const joined = await stableMember();

  const again = await group.join(request('a', { memberId: joined.memberId }));

  expect(again.generation).toBe(joined.generation + 1);
});

test('a changed subscription is a rebalance', async () => {
  const [leader, follower] = await settledPair();

  void group.join(
    request('b', {
      memberId: follower.memberId,
      protocols: [{ name: 'range', metadata: Buffer.from('new') }],
    }),
  );

  expect(heartbeat(leader)).toBe(errorCodes.REBALANCE_IN_PROGRESS);
});

test('commits are fenced by generation, and refused while the assignment is under way', async () => {
  const [leader, follower] = await settledPair();
  const identity = { memberId: leader.memberId, instanceId: null };

  expect(group.checkCommit({ ...identity, generation: leader.generation })).toBe(errorCodes.NONE);
  expect(group.checkCommit({ ...identity, generation: 1 })).toBe(errorCodes.ILLEGAL_GENERATION);
  group.leave({ memberId: follower.memberId, instanceId: null });
  expect(group.checkCommit({ ...identity, generation: leader.generation })).toBe(errorCodes.NONE);
  const rejoined = await group.join(request('a', { memberId: leader.memberId }));
  expect(group.checkCommit({ ...identity, generation: rejoined.generation })).toBe(
    errorCodes.REBALANCE_IN_PROGRESS,
  );
});

test('a closed group has answered all members and left no timers', async () => {
  await stableMember();
  const joining = group.join(request('b'));

  group.close();

  expect((await joining).errorCode).toBe(errorCodes.UNKNOWN_MEMBER_ID);
  expect(clock.pendingTimers).toBe(0);
});
