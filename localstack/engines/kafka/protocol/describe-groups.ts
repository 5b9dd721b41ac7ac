import { array, boolean, bytes, int16, int32, nullableString, string } from '../wire/codec.ts';
import { constant, since, struct } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { NOT_ASKED } from './authorized-operations.ts';
import { errorCodes } from './error-codes.ts';

const request = struct({ groups: array(string), includeAuthorizedOperations: since(3, boolean, false) });

const member = struct({
  memberId: string,
  groupInstanceId: since(4, nullableString, null),
  clientId: string,
  clientHost: string,
  memberMetadata: bytes,
  memberAssignment: bytes,
});

const response = struct({
  throttleTimeMs: constant(int32, 0, 1),
  groups: array(
    struct({
      errorCode: int16,
      groupId: string,
      groupState: string,
      protocolType: string,
      protocolData: string,
      members: array(member),
      authorizedOperations: constant(int32, NOT_ASKED, 3),
    }),
  ),
});

/** DescribeGroups: state and members; a group that does not exist is "Dead". */
export const describeGroups = defineApi({
  key: 15,
  name: 'DescribeGroups',
  versions: { min: 0, max: 5 },
  flexibleFrom: 5,
  request,
  response,
  handle: ({ groups }, broker) => ({
    groups: groups.map((id) => {
      const { groupId, state, protocolType, protocolName, members } = broker.groups.describe(id);
      return {
        errorCode: errorCodes.NONE,
        groupId,
        groupState: state,
        protocolType,
        protocolData: protocolName,
        members,
      };
    }),
  }),
});
