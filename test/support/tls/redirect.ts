import { syncBuiltinESMExports } from 'node:module';
import tls from 'node:tls';

const connect = tls.connect;

/**
 * From now on TLS connections of this process to some `host:port` go to ports of this machine. The names, and the
 * certificates they are checked against, stay.
 */
export const redirectTls = (routes: Readonly<Record<string, number>>): void => {
  tls.connect = ((first: unknown, ...rest: readonly unknown[]) => {
    if (typeof first === 'object' && first !== null && 'host' in first && 'port' in first) {
      const port = routes[`${first.host}:${first.port}`];
      if (port !== undefined) {
        const servername = 'servername' in first ? first.servername : first.host;
        return Reflect.apply(connect, tls, [{ ...first, host: '127.0.0.1', port, servername }, ...rest]);
      }
    }
    return Reflect.apply(connect, tls, [first, ...rest]);
  }) as typeof tls.connect;
  syncBuiltinESMExports();
};
