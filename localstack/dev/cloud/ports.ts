import { AlphaPandaError } from '../../../shared/errors.ts';
import { freePorts, isFree } from '../../local-only/ports.ts';

export const freePort = async (): Promise<number> => {
  const [port = 0] = await freePorts(1);
  return port;
};

/** @throws AlphaPandaError `PORT_TAKEN` that names the port, its use, and the option that changes it */
export const requirePort = async (port: number, what: string, option: string): Promise<void> => {
  if (await isFree(port)) return;
  throw new AlphaPandaError(
    'PORT_TAKEN',
    `port ${port} for ${what} is taken: stop what uses it, or choose another with ${option}`,
  );
};
