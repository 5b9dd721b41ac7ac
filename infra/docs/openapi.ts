import { readFileSync } from 'node:fs';
import * as z from 'zod';
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

const packageFile = z.object({ version: z.string(), license: z.string() });

/** What the groups of routes are, in the order in which they are shown. */
export const TAGS: Readonly<Record<Tag, string>> = {
  Auth: 'Logging in at Zerodha, once a day, and out again',
  Health: 'Whether it runs, and this document',
  Portfolio: 'Positions, profit and loss',
  Orders: 'What was ordered, and what came of it',
  Signals: 'What strategies wanted, and what the risk rules said',
  Traces: 'Whole stories, from a tick to its fill',
  Strategies: 'What runs, on what, with which parameters',
  Risk: 'Limits and the kill switch',
  'Dead letters': 'Records that could not be processed, and how to send them again',
  Audit: 'Who changed what',
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
  public: 'anybody',
  viewer: 'viewers and owners',
  owner: 'owners',
  account_owner: 'the owner of the account that is traded live',
  broker_owner: 'owners; of the live broker, the owner of the account that is traded live',
};

/** Who may call a route, in words. */
export const whoMay = ({ access, who }: Route<never>): string => WHO[access === 'public' ? access : who];

const operationOf = (route: Route<never>): Node => {
  const body = requestBody(route);
  return {
    operationId: route.operation,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description !== undefined && { description: route.description }),
    // The gateway's authorizer lets in whoever has a token of ours.
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
  description: 'The ETag of what was read: the change is made only if it is still that',
  schema: ETAG,
});

/** RFC 9457, with our code. */
const PROBLEM: Node = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'correlation_id'],
  properties: {
    type: { type: 'string', format: 'uri', examples: ['urn:alpha-panda:problem:not-found'] },
    title: text,
    status: { type: 'integer' },
    code: { enum: Object.keys(PROBLEMS), description: 'What a program may rely on' },
    detail: { ...text, description: 'What was wrong and what to do, for people' },
    correlation_id: { ...UUID, description: 'The log says more under it' },
    fields: {
      type: 'array',
      description: 'Which fields are wrong, and how; never what stood in them',
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
      description: 'The access_token of a login. It ends with the session: at 06:00 in India, or earlier.',
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
        'A UUID of your own to find the request by, taken from callers with a session; one is made otherwise',
      schema: UUID,
    },
  },
  headers: {
    CorrelationId: { description: 'Under which the log and the audit trail have the request', schema: UUID },
    ETag: { description: 'The version of what is in the body, for If-Match', schema: ETAG },
    RetryAfter: {
      description: 'Seconds after which trying again may help',
      schema: { type: 'integer', minimum: 0 },
    },
  },
  responses: sharedResponses(allRoutes()),
  schemas: {
    Problem: PROBLEM,
    GatewayRefusal: {
      type: 'object',
      description: 'What the gateway itself says to whoever it does not let in',
      required: ['message'],
      properties: { message: text },
    },
  },
});

const DESCRIPTION = [
  'Watches and steers paper and live trading at Zerodha.',
  'Amounts are rupees. Times are ISO 8601 in UTC; those of events are market time. Lists go on by next_cursor.',
  'What is wrong is told as application/problem+json with a code.',
  `Changes are counted per user, and most of them name the version that they change. A body has at most ${MAX_BODY_BYTES.toLocaleString('en-US')} bytes.`,
].join('\n\n');

/** The OpenAPI 3.1 document of all routes. */
export const openApi = (): Node => {
  const { version, license } = packageFile.parse(
    JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')),
  );
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
