import { array, int16, int32, nullableString, string } from '../wire/codec.ts';
import { constant, since, struct, until } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { errorCodes } from './error-codes.ts';

const FIRST_VERSION_WITH_MANY_MEMBERS = 3;

const request = struct({
  groupId: string,
  memberId: until(2, string, ''),
  members: since(
    3,
    array(
      struct({
        memberId: string,
        groupInstanceId: nullableString,
        reason: since(5, nullableString, null),
      }),
    ),
    [],
  ),
});

const response = struct({
  throttleTimeMs: constant(int32, 0, 1),
  errorCode: int16,
  members: since(
    3,
    array(struct({ memberId: string, groupInstanceId: nullableString, errorCode: int16 })),
    [],
  ),
});

/** LeaveGroup: members give up their places. */
export const leaveGroup = defineApi({
  key: 13,
  name: 'LeaveGroup',
  versions: { min: 0, max: 5 },
  flexibleFrom: 4,
  request,
  response,
  handle({ groupId, memberId, members }, broker, _connection, version) {
    const group = broker.groups.ofMember(groupId);
    const leave = (id: string, instanceId: string | null) =>
      group?.leave({ memberId: id, instanceId }) ?? errorCodes.UNKNOWN_MEMBER_ID;
    if (version < FIRST_VERSION_WITH_MANY_MEMBERS) return { errorCode: leave(memberId, null), members: [] };
    return {
      errorCode: errorCodes.NONE,
      members: members.map((leaving) => ({
        memberId: leaving.memberId,
        groupInstanceId: leaving.groupInstanceId,
        errorCode: leave(leaving.memberId, leaving.groupInstanceId),
      })),
    };
  },
});
