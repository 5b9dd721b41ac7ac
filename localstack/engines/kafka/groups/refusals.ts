import type { ErrorCode } from '../protocol/error-codes.ts';
import type { JoinResult, SyncResult } from './messages.ts';

export function refuseJoin(errorCode: ErrorCode, memberId: string): JoinResult {
  return {
    errorCode,
    generation: -1,
    protocolType: null,
    protocolName: null,
    leader: '',
    skipAssignment: false,
    memberId,
    members: [],
  };
}

export function refuseSync(errorCode: ErrorCode): SyncResult {
  return { errorCode, protocolType: null, protocolName: null, assignment: Buffer.alloc(0) };
}
