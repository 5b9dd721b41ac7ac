import * as z from 'zod';
import { bearerToken } from '../auth/bearer.ts';
import type { Role } from '../auth/roles.ts';
import { ADDRESS_HASH } from '../events/data/operator.ts';
import { isUuid, type Uuid } from '../events/ids.ts';
import { parseJsonBody } from './json-body.ts';
import { cleanUserAgent } from './origin.ts';
import { CORRELATION_HEADER } from './reply.ts';

/** The caller, as the authorizer identified them. */
export interface Caller {
  readonly userId: string;
  readonly sessionId: Uuid;
  /** Hash of the caller's address. */
  readonly addressHash?: string;
  readonly role: Role;
}

/** A request of an HTTP API, parsed but not validated. */
export interface ApiRequest {
  /** `GET /orders/{broker}` */
  readonly routeKey: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The token of `Authorization: Bearer`. */
  readonly bearer: string | undefined;
  readonly caller: Caller | undefined;
  readonly sourceIp: string;
  /** Cleaned `User-Agent`. */
  readonly userAgent: string | undefined;
  /** Sent by a caller with a session; otherwise generated. */
  readonly correlationId: Uuid;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Parses the body. Called late, so that bodies of unauthorized callers are not parsed. */
  json(): unknown;
  newId(): Uuid;
}

const strings = z.record(z.string(), z.string()).nullish();

/** The used fields of payload format 2.0. */
const gatewayEvent = z.object({
  routeKey: z.string(),
  pathParameters: strings,
  queryStringParameters: strings,
  headers: strings,
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
  requestContext: z.object({
    http: z.object({ sourceIp: z.string().optional() }).optional(),
    authorizer: z
      .object({
        lambda: z
          .object({ user_id: z.string(), session_id: z.string(), address_hash: z.string() })
          .partial()
          .optional(),
      })
      .nullish(),
  }),
});

const callerOf = (
  event: z.infer<typeof gatewayEvent>,
  roleOf: RequestSources['roleOf'],
): Caller | undefined => {
  const {
    user_id: userId,
    session_id: sessionId,
    address_hash: addressHash = '',
  } = event.requestContext.authorizer?.lambda ?? {};
  if (userId === undefined || sessionId === undefined || userId === '' || !isUuid(sessionId)) {
    return undefined;
  }
  const role = roleOf(userId);
  if (role === undefined) return undefined;
  return { userId, sessionId, role, ...(ADDRESS_HASH.test(addressHash) && { addressHash }) };
};

const isPlain = (text: string): boolean => !/\p{Cc}/u.test(text);

/** Sources of time, ids and roles, so that routes have none of their own. */
export interface RequestSources {
  now(): number;
  newId(): Uuid;
  /** The role of a user of the deployment; undefined for other users. */
  roleOf(userId: string): Role | undefined;
}

/** @throws ZodError if the event is not of an HTTP API, which only a wiring error can cause. */
export const requestOf = (event: unknown, { now, newId, roleOf }: RequestSources): ApiRequest => {
  const parsed = gatewayEvent.parse(event);
  const headers = Object.fromEntries(
    Object.entries(parsed.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const caller = callerOf(parsed, roleOf);
  // An unauthenticated caller must not add events to an existing trace.
  const given = caller && headers[CORRELATION_HEADER]?.toLowerCase();
  return {
    routeKey: parsed.routeKey,
    params: parsed.pathParameters ?? {},
    query: parsed.queryStringParameters ?? {},
    headers,
    bearer: bearerToken(headers.authorization),
    caller,
    sourceIp: isPlain(parsed.requestContext.http?.sourceIp ?? '')
      ? (parsed.requestContext.http?.sourceIp ?? '')
      : '',
    userAgent: cleanUserAgent(headers['user-agent']),
    correlationId: given !== undefined && isUuid(given) ? given : newId(),
    now: now(),
    newId,
    json: () =>
      parseJsonBody(parsed.body ?? undefined, parsed.isBase64Encoded === true, headers['content-type']),
  };
};
