import { int16, int32, nullableString, string } from '../wire/codec.ts';
import { constant, since, struct } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { errorCodes } from './error-codes.ts';

const request = struct({
  groupId: string,
  generationId: int32,
  memberId: string,
  groupInstanceId: since(3, nullableString, null),
});

const response = struct({ throttleTimeMs: constant(int32, 0, 1), errorCode: int16 });

/** Heartbeat: a member is alive; the answer tells it when a rebalance has begun. */
export const heartbeat = defineApi({
  key: 12,
  name: 'Heartbeat',
  versions: { min: 0, max: 4 },
  flexibleFrom: 4,
  request,
  response,
  handle({ groupId, generationId, memberId, groupInstanceId }, broker) {
    const identity = { memberId, instanceId: groupInstanceId, generation: generationId };
    const group = broker.groups.ofMember(groupId);
    return { errorCode: group?.heartbeat(identity) ?? errorCodes.UNKNOWN_MEMBER_ID };
  },
});
