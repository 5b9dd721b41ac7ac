import { array, int16, int32, string } from '../wire/codec.ts';
import { constant, since, struct } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { errorCodes } from './error-codes.ts';

const request = struct({ statesFilter: since(4, array(string), []) });

const response = struct({
  throttleTimeMs: constant(int32, 0, 1),
  errorCode: int16,
  groups: array(struct({ groupId: string, protocolType: string, groupState: since(4, string, '') })),
});

/** ListGroups: all groups, or those in some states. */
export const listGroups = defineApi({
  key: 16,
  name: 'ListGroups',
  versions: { min: 0, max: 4 },
  flexibleFrom: 3,
  request,
  response,
  handle({ statesFilter }, broker) {
    const states = new Set(statesFilter.map((state) => state.toLowerCase()));
    return {
      errorCode: errorCodes.NONE,
      groups: broker.groups
        .list()
        .filter(({ state }) => states.size === 0 || states.has(state.toLowerCase()))
        .map(({ id, protocolType, state }) => ({ groupId: id, protocolType, groupState: state })),
    };
  },
});
