// biome-ignore-all lint/style/noExcessiveLinesPerFile: one state machine; its parts stand in the files beside it
import type { Clock } from '../clock.ts';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.ts';
import { chooseProtocol } from './choose-protocol.ts';
import { Member } from './member.ts';
import type {
  GroupDescription,
  GroupState,
  JoinRequest,
  JoinResult,
  MemberIdentity,
  SyncRequest,
  SyncResult,
} from './messages.ts';
import { PromisedIds } from './promised-ids.ts';
import { refuseJoin, refuseSync } from './refusals.ts';
import { Roster } from './roster.ts';

export interface GroupOptions {
  readonly id: string;
  readonly clock: Clock;
  /** Makes the unique part of a member's id. */
  readonly uniqueId: () => string;
}

const NO_BYTES = Buffer.alloc(0);

/**
 * The membership of one consumer group: Kafka's classic protocol. All members join (PreparingRebalance), their leader
 * divides the partitions (CompletingRebalance), all fetch their part (Stable). A member that joins or leaves begins a
 * new generation. A member without heartbeats, because its process was killed, is removed at its session timeout.
 */
export class Group {
  readonly id: string;
  readonly #clock: Clock;
  readonly #uniqueId: () => string;
  readonly #members = new Roster();
  readonly #promisedIds: PromisedIds;
  /** Members of this generation that have not asked for their assignment. */
  readonly #unsynced = new Set<string>();
  #state: GroupState = 'Empty';
  #generation = 0;
  #protocolType = '';
  #protocolName: string | null = null;
  #leaderId = '';
  #cancelPhaseTimer: () => void = () => {};

  constructor(options: GroupOptions) {
    this.id = options.id;
    this.#clock = options.clock;
    this.#uniqueId = options.uniqueId;
    this.#promisedIds = new PromisedIds(options.clock);
  }

  get state(): GroupState {
    return this.#state;
  }

  get protocolType(): string {
    return this.#protocolType;
  }

  /** Answers when the new generation is complete, or at once with a refusal. */
  join(request: JoinRequest): JoinResult | Promise<JoinResult> {
    if (!this.#acceptsProtocols(request)) {
      return refuseJoin(errorCodes.INCONSISTENT_GROUP_PROTOCOL, request.memberId);
    }
    if (request.memberId === '') return this.#joinFirst(request);
    if (this.#promisedIds.take(request.memberId)) return this.#admit(request.memberId, request);
    const member = this.#members.identify(request);
    if (typeof member === 'number') return refuseJoin(member, request.memberId);
    return this.#rejoin(member, request);
  }

  /** Answers when the leader has sent the assignments, or at once with a refusal. */
  sync(request: SyncRequest): SyncResult | Promise<SyncResult> {
    const member = this.#members.identify(request);
    if (typeof member === 'number') return refuseSync(member);
    if (request.generation !== this.#generation) return refuseSync(errorCodes.ILLEGAL_GENERATION);
    if (
      (request.protocolType ?? this.#protocolType) !== this.#protocolType ||
      (request.protocolName ?? this.#protocolName) !== this.#protocolName
    ) {
      return refuseSync(errorCodes.INCONSISTENT_GROUP_PROTOCOL);
    }
    if (this.#state === 'PreparingRebalance') return refuseSync(errorCodes.REBALANCE_IN_PROGRESS);
    this.#unsynced.delete(member.id);
    if (this.#state === 'Stable') {
      this.#restartSession(member);
      return this.#assignmentOf(member);
    }
    member.answerSync?.(refuseSync(errorCodes.REBALANCE_IN_PROGRESS));
    const { promise, resolve } = Promise.withResolvers<SyncResult>();
    member.answerSync = resolve;
    if (member.id === this.#leaderId) this.#assign(request.assignments);
    return promise;
  }

  heartbeat(identity: MemberIdentity): ErrorCode {
    const member = this.#members.identify(identity);
    if (typeof member === 'number') return member;
    if (identity.generation !== this.#generation) return errorCodes.ILLEGAL_GENERATION;
    this.#restartSession(member);
    return this.#state === 'PreparingRebalance' ? errorCodes.REBALANCE_IN_PROGRESS : errorCodes.NONE;
  }

  leave(identity: Pick<MemberIdentity, 'memberId' | 'instanceId'>): ErrorCode {
    if (this.#promisedIds.take(identity.memberId)) {
      this.#completeJoinIfAllAreHere();
      return errorCodes.NONE;
    }
    // An administrator removes a static member by its instance id alone.
    const memberId =
      identity.memberId === ''
        ? (this.#members.findInstance(identity.instanceId)?.id ?? '')
        : identity.memberId;
    const member = this.#members.identify({ ...identity, memberId });
    if (typeof member === 'number') return member;
    this.#remove(member);
    return errorCodes.NONE;
  }

  /** Whether offsets may be committed by `identity`. */
  checkCommit(identity: MemberIdentity): ErrorCode {
    if (identity.generation < 0 && this.#members.size === 0) return errorCodes.NONE;
    const member = this.#members.identify(identity);
    if (typeof member === 'number') return member;
    if (identity.generation !== this.#generation) return errorCodes.ILLEGAL_GENERATION;
    if (this.#state === 'CompletingRebalance') return errorCodes.REBALANCE_IN_PROGRESS;
    this.#restartSession(member);
    return errorCodes.NONE;
  }

  describe(): GroupDescription {
    const isSettled = this.#state === 'Stable';
    return {
      groupId: this.id,
      state: this.#state,
      protocolType: this.#protocolType,
      protocolName: isSettled ? (this.#protocolName ?? '') : '',
      members: this.#members.all().map((member) => ({
        memberId: member.id,
        groupInstanceId: member.instanceId,
        clientId: member.clientId,
        clientHost: member.clientHost,
        memberMetadata: isSettled ? member.metadataFor(this.#protocolName) : NO_BYTES,
        memberAssignment: isSettled ? member.assignment : NO_BYTES,
      })),
    };
  }

  /** Stops all timers and answers all waiting requests; the group must not be used afterwards. */
  close(): void {
    this.#state = 'Dead';
    this.#cancelPhaseTimer();
    this.#promisedIds.clear();
    for (const member of this.#members.all()) this.#dismiss(member);
    this.#members.clear();
  }

  #joinFirst(request: JoinRequest): JoinResult | Promise<JoinResult> {
    const memberId = `${request.instanceId ?? request.clientId}-${this.#uniqueId()}`;
    if (request.instanceId !== null) {
      const predecessor = this.#members.findInstance(request.instanceId);
      return predecessor === undefined
        ? this.#admit(memberId, request)
        : this.#replaceStatic(predecessor, memberId, request);
    }
    if (!request.takesMemberIdFirst) return this.#admit(memberId, request);
    this.#promisedIds.add(memberId, request.sessionTimeoutMs, () => this.#completeJoinIfAllAreHere());
    return refuseJoin(errorCodes.MEMBER_ID_REQUIRED, memberId);
  }

  #admit(memberId: string, request: JoinRequest): Promise<JoinResult> {
    const member = new Member(memberId, request);
    if (this.#members.size === 0) this.#protocolType = request.protocolType;
    this.#members.add(member);
    return this.#awaitGeneration(member);
  }

  #rejoin(member: Member, request: JoinRequest): JoinResult | Promise<JoinResult> {
    const isUnchanged = member.hasSameProtocols(request.protocols);
    member.update(request);
    // A follower that lost an answer asks again; a leader that joins again wants to assign again.
    const isRepeated =
      this.#state === 'CompletingRebalance' || (this.#state === 'Stable' && member.id !== this.#leaderId);
    if (isUnchanged && isRepeated) {
      this.#restartSession(member);
      return this.#generationFor(member);
    }
    return this.#awaitGeneration(member);
  }

  /** A static member came back under a new id: it takes its predecessor's place, if possible without a rebalance. */
  #replaceStatic(
    predecessor: Member,
    memberId: string,
    request: JoinRequest,
  ): JoinResult | Promise<JoinResult> {
    const isUnchanged = predecessor.hasSameProtocols(request.protocols);
    const member = new Member(memberId, request);
    member.assignment = predecessor.assignment;
    const wasLeader = predecessor.id === this.#leaderId;
    this.#dismiss(predecessor, errorCodes.FENCED_INSTANCE_ID);
    this.#members.delete(predecessor);
    this.#unsynced.delete(predecessor.id);
    this.#members.add(member);
    if (wasLeader) this.#leaderId = memberId;
    if (this.#state !== 'Stable' || !isUnchanged || (wasLeader && !request.canSkipAssignment)) {
      return this.#awaitGeneration(member);
    }
    this.#restartSession(member);
    return { ...this.#generationFor(member), skipAssignment: wasLeader };
  }

  #awaitGeneration(member: Member): Promise<JoinResult> {
    member.answerJoin?.(refuseJoin(errorCodes.REBALANCE_IN_PROGRESS, member.id));
    const { promise, resolve } = Promise.withResolvers<JoinResult>();
    member.answerJoin = resolve;
    if (this.#state !== 'PreparingRebalance') this.#prepareRebalance();
    this.#completeJoinIfAllAreHere();
    return promise;
  }

  #prepareRebalance(): void {
    for (const member of this.#members.all()) {
      member.answerSync?.(refuseSync(errorCodes.REBALANCE_IN_PROGRESS));
      member.answerSync = undefined;
    }
    this.#unsynced.clear();
    this.#state = 'PreparingRebalance';
    this.#startPhaseTimer(() => this.#completeJoin());
  }

  #completeJoinIfAllAreHere(): void {
    if (this.#state !== 'PreparingRebalance' || this.#promisedIds.size > 0) return;
    for (const member of this.#members.all()) if (member.answerJoin === undefined) return;
    this.#completeJoin();
  }

  #completeJoin(): void {
    this.#cancelPhaseTimer();
    for (const member of this.#members.all()) {
      if (member.answerJoin !== undefined || member.instanceId !== null) continue;
      this.#dismiss(member);
      this.#members.delete(member);
    }
    if (this.#members.size === 0) {
      this.#generation += 1;
      this.#state = 'Empty';
      this.#protocolName = null;
      this.#leaderId = '';
      return;
    }
    const joined = this.#members.all().filter((member) => member.answerJoin !== undefined);
    const leader = joined.find(({ id }) => id === this.#leaderId) ?? joined[0];
    if (leader === undefined) {
      // Only absent static members are left; their sessions decide.
      this.#startPhaseTimer(() => this.#completeJoin());
      return;
    }
    this.#generation += 1;
    this.#leaderId = leader.id;
    this.#protocolName = chooseProtocol(this.#members.all());
    this.#state = 'CompletingRebalance';
    for (const member of this.#members.all()) {
      this.#unsynced.add(member.id);
      member.assignment = NO_BYTES;
      const answer = member.answerJoin;
      member.answerJoin = undefined;
      if (answer === undefined) continue;
      answer(this.#generationFor(member));
      this.#restartSession(member);
    }
    this.#startPhaseTimer(() => this.#expireUnsynced());
  }

  #assign(assignments: SyncRequest['assignments']): void {
    for (const { memberId, assignment } of assignments) {
      const member = this.#members.get(memberId);
      // A copy: the view would keep the whole request alive.
      if (member !== undefined) member.assignment = Buffer.from(assignment);
    }
    this.#state = 'Stable';
    for (const member of this.#members.all()) {
      const answer = member.answerSync;
      member.answerSync = undefined;
      if (answer === undefined) continue;
      answer(this.#assignmentOf(member));
      this.#restartSession(member);
    }
  }

  /** Members that joined but never asked for their part hold partitions that no member reads. */
  #expireUnsynced(): void {
    const absent = [...this.#unsynced].flatMap((id) => this.#members.get(id) ?? []);
    for (const member of absent) this.#remove(member);
  }

  #remove(member: Member): void {
    this.#dismiss(member);
    this.#members.delete(member);
    this.#unsynced.delete(member.id);
    if (this.#state === 'Stable' || this.#state === 'CompletingRebalance') this.#prepareRebalance();
    this.#completeJoinIfAllAreHere();
  }

  #dismiss(member: Member, reason: ErrorCode = errorCodes.UNKNOWN_MEMBER_ID): void {
    member.cancelSessionTimer();
    member.answerJoin?.(refuseJoin(reason, member.id));
    member.answerSync?.(refuseSync(reason));
    member.answerJoin = undefined;
    member.answerSync = undefined;
  }

  #restartSession(member: Member): void {
    member.cancelSessionTimer();
    member.cancelSessionTimer = this.#clock.schedule(member.sessionTimeoutMs, () => {
      if (!member.isWaiting) this.#remove(member);
    });
  }

  /** One phase of a rebalance may last as long as the most patient member allows. */
  #startPhaseTimer(onEnd: () => void): void {
    this.#cancelPhaseTimer();
    this.#cancelPhaseTimer = this.#clock.schedule(this.#members.longestRebalanceMs, onEnd);
  }

  #acceptsProtocols({ protocolType, protocols }: JoinRequest): boolean {
    if (protocolType === '' || protocols.length === 0) return false;
    const isSameType = this.#members.size === 0 || protocolType === this.#protocolType;
    return isSameType && this.#members.shares(protocols);
  }

  #generationFor(member: Member): JoinResult {
    const isLeader = member.id === this.#leaderId;
    return {
      errorCode: errorCodes.NONE,
      generation: this.#generation,
      protocolType: this.#protocolType,
      protocolName: this.#protocolName,
      leader: this.#leaderId,
      skipAssignment: false,
      memberId: member.id,
      members: isLeader
        ? this.#members.all().map((other) => ({
            memberId: other.id,
            groupInstanceId: other.instanceId,
            metadata: other.metadataFor(this.#protocolName),
          }))
        : [],
    };
  }

  #assignmentOf(member: Member): SyncResult {
    return {
      errorCode: errorCodes.NONE,
      protocolType: this.#protocolType,
      protocolName: this.#protocolName,
      assignment: member.assignment,
    };
  }
}
