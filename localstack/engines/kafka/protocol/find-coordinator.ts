import { array, int8, int16, int32, nullableString, string } from '../wire/codec.ts';
import { between, constant, type Of, since, struct, until } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { type BrokerContext, NODE_ID } from './context.ts';
import { errorCodes } from './error-codes.ts';

const GROUP = 0;
const NOWHERE = { nodeId: -1, host: '', port: -1 };

const request = struct({
  key: until(3, string, ''),
  keyType: since(1, int8, GROUP),
  coordinatorKeys: since(4, array(string), []),
});

const coordinator = struct({
  key: string,
  nodeId: int32,
  host: string,
  port: int32,
  errorCode: int16,
  errorMessage: nullableString,
});

const response = struct({
  throttleTimeMs: constant(int32, 0, 1),
  errorCode: until(3, int16, 0),
  errorMessage: between(1, 3, nullableString, null),
  nodeId: until(3, int32, -1),
  host: until(3, string, ''),
  port: until(3, int32, -1),
  coordinators: since(4, array(coordinator), []),
});

/** FindCoordinator: the node that looks after a group. */
export const findCoordinator = defineApi({
  key: 10,
  name: 'FindCoordinator',
  versions: { min: 0, max: 4 },
  flexibleFrom: 3,
  request,
  response,
  handle({ key, keyType, coordinatorKeys }, broker) {
    return {
      ...locate(key, keyType, broker),
      coordinators: coordinatorKeys.map((each) => locate(each, keyType, broker)),
    };
  },
});

const locate = (key: string, keyType: number, { host, port }: BrokerContext): Of<typeof coordinator> => {
  if (keyType === GROUP) {
    return { key, nodeId: NODE_ID, host, port, errorCode: errorCodes.NONE, errorMessage: null };
  }
  return {
    key,
    ...NOWHERE,
    errorCode: errorCodes.INVALID_REQUEST,
    errorMessage: 'The embedded broker coordinates consumer groups only; it does not support transactions.',
  };
};
