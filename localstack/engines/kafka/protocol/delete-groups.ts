import { array, int16, int32, string } from '../wire/codec.ts';
import { constant, struct } from '../wire/struct.ts';
import { defineApi } from './api.ts';

const request = struct({ groupsNames: array(string) });

const response = struct({
  throttleTimeMs: constant(int32, 0),
  results: array(struct({ groupId: string, errorCode: int16 })),
});

/** DeleteGroups: forgets groups without members, and their offsets. */
export const deleteGroups = defineApi({
  key: 42,
  name: 'DeleteGroups',
  versions: { min: 0, max: 2 },
  flexibleFrom: 2,
  request,
  response,
  handle: ({ groupsNames }, broker) => ({
    results: groupsNames.map((groupId) => ({ groupId, errorCode: broker.groups.delete(groupId) })),
  }),
});
