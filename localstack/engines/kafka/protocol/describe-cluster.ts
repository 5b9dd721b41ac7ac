import { array, boolean, int8, int16, int32, nullableString, string } from '../wire/codec.ts';
import { constant, since, struct } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { NOT_ASKED } from './authorized-operations.ts';
import { NODE_ID } from './context.ts';
import { errorCodes } from './error-codes.ts';

const BROKERS = 1;

const request = struct({
  includeClusterAuthorizedOperations: boolean,
  endpointType: since(1, int8, BROKERS),
});

const response = struct({
  throttleTimeMs: constant(int32, 0),
  errorCode: int16,
  errorMessage: constant(nullableString, null),
  endpointType: constant(int8, BROKERS, 1),
  clusterId: string,
  controllerId: int32,
  brokers: array(
    struct({ brokerId: int32, host: string, port: int32, rack: constant(nullableString, null) }),
  ),
  clusterAuthorizedOperations: constant(int32, NOT_ASKED),
});

/** DescribeCluster: the cluster's id and its one node. */
export const describeCluster = defineApi({
  key: 60,
  name: 'DescribeCluster',
  versions: { min: 0, max: 1 },
  flexibleFrom: 0,
  request,
  response,
  handle: (_request, { clusterId, host, port }) => ({
    errorCode: errorCodes.NONE,
    clusterId,
    controllerId: NODE_ID,
    brokers: [{ brokerId: NODE_ID, host, port }],
  }),
});
