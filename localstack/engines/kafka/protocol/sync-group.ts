import type { SyncResult } from '../groups/messages.ts';
import { array, bytes, int16, int32, nullableString, string } from '../wire/codec.ts';
import { constant, since, struct } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { errorCodes } from './error-codes.ts';

const request = struct({
  groupId: string,
  generationId: int32,
  memberId: string,
  groupInstanceId: since(3, nullableString, null),
  protocolType: since(5, nullableString, null),
  protocolName: since(5, nullableString, null),
  assignments: array(struct({ memberId: string, assignment: bytes })),
});

const response = struct({
  throttleTimeMs: constant(int32, 0, 1),
  errorCode: int16,
  protocolType: since(5, nullableString, null),
  protocolName: since(5, nullableString, null),
  assignment: bytes,
});

const unknownMember: SyncResult = {
  errorCode: errorCodes.UNKNOWN_MEMBER_ID,
  protocolType: null,
  protocolName: null,
  assignment: Buffer.alloc(0),
};

/** SyncGroup: the leader sends the assignments, and each member gets its assignment. */
export const syncGroup = defineApi({
  key: 14,
  name: 'SyncGroup',
  versions: { min: 0, max: 5 },
  flexibleFrom: 4,
  request,
  response,
  handle({ groupId, groupInstanceId, generationId, ...rest }, broker) {
    const group = broker.groups.ofMember(groupId);
    if (group === undefined) return unknownMember;
    return group.sync({
      ...rest,
      instanceId: groupInstanceId,
      generation: generationId,
    });
  },
});
