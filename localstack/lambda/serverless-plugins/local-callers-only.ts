import { createRequire } from 'node:module';
import { refusalOfMessage } from '../../local-only/callers.ts';
import { gatewayAnswer, gatewayRequest, type HapiRequest, type HapiResponse } from './like-api-gateway.ts';

/** The little of hapi 21 that this plugin touches. */
interface HapiToolkit {
  readonly continue: symbol;
  response(body: string): HapiReply;
}
interface HapiReply {
  code(status: number): HapiReply;
  type(mediaType: string): HapiReply;
  takeover(): HapiReply;
}
interface HapiServer {
  readonly info: { readonly port: number | string };
  start(): Promise<void>;
  ext(event: 'onRequest', method: (request: HapiRequest, h: HapiToolkit) => unknown): void;
  ext(
    event: 'onPreResponse',
    method: (request: HapiRequest & { readonly response: HapiResponse }, h: HapiToolkit) => unknown,
  ): void;
}
interface Hapi {
  server(): HapiServer;
}

const reply = (h: HapiToolkit, status: number, body: unknown): HapiReply =>
  h.response(JSON.stringify(body)).code(status).type('application/json').takeover();

const guard = (server: HapiServer): void => {
  server.ext('onRequest', (request, h) => {
    const refusal = refusalOfMessage(request.raw.req);
    // serverless-offline answers every origin that is named here with headers that let its pages read the answer.
    delete request.headers.origin;
    if (refusal !== undefined) return reply(h, 403, { message: `Forbidden: ${refusal}` });
    gatewayRequest(request);
    return h.continue;
  });
  server.ext('onPreResponse', ({ response }, h) => {
    const answer = gatewayAnswer(response);
    return answer === undefined ? h.continue : reply(h, answer.status, answer.body);
  });
};

/**
 * Serverless plugin for `serverless offline`. API and Lambda endpoint answer only this machine, and no web page of
 * another origin. The API answers as API Gateway does where serverless-offline differs. serverless-offline has no
 * hook between the creation of its servers and their start, so the plugin configures every hapi server of this
 * process at its start. When a server listens, it prints `{"http_listening":<port>}` on a separate line.
 */
export default class LocalCallersOnlyPlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor() {
    let isGuarded = false;
    const guardAll = (): void => {
      if (isGuarded) return;
      isGuarded = true;
      // serverless-offline takes a login from it for every caller.
      delete process.env.AUTHORIZER;
      guardEveryServer();
    };
    this.hooks = { 'before:offline:start:init': guardAll, 'before:offline:start': guardAll };
  }
}

/** @throws Error where hapi is not as expected: an endpoint that cannot be guarded must not listen. */
const guardEveryServer = (): void => {
  const require = createRequire(import.meta.url);
  const hapi: Hapi = createRequire(require.resolve('serverless-offline'))('@hapi/hapi');
  const prototype: HapiServer = Object.getPrototypeOf(hapi.server());
  const { start } = prototype;
  if (typeof start !== 'function' || typeof prototype.ext !== 'function') {
    throw new Error('hapi has no server with start() and ext(); local-callers-only.ts expects hapi 21');
  }
  prototype.start = async function (this: HapiServer) {
    guard(this);
    await start.call(this);
    process.stdout.write(`${JSON.stringify({ http_listening: Number(this.info.port) })}\n`);
  };
};
