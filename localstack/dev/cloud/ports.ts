import { createServer } from 'node:net';
import { AlphaPandaError } from '../../../shared/errors.ts';

/** Whether a port of the loopback address can be listened on, and which one it was where 0 asked for any. */
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

/** @throws AlphaPandaError `PORT_TAKEN` that names the port, what it is for, and the option that moves it. */
export const requirePort = async (port: number, what: string, option: string): Promise<void> => {
  if ((await tryPort(port)) === undefined) {
    throw new AlphaPandaError(
      'PORT_TAKEN',
      `port ${port} for ${what} is taken: stop what uses it, or choose another with ${option}`,
    );
  }
};
