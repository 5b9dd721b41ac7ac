import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AlphaPandaError, messageOf } from '../../../shared/errors.ts';
import { refusalOfMessage } from '../../local-only/callers.ts';
import { listenOnLoopback } from '../../local-only/ports.ts';
import { assertLocalStage } from '../../local-only/stage.ts';
import { AwsError, type AwsResponse, type AwsService, errorResponse } from './aws-response.ts';

const LOOPBACK = '127.0.0.1';
/** DynamoDB's own limit of a request (16 MB, for BatchWriteItem). */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const CLOSE_GRACE_MS = 2_000;

export interface AwsFrontOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Must be `local`. */
  readonly stage: string;
  /** Services by the part of `X-Amz-Target` before the dot. */
  readonly services: Readonly<Record<string, AwsService>>;
}

export interface AwsFront {
  readonly port: number;
  /** The value for `AWS_ENDPOINT_URL`, such as `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  /** Waits at most 2 s for running calls, then closes the services. */
  close(): Promise<void>;
}

/**
 * One LOOPBACK port for several AWS services, told apart by the `X-Amz-Target` header. Signatures are not
 * checked. Nothing is logged, so no body, and no secret, reaches a log.
 * @throws AlphaPandaError if the stage is not `local` or the port is taken
 */
export const startAwsFront = async ({ port, stage, services }: AwsFrontOptions): Promise<AwsFront> => {
  assertLocalStage(stage, 'The embedded AWS endpoint');
  const routes = new Map(Object.entries(services));
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    void serve(routes, request, response);
  });
  const boundPort = await listen(server, port);
  return {
    port: boundPort,
    endpoint: `http://${LOOPBACK}:${boundPort}`,
    close: async () => {
      await stopServing(server);
      for (const service of routes.values()) await service.close();
    },
  };
};

const listen = (server: Server, port: number): Promise<number> =>
  listenOnLoopback(server, port).catch((cause: NodeJS.ErrnoException) => {
    const isTaken = cause.code === 'EADDRINUSE';
    const reason = isTaken ? 'is taken by another process: stop it, or choose another port' : cause.message;
    const message = `Port ${port} on ${LOOPBACK} for the embedded AWS endpoint ${reason}.`;
    throw new AlphaPandaError('LOCAL_CLOUD_PORT_UNAVAILABLE', message, { cause });
  });

const stopServing = async (server: Server): Promise<void> => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearTimeout(timer);
};

const serve = async (
  routes: ReadonlyMap<string, AwsService>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const answer = await route(routes, request).catch(describeFailure);
  if (response.destroyed) return;
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': Buffer.byteLength(answer.body),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(answer.body);
};

const route = async (
  routes: ReadonlyMap<string, AwsService>,
  request: IncomingMessage,
): Promise<AwsResponse> => {
  const refusal = refusalOfMessage(request);
  if (refusal !== undefined) throw new AwsError('AccessDeniedException', refusal, 403);
  const target = request.headers['x-amz-target'];
  if (typeof target !== 'string') return withoutTarget(routes, request);
  const dot = target.indexOf('.');
  const service = routes.get(target.slice(0, dot));
  if (dot < 0 || service === undefined) {
    const served = [...routes.keys()].join(', ');
    throw new AwsError(
      'UnknownOperationException',
      `No service for X-Amz-Target "${target}": this endpoint serves ${served}.`,
    );
  }
  const body = await readBody(request);
  return service.handle({ operation: target.slice(dot + 1), body, headers: request.headers });
};

/** LocalStack's health path, so that one readiness check works for both. */
const withoutTarget = (routes: ReadonlyMap<string, AwsService>, request: IncomingMessage): AwsResponse => {
  if (request.method !== 'GET' || request.url !== '/_localstack/health') {
    throw new AwsError(
      'UnknownOperationException',
      'No X-Amz-Target header: this endpoint speaks the AWS JSON protocols of DynamoDB and Secrets Manager.',
      404,
    );
  }
  const services = { dynamodb: 'running', secretsmanager: 'running' };
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ edition: 'embedded', services, targets: [...routes.keys()] }),
  };
};

/** Event handlers are faster here than an async iterator, and most bodies are one chunk. */
const readBody = (request: IncomingMessage): Promise<Buffer> => {
  return new Promise((resolve, reject) => {
    const tooLarge = () =>
      reject(new AwsError('RequestEntityTooLargeException', 'A request is at most 16 MB.', 413));
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
      tooLarge();
      return;
    }
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > MAX_BODY_BYTES) {
        chunks.length = 0;
        tooLarge();
      } else {
        chunks.push(chunk);
      }
    });
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', reject);
  });
};

const describeFailure = (error: unknown): AwsResponse => {
  const known = error instanceof AwsError;
  const failure = known
    ? error
    : new AwsError('InternalFailure', `The embedded AWS endpoint failed: ${messageOf(error)}`, 500);
  return errorResponse('application/x-amz-json-1.1', failure);
};
