import type * as z from 'zod';
import project from '../../package.json' with { type: 'json' };
import { MAX_BODY_BYTES } from '../../shared/http/json-body.ts';
import { CORRELATION_HEADER } from '../../shared/http/reply.ts';
import type { Route, Tag, Who } from '../../shared/http/route.ts';
import { PROBLEMS } from '../../shared/ports/problems.ts';
import { API_ROUTES } from '../service/api-routes.ts';
import {
  jsonSchema,
  membersOf,
  type Node,
  reference,
  responsesOf,
  sharedResponses,
} from './openapi-responses.ts';

/** Description of each group of routes, in the order of the documentation. */
export const TAGS: Readonly<Record<Tag, string>> = {
  Auth: 'Daily login at Zerodha, sessions and credentials',
  Health: 'Health checks and the OpenAPI document',
  Portfolio: 'Positions, profit and loss',
  Orders: 'Orders and fills',
  Signals: 'Signals with the verdicts of the risk rules',
  Traces: 'All events that one tick or operator action caused',
  Instruments: 'What Zerodha lists, by name, expiry and strike, and historical candles',
  Strategies: 'Strategies, their instruments and parameters',
  Risk: 'Risk limits, the kill switch and the daily loss',
  'Dead letters': 'Records that could not be processed, and their redrives',
  Audit: 'Operator actions',
};

/** Every route, in the order of the groups. */
export const allRoutes = (): readonly Route<never>[] => API_ROUTES.flatMap(({ routes }) => routes);

const parameters = (place: 'path' | 'query', schema: z.ZodType | undefined): readonly Node[] => {
  if (schema === undefined) return [];
  const node = jsonSchema(schema, 'input');
  const required: readonly unknown[] = Array.isArray(node.required) ? node.required : [];
  return membersOf(node).map(([name, { description, ...member }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description !== undefined && { description }),
    schema: member,
  }));
};

const requestBody = ({ body }: Route<never>): Node | undefined =>
  body && {
    required: !body.safeParse(undefined).success,
    content: { 'application/json': { schema: jsonSchema(body, 'input') } },
  };

const WHO: Readonly<Record<Who | 'public', string>> = {
  public: 'public',
  viewer: 'viewers and owners',
  owner: 'owners',
  account_owner: 'owner of the live account',
  broker_owner: 'owners; for the live broker, the owner of the live account',
};

/** Who may call a route, for the documentation. */
export const whoMay = ({ access, who }: Route<never>): string => WHO[access === 'public' ? access : who];

const operationOf = (route: Route<never>): Node => {
  const body = requestBody(route);
  return {
    operationId: route.operation,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description !== undefined && { description: route.description }),
    // The gateway's authorizer verifies the session token.
    security: route.access === 'public' ? [] : [{ session: [] }],
    'x-who': whoMay(route),
    parameters: [
      ...parameters('path', route.params),
      ...parameters('query', route.query),
      ...(route.ifMatch === undefined
        ? []
        : [reference('parameters', route.ifMatch === 'required' ? 'IfMatch' : 'IfMatchOptional')]),
      reference('parameters', 'CorrelationId'),
    ],
    ...(body && { requestBody: body }),
    responses: responsesOf(route),
  };
};

const paths = (): Node =>
  Object.fromEntries(
    [...Map.groupBy(allRoutes(), ({ path }) => path)].map(([path, routes]) => [
      path,
      Object.fromEntries(routes.map((route) => [route.method.toLowerCase(), operationOf(route)])),
    ]),
  );

const text = { type: 'string' } as const;
const UUID = { type: 'string', format: 'uuid' } as const;
const ETAG = { type: 'string', pattern: '^"\\d{1,15}"$', examples: ['"3"'] } as const;

const ifMatch = (required: boolean): Node => ({
  name: 'If-Match',
  in: 'header',
  required,
  description: 'ETag of the version to change. The request fails if the current version differs',
  schema: ETAG,
});

/** An RFC 9457 problem with a code. */
const PROBLEM: Node = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'correlation_id'],
  properties: {
    type: { type: 'string', format: 'uri', examples: ['urn:alpha-panda:problem:not-found'] },
    title: text,
    status: { type: 'integer' },
    code: { enum: Object.keys(PROBLEMS), description: 'Stable problem code for programs' },
    detail: { ...text, description: 'Cause and remedy, for people' },
    correlation_id: { ...UUID, description: 'Id of the request in the log' },
    fields: {
      type: 'array',
      description: 'Invalid fields and their problems; never their values',
      items: {
        type: 'object',
        required: ['field', 'problem'],
        properties: { field: { ...text, examples: ['body.quantity'] }, problem: text },
      },
    },
  },
};

const components = (): Node => ({
  securitySchemes: {
    session: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'The access_token of a login. It expires with the session, at 06:00 in India or earlier.',
    },
  },
  parameters: {
    IfMatch: ifMatch(true),
    IfMatchOptional: ifMatch(false),
    CorrelationId: {
      name: CORRELATION_HEADER,
      in: 'header',
      required: false,
      description:
        'A UUID that identifies the request. Accepted from callers with a session; generated otherwise',
      schema: UUID,
    },
  },
  headers: {
    CorrelationId: { description: 'Id of the request in the log and the audit trail', schema: UUID },
    ETag: { description: 'Version of the body, for If-Match', schema: ETAG },
    RetryAfter: {
      description: 'Seconds to wait before a retry',
      schema: { type: 'integer', minimum: 0 },
    },
  },
  responses: sharedResponses(allRoutes()),
  schemas: {
    Problem: PROBLEM,
    GatewayRefusal: {
      type: 'object',
      description: 'Response of the gateway to an unauthorized request',
      required: ['message'],
      properties: { message: text },
    },
  },
});

const DESCRIPTION = [
  'Monitors and controls paper and live trading at Zerodha.',
  'Amounts are in rupees. Times are ISO 8601 in UTC; event times are market time. Lists are paginated with next_cursor.',
  'Errors are application/problem+json with a code.',
  `Changes are rate limited per user, and most of them name the version that they change. A body has at most ${MAX_BODY_BYTES.toLocaleString('en-US')} bytes.`,
].join('\n\n');

/** The OpenAPI 3.1 document of all routes. */
export const openApi = (): Node => {
  const { version, license } = project;
  return {
    openapi: '3.1.0',
    info: {
      title: 'Alpha Panda',
      version,
      description: DESCRIPTION,
      license: { name: license, identifier: license },
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: '/' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: paths(),
    components: components(),
  };
};
