import type { ErrorCode } from '../protocol/error-codes.ts';
import type { JoinResult, SyncResult } from './messages.ts';

export const refuseJoin = (errorCode: ErrorCode, memberId: string): JoinResult => ({
  errorCode,
  generation: -1,
  protocolType: null,
  protocolName: null,
  leader: '',
  skipAssignment: false,
  memberId,
  members: [],
});

export const refuseSync = (errorCode: ErrorCode): SyncResult => ({
  errorCode,
  protocolType: null,
  protocolName: null,
  assignment: Buffer.alloc(0),
});
