import { request } from 'node:http';
import { createServer } from 'node:https';
import { SERVER } from '../../support/tls/certificates.ts';

/** The Kite simulator with TLS and Kite's host names, as a deployed function calls it. */
export interface KiteFront {
  readonly port: number;
  close(): Promise<void>;
}

export const startKiteFront = async (standIn: string): Promise<KiteFront> => {
  const { hostname, port, host } = new URL(standIn);
  const server = createServer(SERVER, (incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const passed = request({ hostname, port, method, path, headers: { ...headers, host } }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.once('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  const listening = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return {
    port: listening,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
