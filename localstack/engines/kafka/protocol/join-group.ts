import { refuseJoin } from '../groups/refusals.ts';
import { array, boolean, bytes, int16, int32, nullableString, string } from '../wire/codec.ts';
import { constant, since, struct } from '../wire/struct.ts';
import { defineApi } from './api.ts';
import { attempt } from './attempt.ts';
import { errorCodes, KafkaError } from './error-codes.ts';

const FIRST_VERSION_WITH_REBALANCE_TIMEOUT = 1;
const FIRST_VERSION_WITH_MEMBER_ID_REQUIRED = 4;
const FIRST_VERSION_WITH_NULL_PROTOCOL = 7;
const FIRST_VERSION_WITH_SKIP_ASSIGNMENT = 9;
/** Kafka's group.min.session.timeout.ms and group.max.session.timeout.ms. */
const SESSION_TIMEOUT_MS = { min: 6_000, max: 1_800_000 };

const request = struct({
  groupId: string,
  sessionTimeoutMs: int32,
  rebalanceTimeoutMs: since(1, int32, -1),
  memberId: string,
  groupInstanceId: since(5, nullableString, null),
  protocolType: string,
  protocols: array(struct({ name: string, metadata: bytes })),
  reason: since(8, nullableString, null),
});

const member = struct({
  memberId: string,
  groupInstanceId: since(5, nullableString, null),
  metadata: bytes,
});

const response = struct({
  throttleTimeMs: constant(int32, 0, 2),
  errorCode: int16,
  generationId: int32,
  protocolType: since(7, nullableString, null),
  protocolName: nullableString,
  leader: string,
  skipAssignment: since(9, boolean, false),
  memberId: string,
  members: array(member),
});

/** JoinGroup: joins a group; answered when all members have sent it. */
export const joinGroup = defineApi({
  key: 11,
  name: 'JoinGroup',
  versions: { min: 0, max: 9 },
  flexibleFrom: 6,
  request,
  response,
  async handle(request, broker, connection, version) {
    const joining = attempt(
      () => {
        checkSessionTimeout(request.sessionTimeoutMs);
        return broker.groups.toJoin(request.groupId).join({
          memberId: request.memberId,
          instanceId: request.groupInstanceId,
          clientId: connection.clientId,
          clientHost: connection.remoteAddress,
          sessionTimeoutMs: request.sessionTimeoutMs,
          rebalanceTimeoutMs:
            version >= FIRST_VERSION_WITH_REBALANCE_TIMEOUT
              ? request.rebalanceTimeoutMs
              : request.sessionTimeoutMs,
          protocolType: request.protocolType,
          // Copies: views would keep the whole request alive as long as the member.
          protocols: request.protocols.map(({ name, metadata }) => ({
            name,
            metadata: Buffer.from(metadata),
          })),
          takesMemberIdFirst: version >= FIRST_VERSION_WITH_MEMBER_ID_REQUIRED,
          canSkipAssignment: version >= FIRST_VERSION_WITH_SKIP_ASSIGNMENT,
        });
      },
      ({ code }) => refuseJoin(code, request.memberId),
    );
    const { generation, protocolName, ...result } = await joining;
    return {
      ...result,
      generationId: generation,
      protocolName: version >= FIRST_VERSION_WITH_NULL_PROTOCOL ? protocolName : (protocolName ?? ''),
    };
  },
});

const checkSessionTimeout = (milliseconds: number): void => {
  const { min, max } = SESSION_TIMEOUT_MS;
  if (milliseconds >= min && milliseconds <= max) return;
  throw new KafkaError(
    errorCodes.INVALID_SESSION_TIMEOUT,
    `The session timeout must be between ${min} and ${max} ms; it is ${milliseconds}.`,
  );
};
