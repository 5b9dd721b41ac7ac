import { parseArgs } from 'node:util';
import { messageOf } from '../../../shared/errors.ts';
import { startKiteServer } from './kite-server.ts';

const USAGE =
  'Usage: node localstack/engines/kite/main.ts [--port 4570] [--redirect-url http://localhost:3000/auth/zerodha/callback] [--stage local]';

const parsePort = (text: string): number => {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port is ${text}: give a number from 0 (any free port) to 65535.`);
  return port;
};

const fail = (error: unknown): void => {
  console.error(messageOf(error));
  console.error(USAGE);
  process.exitCode = 1;
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4570' },
      'redirect-url': { type: 'string', default: 'http://localhost:3000/auth/zerodha/callback' },
      stage: { type: 'string', default: 'local' },
    },
  });
  const kite = await startKiteServer({
    port: parsePort(values.port),
    stage: values.stage,
    redirectUrl: values['redirect-url'],
  });
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    kite.close().catch(fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  console.log(JSON.stringify({ kite_url: kite.url }));
};

main().catch(fail);
