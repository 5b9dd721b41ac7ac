import * as z from 'zod';
import type { Role } from '../auth/roles.ts';
import { BROKERS } from '../events/brokers.ts';
import type { Uuid } from '../events/ids.ts';
import type { SecurityMetric } from '../lambda/security-metrics.ts';
import { type FieldProblem, type ProblemCode, ProblemError } from '../ports/problems.ts';
import type { Origin } from './origin.ts';
import { refuseOthers } from './permission.ts';
import { jsonReply, type Reply } from './reply.ts';
import type { ApiRequest, Caller } from './request.ts';
import { etagOf, versionIn } from './versions.ts';

/** `public`: no session needed. `session`: the gateway's authorizer verified the session. */
export type Access = 'public' | 'session';
export type Method = 'GET' | 'POST' | 'PUT';

/**
 * Who may call a route: a minimum role, or the owner of the broker in its path. The owner of the live broker is the
 * owner of the live account.
 */
export type Who = Role | 'broker_owner';

const brokerIn = z.object({ broker: z.enum(BROKERS) });

/** The minimum role of a call. */
const roleFor = (who: Who, params: unknown): Role => {
  if (who !== 'broker_owner') return who;
  return brokerIn.safeParse(params).data?.broker === 'paper' ? 'owner' : 'account_owner';
};

/** Groups of the API documentation. */
export type Tag =
  | 'Auth'
  | 'Health'
  | 'Portfolio'
  | 'Orders'
  | 'Signals'
  | 'Traces'
  | 'Instruments'
  | 'Strategies'
  | 'Risk'
  | 'Dead letters'
  | 'Audit';

const NOTHING = z.strictObject({});
type Nothing = typeof NOTHING;

/** A validated call of a route. */
interface Call<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Version in `If-Match`. */
  readonly version: number | undefined;
  readonly bearer: string | undefined;
  readonly sourceIp: string;
  /** Origin of the call. Public routes hash the address themselves. */
  readonly origin: Origin;
  readonly correlationId: Uuid;
  /** Epoch milliseconds, wall time. */
  readonly now: number;
  newId(): Uuid;
}

/** The part of a call that its audit events record. */
export type CallContext = Pick<Call<unknown, unknown, unknown>, 'now' | 'correlationId' | 'origin' | 'newId'>;

/** The result of a route's `handle`. */
interface Answer<Body> {
  readonly body: Body;
  /** Version of the body; becomes its ETag. */
  readonly version?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Problems that count in a security metric. */
export interface Refusals {
  readonly metric: SecurityMetric;
  readonly codes: readonly ProblemCode[];
}

interface Definition<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
  By extends Caller | undefined,
  Services,
> {
  /** Unique operationId. */
  readonly operation: string;
  readonly method: Method;
  /** In the notation of API Gateway: `/orders/{broker}`. */
  readonly path: `/${string}`;
  readonly tag: Tag;
  readonly summary: string;
  readonly description?: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** `required`: `If-Match` must name the version to change. */
  readonly ifMatch?: 'required' | 'optional';
  /** Schema of the reply body. */
  readonly reply: R;
  /** Defaults to 200. */
  readonly status?: 200 | 201 | 202;
  /** `text/html` replies are strings. */
  readonly produces?: 'application/json' | 'text/html';
  /** Problems beyond those that every route may return. */
  readonly problems?: readonly ProblemCode[];
  /** Problems that count as a refused credential. */
  readonly refusals?: Refusals;
  /** Defaults to `viewer` for reads and `owner` for changes. */
  readonly who?: Who;
  /** Whether it changes state: such calls are rate limited and check the session again. */
  readonly writes?: boolean;
  /**
   * Whether it stops trading: such calls do not depend on the rate-limit counter and ignore `If-Match`. A function if
   * that depends on the body.
   */
  readonly neverLimited?: boolean | ((body: z.output<B>) => boolean);
  handle(
    call: Call<z.output<P>, z.output<Q>, z.output<B>> & { readonly caller: By },
    services: Services,
  ): Promise<Answer<z.input<R>>> | Answer<z.input<R>>;
}

/** A route, as used by handler, deployment and documentation. */
export interface Route<Services, R extends z.ZodType = z.ZodType> {
  readonly operation: string;
  readonly method: Method;
  readonly path: string;
  readonly access: Access;
  readonly tag: Tag;
  readonly summary: string;
  readonly description: string | undefined;
  readonly params: z.ZodType | undefined;
  readonly query: z.ZodType | undefined;
  readonly body: z.ZodType | undefined;
  readonly reply: R;
  readonly status: number;
  readonly produces: 'application/json' | 'text/html';
  readonly problems: readonly ProblemCode[];
  readonly ifMatch: 'required' | 'optional' | undefined;
  readonly refusals: Refusals | undefined;
  readonly who: Who;
  readonly writes: boolean;
  /** Whether all of its calls are never limited. */
  readonly neverLimited: boolean;
  /** Whether this call is never limited; false for a malformed body. */
  isNeverLimited(request: ApiRequest): boolean;
  /** @throws ProblemError, and errors of the services */
  answer(request: ApiRequest, services: Services): Promise<Reply>;
}

/** The route key of API Gateway. */
export const routeKeyOf = ({ method, path }: Pick<Route<never>, 'method' | 'path'>): string =>
  `${method} ${path}`;

const MAX_LENGTH = 160;
const MAX_FIELDS = 10;

/** Invalid fields and their problems, without their values: a value may be a token. */
const fieldProblems = (part: string, error: z.ZodError): readonly FieldProblem[] =>
  error.issues.slice(0, MAX_FIELDS).map(({ path, message }) => ({
    field: [part, ...path.map(String)].join('.').slice(0, MAX_LENGTH),
    problem: message.slice(0, MAX_LENGTH),
  }));

const parsePart = <S extends z.ZodType>(part: string, schema: S, value: unknown): z.output<S> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = fieldProblems(part, result.error);
  const [first] = fields;
  throw new ProblemError('INVALID_REQUEST', `${first?.field}: ${first?.problem}`, { fields });
};

/** Whether a request's body is valid and fulfils a condition. */
const bodyFulfils = <B extends z.ZodType>(
  schema: B | undefined,
  request: ApiRequest,
  condition: (body: z.output<B>) => boolean,
): boolean => {
  try {
    const body = schema?.safeParse(request.json());
    return body?.success === true && condition(body.data);
  } catch (thrown) {
    if (thrown instanceof ProblemError) return false;
    throw thrown;
  }
};

const build = <
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
  By extends Caller | undefined,
  Services,
>(
  access: Access,
  callerOf: (request: ApiRequest) => By,
  definition: Definition<P, Q, B, R, By, Services>,
): Route<Services, R> => {
  const { writes = false, who = writes ? 'owner' : 'viewer' } = definition;
  const { params, query, body, ifMatch, status = 200, produces = 'application/json' } = definition;
  const isNeverLimited = (request: ApiRequest): boolean => {
    const { neverLimited = false } = definition;
    return typeof neverLimited === 'boolean' ? neverLimited : bodyFulfils(body, request, neverLimited);
  };
  return {
    operation: definition.operation,
    method: definition.method,
    path: definition.path,
    access,
    tag: definition.tag,
    summary: definition.summary,
    description: definition.description,
    params,
    query,
    body,
    reply: definition.reply,
    status,
    produces,
    problems: definition.problems ?? [],
    ifMatch,
    refusals: definition.refusals,
    who,
    writes,
    neverLimited: definition.neverLimited === true,
    isNeverLimited,
    async answer(request, services) {
      const caller = callerOf(request);
      if (caller !== undefined) refuseOthers(caller, roleFor(who, request.params));
      const needsNoVersion = ifMatch === undefined || isNeverLimited(request);
      const version = needsNoVersion ? undefined : versionIn(request.headers['if-match']);
      const call = {
        caller,
        params: parsePart('path', params ?? NOTHING, request.params) as z.output<P>,
        query: parsePart('query', query ?? NOTHING, request.query) as z.output<Q>,
        body: (body === undefined ? undefined : parsePart('body', body, request.json())) as z.output<B>,
        version,
        bearer: request.bearer,
        sourceIp: request.sourceIp,
        origin: { addressHash: request.caller?.addressHash, userAgent: request.userAgent },
        correlationId: request.correlationId,
        now: request.now,
        newId: request.newId,
      };
      if (ifMatch === 'required' && version === undefined) {
        throw new ProblemError('VERSION_REQUIRED', 'send If-Match with the ETag of the version you read');
      }
      const answer = await definition.handle(call, services);
      const headers = {
        ...(answer.version === undefined ? {} : { etag: etagOf(answer.version) }),
        ...answer.headers,
      };
      if (produces === 'text/html') {
        const html = { 'content-type': 'text/html; charset=utf-8', ...headers };
        return { status: answer.status ?? status, headers: html, body: String(answer.body) };
      }
      return jsonReply(answer.status ?? status, answer.body, headers);
    },
  };
};

/** Creates the route builders of one API function. All its routes have the same services. */
export const routesFor = <Services>() => ({
  /** A route without a session. */
  publicRoute: <
    P extends z.ZodType = Nothing,
    Q extends z.ZodType = Nothing,
    B extends z.ZodType = z.ZodUndefined,
    R extends z.ZodType = z.ZodType,
  >(
    definition: Definition<P, Q, B, R, undefined, Services>,
  ): Route<Services, R> => build('public', () => undefined, definition),

  /** A route with a session and its caller. */
  sessionRoute: <
    P extends z.ZodType = Nothing,
    Q extends z.ZodType = Nothing,
    B extends z.ZodType = z.ZodUndefined,
    R extends z.ZodType = z.ZodType,
  >(
    definition: Definition<P, Q, B, R, Caller, Services>,
  ): Route<Services, R> =>
    build(
      'session',
      ({ caller }) => {
        if (caller === undefined) throw new ProblemError('UNAUTHENTICATED', 'log in first');
        return caller;
      },
      definition,
    ),
});
