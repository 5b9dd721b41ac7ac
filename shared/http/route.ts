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

/** `public`: no login needed. `session`: the gateway's authorizer has let the caller in. */
export type Access = 'public' | 'session';
export type Method = 'GET' | 'POST' | 'PUT';

/**
 * Who may call a route: from a role on, or of a broker's routes its owner, which of the live one is the owner of the
 * account that is traded live.
 */
export type Who = Role | 'broker_owner';

const brokerIn = z.object({ broker: z.enum(BROKERS) });

/** The role that a call needs. */
const roleFor = (who: Who, params: unknown): Role => {
  if (who !== 'broker_owner') return who;
  return brokerIn.safeParse(params).data?.broker === 'paper' ? 'owner' : 'account_owner';
};

/** What the API's documentation groups by. */
export type Tag =
  | 'Auth'
  | 'Health'
  | 'Portfolio'
  | 'Orders'
  | 'Signals'
  | 'Traces'
  | 'Strategies'
  | 'Risk'
  | 'Dead letters'
  | 'Audit';

const NOTHING = z.strictObject({});
type Nothing = typeof NOTHING;

/** A validated call of a route. */
export interface Call<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Of `If-Match`. */
  readonly version: number | undefined;
  readonly bearer: string | undefined;
  readonly sourceIp: string;
  /** Where the call came from; of a public route without its address, which its services may hash. */
  readonly origin: Origin;
  readonly correlationId: Uuid;
  /** Epoch milliseconds, wall time. */
  readonly now: number;
  newId(): Uuid;
}

/** What a route's handle gives back. */
interface Answer<Body> {
  readonly body: Body;
  /** Of the item in the body; becomes its ETag. */
  readonly version?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers of which a person is told. */
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
  /** Unique; the operationId of the documentation. */
  readonly operation: string;
  readonly method: Method;
  /** As API Gateway writes it: `/orders/{broker}`. */
  readonly path: `/${string}`;
  readonly tag: Tag;
  readonly summary: string;
  readonly description?: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** `required`: the caller has to name the version that it changes, by `If-Match`. */
  readonly ifMatch?: 'required' | 'optional';
  /** Of the answer's body. */
  readonly reply: R;
  /** 200 where it is left out. */
  readonly status?: 200 | 201 | 202;
  /** `text/html` replies are strings. */
  readonly produces?: 'application/json' | 'text/html';
  /** What it answers beside what every route may. */
  readonly problems?: readonly ProblemCode[];
  /** Of a route that takes a credential: answers that say that it did not, and what they count as. */
  readonly refusals?: Refusals;
  /** Who may call it. Left out: everybody who is logged in where it only reads, owners where it changes something. */
  readonly who?: Who;
  /** Whether it changes something: such calls are counted, and their session is looked at afresh. */
  readonly writes?: boolean;
  /**
   * Set where a full counter, or one out of reach, must not stand in the way: for what stops trading. A function where
   * only some bodies do; a stop needs no version either, so its `If-Match` is not looked at.
   */
  readonly neverLimited?: boolean | ((body: z.output<B>) => boolean);
  handle(
    call: Call<z.output<P>, z.output<Q>, z.output<B>> & { readonly caller: By },
    services: Services,
  ): Promise<Answer<z.input<R>>> | Answer<z.input<R>>;
}

/** A route as the handler, the deployment and the documentation see it. */
export interface Route<Services> {
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
  readonly reply: z.ZodType;
  readonly status: number;
  readonly produces: 'application/json' | 'text/html';
  readonly problems: readonly ProblemCode[];
  readonly ifMatch: 'required' | 'optional' | undefined;
  readonly refusals: Refusals | undefined;
  readonly who: Who;
  readonly writes: boolean;
  /** Whether all of its calls are. */
  readonly neverLimited: boolean;
  /** Whether this call stops something, and must not wait for a counter; false for one that is malformed. */
  isNeverLimited(request: ApiRequest): boolean;
  /** @throws ProblemError, and whatever the services throw */
  answer(request: ApiRequest, services: Services): Promise<Reply>;
}

/** What every API Gateway knows a route by. */
export const routeKeyOf = ({ method, path }: Pick<Route<never>, 'method' | 'path'>): string =>
  `${method} ${path}`;

const LONGEST = 160;
const MOST_FIELDS = 10;

/** Says what is wrong with which field, never what stood there: it may be a token. */
const fieldProblems = (part: string, error: z.ZodError): readonly FieldProblem[] =>
  error.issues.slice(0, MOST_FIELDS).map(({ path, message }) => ({
    field: [part, ...path.map(String)].join('.').slice(0, LONGEST),
    problem: message.slice(0, LONGEST),
  }));

const parsePart = <S extends z.ZodType>(part: string, schema: S, value: unknown): z.output<S> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = fieldProblems(part, result.error);
  const [first] = fields;
  throw new ProblemError('INVALID_REQUEST', `${first?.field}: ${first?.problem}`, { fields });
};

/** Whether a request's body is well-formed and says something. */
const saysInBody = <B extends z.ZodType>(
  schema: B | undefined,
  request: ApiRequest,
  says: (body: z.output<B>) => boolean,
): boolean => {
  try {
    const body = schema?.safeParse(request.json());
    return body?.success === true && says(body.data);
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
): Route<Services> => {
  const { writes = false, who = writes ? 'owner' : 'viewer' } = definition;
  const { params, query, body, ifMatch, status = 200, produces = 'application/json' } = definition;
  const isNeverLimited = (request: ApiRequest): boolean => {
    const { neverLimited = false } = definition;
    return typeof neverLimited === 'boolean' ? neverLimited : saysInBody(body, request, neverLimited);
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
        throw new ProblemError('VERSION_REQUIRED', 'send If-Match with the ETag of what you read');
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

/** The makers of a folder's routes: what its handlers get as services is the same for all of them. */
export const routesFor = <Services>() => ({
  /** A route that anybody may call. */
  publicRoute: <
    P extends z.ZodType = Nothing,
    Q extends z.ZodType = Nothing,
    B extends z.ZodType = z.ZodUndefined,
    R extends z.ZodType = z.ZodType,
  >(
    definition: Definition<P, Q, B, R, undefined, Services>,
  ): Route<Services> => build('public', () => undefined, definition),

  /** A route that needs a login; its caller is known. */
  sessionRoute: <
    P extends z.ZodType = Nothing,
    Q extends z.ZodType = Nothing,
    B extends z.ZodType = z.ZodUndefined,
    R extends z.ZodType = z.ZodType,
  >(
    definition: Definition<P, Q, B, R, Caller, Services>,
  ): Route<Services> =>
    build(
      'session',
      ({ caller }) => {
        if (caller === undefined) throw new ProblemError('UNAUTHENTICATED', 'log in first');
        return caller;
      },
      definition,
    ),
});
