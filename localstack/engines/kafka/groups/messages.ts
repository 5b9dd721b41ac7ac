import type { ErrorCode } from '../protocol/error-codes.ts';

/** An assignment protocol that a member supports, with its metadata for the leader. */
export interface GroupProtocol {
  readonly name: string;
  readonly metadata: Buffer;
}

export interface JoinRequest {
  /** Empty for a client that is not a member yet. */
  readonly memberId: string;
  /** `group.instance.id`: a member that keeps its place over a restart (KIP-345). */
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  readonly protocols: readonly GroupProtocol[];
  /** The client can receive its id first and join again with it (KIP-394), so that no stale member is left. */
  readonly takesMemberIdFirst: boolean;
  /** The client knows that a leader may be told not to assign again (KIP-814). */
  readonly canSkipAssignment: boolean;
}

interface JoinedMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly metadata: Buffer;
}

export interface JoinResult {
  readonly errorCode: ErrorCode;
  readonly generation: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leader: string;
  readonly skipAssignment: boolean;
  readonly memberId: string;
  /** Given to the leader only. */
  readonly members: readonly JoinedMember[];
}

export interface SyncRequest {
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly generation: number;
  /** `null` from clients that do not say. */
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  /** Empty but for the leader's. */
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Buffer }[];
}

export interface SyncResult {
  readonly errorCode: ErrorCode;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignment: Buffer;
}

/** The member and its generation, which fence members that are no longer in the group. */
export interface MemberIdentity {
  readonly memberId: string;
  readonly instanceId: string | null;
  /** -1 from clients that are no member but only commit offsets. */
  readonly generation: number;
}

export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';

export interface GroupDescription {
  readonly groupId: string;
  readonly state: GroupState;
  readonly protocolType: string;
  readonly protocolName: string;
  readonly members: readonly {
    readonly memberId: string;
    readonly groupInstanceId: string | null;
    readonly clientId: string;
    readonly clientHost: string;
    readonly memberMetadata: Buffer;
    readonly memberAssignment: Buffer;
  }[];
}
