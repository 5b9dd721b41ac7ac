import { createServer } from 'node:net';
import { AlphaPandaError } from '../../../shared/errors.ts';

/** Listens briefly on a loopback port: its number, also for 0 (any port); undefined if it is taken. */
const tryPort = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });

export const freePort = async (): Promise<number> => {
  const port = await tryPort(0);
  if (port === undefined) throw new AlphaPandaError('NO_PORT', 'no port of 127.0.0.1 is free');
  return port;
};

/** @throws AlphaPandaError `PORT_TAKEN` that names the port, its use, and the option that changes it */
export const requirePort = async (port: number, what: string, option: string): Promise<void> => {
  if ((await tryPort(port)) === undefined) {
    throw new AlphaPandaError(
      'PORT_TAKEN',
      `port ${port} for ${what} is taken: stop what uses it, or choose another with ${option}`,
    );
  }
};
