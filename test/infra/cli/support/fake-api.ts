import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import { API_ROUTES } from '../../../../infra/service/api-routes.ts';
import type { Route } from '../../../../shared/http/route.ts';

/** A request as it came in. */
export interface Received {
  /** `GET /fills/paper` */
  readonly key: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

interface FakeAnswer {
  /** 200 where it is left out. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is. */
  readonly body: unknown;
}

export type Answers = Readonly<Record<string, FakeAnswer | ((request: Received) => FakeAnswer)>>;

export interface FakeApi {
  readonly address: string;
  readonly received: readonly Received[];
  stop(): Promise<void>;
}

const pattern = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>[^/]+)`)}$`);

const routeFor = (method: string, path: string) => {
  for (const route of API_ROUTES.flatMap(({ routes }): readonly Route<never>[] => routes)) {
    const found = route.method === method ? pattern(route.path).exec(path) : null;
    if (found === null) continue;
    const params = Object.entries(found.groups ?? {}).map(([name, value]) => [
      name,
      decodeURIComponent(value),
    ]);
    return { route, params: Object.fromEntries(params) };
  }
  return undefined;
};

const NOTHING = z.strictObject({});

/** What the real route would not take of a request, or never give as an answer: fakes and the API agree. */
const breach = (method: string, path: string, request: Received, answer: FakeAnswer): string | undefined => {
  const found = routeFor(method, path);
  if (found === undefined) return `the API has no route ${method} ${path}`;
  const { route, params } = found;
  const parts: readonly (readonly [string, z.ZodType, unknown])[] = [
    ['path', route.params ?? NOTHING, params],
    ['query', route.query ?? NOTHING, request.query],
    ...(route.body === undefined ? [] : [['body', route.body, request.body] as const]),
    ...((answer.status ?? 200) < 300 && typeof answer.body !== 'string'
      ? [['reply', route.reply, answer.body] as const]
      : []),
  ];
  for (const [name, schema, value] of parts) {
    const { error } = schema.safeParse(value);
    if (error !== undefined) return `${name} of ${route.operation}: ${z.prettifyError(error)}`;
  }
  if (route.ifMatch === 'required' && !/^"\d+"$/.test(request.headers['if-match'] ?? '')) {
    return `${route.operation} needs If-Match`;
  }
  return undefined;
};

/** A server on loopback that gives prepared answers, and breaks off where the real API would do otherwise. */
export const startFakeApi = async (answers: Answers): Promise<FakeApi> => {
  const received: Received[] = [];
  const answerTo = async (message: IncomingMessage): Promise<FakeAnswer> => {
    const { method = '', url = '', headers } = message;
    const { pathname, searchParams } = new URL(url, 'http://fake');
    const key = `${method} ${pathname}`;
    const body = headers['content-type'] === undefined ? undefined : await json(message);
    const request = { key, query: Object.fromEntries(searchParams), headers, body };
    received.push(request);
    const prepared = answers[key];
    if (prepared === undefined) return { status: 500, body: { code: 'NOT_PREPARED', detail: key } };
    const answer = typeof prepared === 'function' ? prepared(request) : prepared;
    const detail = breach(method, pathname, request, answer);
    return detail === undefined ? answer : { status: 500, body: { code: 'NOT_THE_API', detail } };
  };
  const server = createServer((message, response) => {
    answerTo(message).then(({ status = 200, headers = {}, body }) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the fake API has no port');
  return {
    address: `http://127.0.0.1:${address.port}`,
    received,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
};
