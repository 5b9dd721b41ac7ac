import { type ClientRequest, Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Reply } from './wire.ts';

/** As many as the SDK keeps. */
const MAX_SOCKETS = 50;

/** The SDK's retry strategy takes it for transient by its code. */
const timedOut = (milliseconds: number): Error =>
  Object.assign(new Error(`DynamoDB did not answer for ${milliseconds} ms`), { code: 'ETIMEDOUT' });

/** Starts when the request has a connection. A process that was busy takes first what has arrived meanwhile. */
const limit = (request: ClientRequest, milliseconds: number): void => {
  request.once('socket', () => {
    const end = () => request.destroy(timedOut(milliseconds));
    const timer = setTimeout(() => setImmediate(end), milliseconds);
    request.once('close', () => clearTimeout(timer));
  });
};

/**
 * Posts to `/` of an endpoint over connections that stay open.
 * @param timeoutMs after which a request without an answer fails, and its connection with it; undefined: never
 */
export const poster = (endpoint: URL, timeoutMs?: number) => {
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS };
  const secure = endpoint.protocol === 'https:';
  const agent = secure ? new HttpsAgent(options) : new HttpAgent(options);
  const { hostname: host, port } = endpoint;
  const send = secure ? httpsRequest : httpRequest;

  return (headers: Readonly<Record<string, string>>, body: string): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const request = send({ agent, host, port, method: 'POST', path: '/', headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        );
      });
      request.once('error', reject);
      if (timeoutMs !== undefined) limit(request, timeoutMs);
      request.end(body);
    });
};
