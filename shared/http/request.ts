import * as z from 'zod';
import { bearerToken } from '../auth/bearer.ts';
import type { Role } from '../auth/roles.ts';
import { ADDRESS_HASH } from '../events/data/operator.ts';
import { isUuid, type Uuid } from '../events/ids.ts';
import { parseJsonBody } from './json-body.ts';
import { cleanUserAgent } from './origin.ts';
import { CORRELATION_HEADER } from './reply.ts';

/** Who calls, as the authorizer found. */
export interface Caller {
  readonly userId: string;
  readonly sessionId: Uuid;
  /** Of the address that they came from, as the authorizer saw it. */
  readonly addressHash?: string;
  readonly role: Role;
}

/** A request of an HTTP API, taken apart but not yet validated. */
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
  /** What the caller's program says of itself, cleaned. */
  readonly userAgent: string | undefined;
  /** The caller's own, where they have a session; a fresh one otherwise. */
  readonly correlationId: Uuid;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Parses the body: later than the rest, so that a stranger's body is not looked at. */
  json(): unknown;
  newId(): Uuid;
}

const strings = z.record(z.string(), z.string()).nullish();

/** What is read of payload format 2.0; other fields are let be. */
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
  if (userId === undefined || sessionId === undefined || userId === '' || !isUuid(sessionId))
    return undefined;
  const role = roleOf(userId);
  if (role === undefined) return undefined;
  return { userId, sessionId, role, ...(ADDRESS_HASH.test(addressHash) && { addressHash }) };
};

const isPlain = (text: string): boolean => !/\p{Cc}/u.test(text);

/** Chance, time and the users, which a request brings along so that routes need none of them. */
export interface RequestSources {
  now(): number;
  newId(): Uuid;
  /** Of the deployment's users; undefined for anybody else. */
  roleOf(userId: string): Role | undefined;
}

/** @throws ZodError when this is not an event of an HTTP API, which only a wrong wiring can bring about. */
export const requestOf = (event: unknown, { now, newId, roleOf }: RequestSources): ApiRequest => {
  const parsed = gatewayEvent.parse(event);
  const headers = Object.fromEntries(
    Object.entries(parsed.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const caller = callerOf(parsed, roleOf);
  // A stranger's would let them write into a story of the audit trail.
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
