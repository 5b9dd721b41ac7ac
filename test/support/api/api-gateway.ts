import { randomUUID } from 'node:crypto';
import type { Context as LambdaContext } from 'aws-lambda';
import * as z from 'zod';
import type { GatewayReply } from '../../../shared/http/reply.ts';
import { type Route, routeKeyOf } from '../../../shared/http/route.ts';

/** From where all requests come. Logs and the audit trail may hold its hash, and never itself. */
export const CALLER_ADDRESS = '203.0.113.77';

export type LambdaHandler = (event: unknown, context: LambdaContext) => Promise<unknown>;

/** One function behind the gateway. */
export interface Integration {
  readonly handler: LambdaHandler;
  readonly routes: readonly Pick<Route<never>, 'method' | 'path' | 'access'>[];
}

export interface HttpRequest {
  readonly method: string;
  /** With the query, percent-encoded as on the wire. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  json(): unknown;
}

const authorization = z.object({
  isAuthorized: z.boolean(),
  context: z.record(z.string(), z.unknown()).optional(),
});
const integrationReply = z.object({
  statusCode: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
}) satisfies z.ZodType<GatewayReply>;

const reply = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): HttpReply => ({
  status,
  headers,
  body,
  json: () => JSON.parse(body),
});

/** What API Gateway itself says where it does not ask the function. */
const own = (status: number, message: string): HttpReply =>
  reply(status, JSON.stringify({ message }), { 'content-type': 'application/json' });

const lambdaContext = (name: string): LambdaContext => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: name,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:ap-south-1:000000000000:function:${name}`,
  memoryLimitInMB: '512',
  awsRequestId: randomUUID(),
  logGroupName: '',
  logStreamName: '',
  getRemainingTimeInMillis: () => 10_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
});

const segments = (path: string): readonly string[] => path.split('/').slice(1);

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** Literal segments win over variables, as API Gateway has it. */
const match = (template: string, path: string): Readonly<Record<string, string>> | undefined => {
  const [wanted, given] = [segments(template), segments(path)];
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [place, segment] of wanted.entries()) {
    const value = given[place] ?? '';
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    if (name === undefined) {
      if (segment !== value) return undefined;
      continue;
    }
    const text = decoded(value);
    if (text === undefined || text === '') return undefined;
    params[name] = text;
  }
  return params;
};

/** Of a name that comes several times all values, with commas between. */
const queryOf = (text: string): Readonly<Record<string, string>> => {
  const parameters = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')]),
  );
};

const variables = (path: string): number => path.split('{').length;

/**
 * An HTTP API in this process: routes, the Lambda authorizer with simple responses, and payload format 2.0, as API
 * Gateway has them. Its answers, 401 without the identity source, 403 where the authorizer denies, 404 without a
 * route and 500 where a function throws, are AWS's own. Nothing is cached, so that every request is judged.
 */
export const apiGateway = (authorizer: LambdaHandler, integrations: readonly Integration[]) => {
  const routes = integrations
    .flatMap(({ handler, routes: own }) => own.map((route) => ({ ...route, handler })))
    .toSorted((a, b) => variables(a.path) - variables(b.path));

  const authorize = async (request: HttpRequest, routeKey: string): Promise<HttpReply | object> => {
    const headers = lowerCase(request.headers);
    if (headers.authorization === undefined || headers.authorization === '') return own(401, 'Unauthorized');
    const event = {
      version: '2.0',
      type: 'REQUEST',
      routeKey,
      identitySource: [headers.authorization],
      headers,
      requestContext: { http: { method: request.method, sourceIp: CALLER_ADDRESS }, routeKey },
    };
    try {
      const said = authorization.parse(await authorizer(event, lambdaContext('authorizer')));
      return said.isAuthorized ? { lambda: said.context ?? {} } : own(403, 'Forbidden');
    } catch {
      return own(500, 'Internal Server Error');
    }
  };

  const send = async (request: HttpRequest): Promise<HttpReply> => {
    const [path = '/', ...query] = request.target.split('?');
    const found = routes
      .filter(({ method }) => method === request.method)
      .map((route) => ({ route, params: match(route.path, path) }))
      .find(({ params }) => params !== undefined);
    if (found === undefined) return own(404, 'Not Found');
    const { route, params } = found;
    const routeKey = routeKeyOf(route);
    const granted = route.access === 'public' ? undefined : await authorize(request, routeKey);
    if (granted !== undefined && 'status' in granted) return granted as HttpReply;
    const event = {
      version: '2.0',
      routeKey,
      rawPath: path,
      rawQueryString: query.join('?'),
      headers: lowerCase(request.headers),
      queryStringParameters: queryOf(query.join('?')),
      pathParameters: params,
      requestContext: {
        http: { method: request.method, path, sourceIp: CALLER_ADDRESS },
        routeKey,
        ...(granted === undefined ? {} : { authorizer: granted }),
      },
      ...(request.body === undefined ? {} : { body: request.body }),
      isBase64Encoded: false,
    };
    try {
      const said = integrationReply.parse(await route.handler(event, lambdaContext(route.path)));
      return reply(said.statusCode, said.body, said.headers);
    } catch {
      return own(500, 'Internal Server Error');
    }
  };
  return { send };
};

export type ApiGateway = ReturnType<typeof apiGateway>;

const lowerCase = (headers: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
