import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const textOf = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');

/** The certificate authority that the tests' servers are signed by. Its own key was thrown away. */
export const CA_FILE = join(import.meta.dirname, 'ca.pem');
export const CA = textOf('ca.pem');

/** Of 127.0.0.1, localhost and Kite's hosts: for servers on this machine that stand for those of others. */
export const SERVER = { cert: textOf('server.pem'), key: textOf('server-key.pem') } as const;
