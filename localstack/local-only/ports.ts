import { createServer, type Server } from 'node:net';

/** Lets a server listen on a loopback port. @param port 0 takes any free port @returns the port */
export const listenOnLoopback = (
  server: Pick<Server, 'listen' | 'address' | 'once' | 'off'>,
  port: number,
): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

/**
 * Free loopback ports, all different. Another process may take one before it is used; the caller then starts again with
 * new ones.
 */
export const freePorts = async (count: number): Promise<readonly number[]> => {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(servers.map((server) => listenOnLoopback(server, 0)));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
};

/** Whether a server can listen on a loopback port now. */
export const isFree = async (port: number): Promise<boolean> => {
  const server = createServer();
  try {
    await listenOnLoopback(server, port);
    await new Promise((resolve) => server.close(resolve));
    return true;
  } catch {
    return false;
  }
};
