import { parseArgs } from 'node:util';
import { parsePort, serverMain } from '../../local-only/server-main.ts';
import { startKiteServer } from './kite-server.ts';

const USAGE =
  'Usage: node localstack/engines/kite/main.ts [--port 4570] [--redirect-url http://localhost:3000/auth/zerodha/callback] [--stage local]';

await serverMain(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4570' },
      'redirect-url': { type: 'string', default: 'http://localhost:3000/auth/zerodha/callback' },
      stage: { type: 'string', default: 'local' },
    },
  });
  const { url, close } = await startKiteServer({
    port: parsePort(values.port),
    stage: values.stage,
    redirectUrl: values['redirect-url'],
  });
  return { announcement: { kite_url: url }, close };
});
