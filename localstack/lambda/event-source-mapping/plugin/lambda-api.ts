import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { MappingDescription } from '../mapping-description.ts';

const LOOPBACK = '127.0.0.1';
const PATH = '/2015-03-31/event-source-mappings';
/** As AWS pages. */
const MAX_ITEMS = 100;

/** The part of Lambda's API that returns the status of event source mappings. */
export interface LambdaApi {
  /** What `AWS_ENDPOINT_URL_LAMBDA` is to be. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `ListEventSourceMappings` and `GetEventSourceMapping` on a free port of the loopback. Signatures are not
 * checked; browsers are not answered.
 * @param mappings as of now.
 */
export const startLambdaApi = async (mappings: () => readonly MappingDescription[]): Promise<LambdaApi> => {
  const server = createServer((request, response) => send(response, answerTo(request, mappings())));
  const port = await listen(server);
  return {
    url: `http://${LOOPBACK}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

interface Answer {
  readonly status: number;
  readonly body: object;
  /** AWS's name of a refusal. */
  readonly type?: string;
}

const send = (response: ServerResponse, { status, body, type }: Answer): void => {
  const headers = {
    'content-type': 'application/json',
    ...(type !== undefined && { 'x-amzn-errortype': type }),
  };
  response.writeHead(status, headers);
  response.end(JSON.stringify(body));
};

const refusal = (status: number, type: string, Message: string): Answer => ({
  status,
  type,
  body: { Message },
});

/**
 * No web page may read this API. A page names itself in `Origin` or `Sec-Fetch-Site`; with DNS rebinding its host is
 * not the loopback.
 */
const isLocalProgram = ({ headers, socket }: IncomingMessage): boolean => {
  const { host = '', origin, 'sec-fetch-site': site = 'none' } = headers;
  const isLoopback = [LOOPBACK, 'localhost'].some((name) => host === `${name}:${socket.localPort}`);
  return isLoopback && origin === undefined && site === 'none';
};

const answerTo = (request: IncomingMessage, mappings: readonly MappingDescription[]): Answer => {
  if (!isLocalProgram(request)) {
    return refusal(
      403,
      'AccessDeniedException',
      `Only programs on this machine may call http://${LOOPBACK}.`,
    );
  }
  const url = new URL(request.url ?? '/', 'http://localhost');
  const path = url.pathname.replace(/\/$/, '');
  if (request.method !== 'GET' || !path.startsWith(PATH)) {
    return refusal(404, 'ResourceNotFoundException', `Only GET ${PATH} is served here.`);
  }
  if (path === PATH) return { status: 200, body: list(mappings, url.searchParams) };
  const found = mappings.find(({ UUID }) => path === `${PATH}/${UUID}`);
  return found === undefined
    ? refusal(404, 'ResourceNotFoundException', 'The resource you requested does not exist.')
    : { status: 200, body: found };
};

const list = (all: readonly MappingDescription[], query: URLSearchParams): object => {
  const [functionName, source] = [query.get('FunctionName'), query.get('EventSourceArn')];
  const wanted = all.filter(
    ({ FunctionArn, EventSourceArn }) =>
      (functionName === null || FunctionArn === functionName || FunctionArn.endsWith(`:${functionName}`)) &&
      (source === null || EventSourceArn === source),
  );
  const from = Number(query.get('Marker') ?? 0) || 0;
  const through = from + Math.min(MAX_ITEMS, Number(query.get('MaxItems')) || MAX_ITEMS);
  return {
    EventSourceMappings: wanted.slice(from, through),
    ...(through < wanted.length && { NextMarker: String(through) }),
  };
};

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
