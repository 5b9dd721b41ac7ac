import * as z from 'zod';
import { CORRELATION_HEADER } from '../../shared/http/reply.ts';
import type { Route } from '../../shared/http/route.ts';
import { PROBLEMS, type ProblemCode } from '../../shared/ports/problems.ts';
import { problemsOf } from './route-problems.ts';

export type Node = Readonly<Record<string, unknown>>;

export const reference = (...path: readonly string[]): Node => ({ $ref: `#/components/${path.join('/')}` });

const isObject = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A zod schema as JSON Schema, for requests (input) or responses (output). */
export const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Node => {
  const { $schema: _, ...node } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    override: ({ jsonSchema: made }) => {
      // zod gives an unbounded integer these bounds.
      if (made.minimum === Number.MIN_SAFE_INTEGER) delete made.minimum;
      if (made.maximum === Number.MAX_SAFE_INTEGER) delete made.maximum;
      // The format implies the long pattern.
      if (made.format === 'date' || made.format === 'date-time') delete made.pattern;
    },
  });
  return node;
};

/** The members of an object's schema. */
export const membersOf = (schema: Node): readonly (readonly [name: string, schema: Node])[] =>
  Object.entries(isObject(schema.properties) ? schema.properties : {}).flatMap(([name, member]) =>
    isObject(member) ? [[name, member] as const] : [],
  );

/** Headers of every response. */
const HEADERS = { [CORRELATION_HEADER]: reference('headers', 'CorrelationId') } as const;

const RETRIED: ReadonlySet<number> = new Set([429, 503]);

const problemResponse = (status: number, codes: readonly ProblemCode[], fromGateway: boolean): Node => {
  return {
    description: [
      ...codes.map((code) => PROBLEMS[code].title),
      ...(fromGateway ? ['From the gateway: the token is missing or invalid'] : []),
    ].join('. '),
    headers: {
      ...HEADERS,
      ...(RETRIED.has(status) && { 'Retry-After': reference('headers', 'RetryAfter') }),
    },
    content: {
      ...(codes.length > 0 && {
        'application/problem+json': {
          schema: {
            allOf: [
              reference('schemas', 'Problem'),
              { properties: { status: { const: status }, code: { enum: codes } } },
            ],
          },
        },
      }),
      ...(fromGateway && { 'application/json': { schema: reference('schemas', 'GatewayRefusal') } }),
    },
  };
};

/** Further statuses that a route returns with its normal body. */
const SAME_BODY: Readonly<Record<string, number>> = { getReadiness: 503 };

const success = (route: Route<never>): Node => {
  const schema = jsonSchema(route.reply, 'output');
  const isVersioned = membersOf(schema).some(([name]) => name === 'version');
  return {
    description: route.summary,
    headers: { ...HEADERS, ...(isVersioned && { ETag: reference('headers', 'ETag') }) },
    content: { [route.produces]: { schema } },
  };
};

const withContent = (response: Node, more: Node): Node => ({
  ...response,
  content: {
    ...(isObject(more.content) ? more.content : {}),
    ...(isObject(response.content) ? response.content : {}),
  },
});

type Status = (typeof PROBLEMS)[ProblemCode]['status'];

interface ProblemResponse {
  readonly status: Status;
  /** Name in the components, which routes share. */
  readonly name: string;
  readonly response: Node;
}

const problemResponses = (route: Route<never>): readonly ProblemResponse[] => {
  const isGuarded = route.access === 'session';
  const byStatus = Map.groupBy(problemsOf(route), (code): Status => PROBLEMS[code].status);
  const statuses = new Set<Status>([...byStatus.keys(), ...(isGuarded ? ([401, 403] as const) : [])]);
  return [...statuses]
    .toSorted((a, b) => a - b)
    .map((status) => {
      const codes = byStatus.get(status) ?? [];
      const fromGateway = isGuarded && (status === 401 || status === 403);
      return {
        status,
        name: [status, ...codes, ...(fromGateway ? ['gateway'] : [])].join('.'),
        response: problemResponse(status, codes, fromGateway),
      };
    });
};

/** All responses of a route by status. */
export const responsesOf = (route: Route<never>): Node => {
  const own = success(route);
  return Object.fromEntries([
    [String(route.status), own],
    ...problemResponses(route).map(({ status, name, response }) => [
      String(status),
      SAME_BODY[route.operation] === status ? withContent(response, own) : reference('responses', name),
    ]),
  ]);
};

/** The responses in the components. */
export const sharedResponses = (routes: readonly Route<never>[]): Node =>
  Object.fromEntries(
    routes
      .flatMap((route) =>
        problemResponses(route).filter(({ status }) => SAME_BODY[route.operation] !== status),
      )
      .map(({ name, response }) => [name, response] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
