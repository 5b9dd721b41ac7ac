import { KiteConnect } from 'kiteconnect';
import { DEMO_APP, DEMO_TOKENS } from '../../localstack/engines/kite/accounts.ts';
import {
  type KiteServer,
  type KiteServerOptions,
  startKiteServer,
} from '../../localstack/engines/kite/kite-server.ts';

const CALLBACK = 'http://localhost:3000/auth/zerodha/callback';

/** A simulator on a free port, and ways to call it. */
export interface KiteUnderTest extends KiteServer {
  /** Kite's own client, logged in as the demo user. */
  readonly client: InstanceType<typeof KiteConnect>;
  /** A request with the demo user's token. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Sets a fault or a list of them. */
  setFault(fault: object): Promise<Response>;
}

export const kiteUnderTest = async (options: Partial<KiteServerOptions> = {}): Promise<KiteUnderTest> => {
  const server = await startKiteServer({ port: 0, stage: 'local', redirectUrl: CALLBACK, ...options });
  const authorization = `token ${DEMO_APP.apiKey}:${DEMO_TOKENS.user}`;
  return {
    ...server,
    client: new KiteConnect({
      api_key: DEMO_APP.apiKey,
      access_token: DEMO_TOKENS.user,
      root: server.url,
    }),
    get: (path, headers = {}) => fetch(`${server.url}${path}`, { headers: { authorization, ...headers } }),
    setFault: (fault) =>
      fetch(`${server.url}/simulator/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fault),
      }),
  };
};
