import { parseArgs } from 'node:util';
import { parsePort, serverMain } from '../../local-only/server-main.ts';
import { startEmbeddedAws } from './embedded-aws.ts';

const USAGE =
  'Usage: node localstack/engines/aws/main.ts [--port 4566] [--folder .local/aws] [--stage local]';

await serverMain(USAGE, async () => {
  const { port, folder, stage } = parseArgs({
    options: {
      port: { type: 'string', default: '4566' },
      folder: { type: 'string' },
      stage: { type: 'string', default: 'local' },
    },
  }).values;
  const { endpoint, close } = await startEmbeddedAws({ port: parsePort(port), folder, stage });
  return { announcement: { aws_endpoint_url: endpoint, folder: folder ?? null }, close };
});
