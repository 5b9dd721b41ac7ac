import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { type ErrorCode, errorCodes, KafkaError } from '../protocol/error-codes.ts';
import type { BrokerStorage, CommittedOffset, OffsetEntry } from '../storage/broker-storage.ts';
import { Group } from './group.ts';
import type { GroupDescription } from './messages.ts';

/** Offsets of one group, by topic and partition. */
type GroupOffsets = Map<string, Map<number, CommittedOffset>>;

export interface GroupCoordinatorOptions {
  readonly storage: Pick<BrokerStorage, 'loadOffsets' | 'saveOffsets'>;
  readonly clock: Clock;
}

/** All consumer groups, with their members and committed offsets. */
export class GroupCoordinator {
  readonly #storage: GroupCoordinatorOptions['storage'];
  readonly #clock: Clock;
  readonly #groups = new Map<string, Group>();
  readonly #offsets = new Map<string, GroupOffsets>();

  constructor({ storage, clock }: GroupCoordinatorOptions) {
    this.#storage = storage;
    this.#clock = clock;
    for (const entry of storage.loadOffsets()) {
      this.#group(entry.group);
      this.#remember(entry);
    }
  }

  /** The group that a member wants to join, made if need be. @throws {KafkaError} INVALID_GROUP_ID */
  toJoin(groupId: string): Group {
    return this.#group(checkGroupId(groupId));
  }

  /** The group that a member names; `undefined` when no group has that name. */
  ofMember(groupId: string): Group | undefined {
    return this.#groups.get(groupId);
  }

  /** The group for a commit: one that has no members may be made by committing. @throws {KafkaError} */
  toCommit(groupId: string, generation: number): Group {
    const group = this.#groups.get(checkGroupId(groupId));
    if (group !== undefined) return group;
    if (generation >= 0) {
      throw new KafkaError(
        errorCodes.ILLEGAL_GENERATION,
        `The group ${groupId} has no generation ${generation}.`,
      );
    }
    return this.#group(groupId);
  }

  list(): Group[] {
    return [...this.#groups.values()];
  }

  describe(groupId: string): GroupDescription {
    const unknown: GroupDescription = {
      groupId,
      state: 'Dead',
      protocolType: '',
      protocolName: '',
      members: [],
    };
    return this.#groups.get(groupId)?.describe() ?? unknown;
  }

  /** Forgets a group without members and its offsets. */
  delete(groupId: string): ErrorCode {
    const group = this.#groups.get(groupId);
    if (group === undefined) return errorCodes.GROUP_ID_NOT_FOUND;
    if (group.state !== 'Empty') return errorCodes.NON_EMPTY_GROUP;
    this.#save(this.committed(groupId).map((entry) => ({ ...entry, committed: undefined })));
    group.close();
    this.#groups.delete(groupId);
    return errorCodes.NONE;
  }

  commit(group: Group, entries: readonly Omit<OffsetEntry, 'group'>[]): void {
    this.#save(entries.map((entry) => ({ ...entry, group: group.id })));
  }

  /** All positions of a group. */
  committed(groupId: string): OffsetEntry[] {
    return [...(this.#offsets.get(groupId) ?? [])].flatMap(([topic, partitions]) =>
      [...partitions].map(([partition, committed]) => ({ group: groupId, topic, partition, committed })),
    );
  }

  committedOffset(groupId: string, topic: string, partition: number): CommittedOffset | undefined {
    return this.#offsets.get(groupId)?.get(topic)?.get(partition);
  }

  /** Offsets of a deleted topic would be ahead of the log of a new topic with its name. */
  forgetTopic(topic: string): void {
    for (const groupId of this.#offsets.keys()) {
      const entries = this.committed(groupId).filter((entry) => entry.topic === topic);
      this.#save(entries.map((entry) => ({ ...entry, committed: undefined })));
    }
  }

  close(): void {
    for (const group of this.#groups.values()) group.close();
  }

  #group(groupId: string): Group {
    const existing = this.#groups.get(groupId);
    if (existing !== undefined) return existing;
    const group = new Group({ id: groupId, clock: this.#clock, uniqueId: randomUUID });
    this.#groups.set(groupId, group);
    return group;
  }

  #save(entries: readonly OffsetEntry[]): void {
    if (entries.length === 0) return;
    this.#storage.saveOffsets(entries);
    for (const entry of entries) this.#remember(entry);
  }

  #remember({ group, topic, partition, committed }: OffsetEntry): void {
    const topics: GroupOffsets = this.#offsets.get(group) ?? new Map();
    const partitions = topics.get(topic) ?? new Map<number, CommittedOffset>();
    if (committed === undefined) partitions.delete(partition);
    else partitions.set(partition, committed);
    if (partitions.size === 0) topics.delete(topic);
    else topics.set(topic, partitions);
    if (topics.size === 0) this.#offsets.delete(group);
    else this.#offsets.set(group, topics);
  }
}

const checkGroupId = (groupId: string): string => {
  if (groupId === '') throw new KafkaError(errorCodes.INVALID_GROUP_ID, 'A group id must not be empty.');
  return groupId;
};
