import { parseArgs } from 'node:util';
import { messageOf } from '../../../shared/errors.ts';
import { startEmbeddedAws } from './embedded-aws.ts';

const USAGE =
  'Usage: node localstack/engines/aws/main.ts [--port 4566] [--folder .local/aws] [--stage local]';

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4566' },
      folder: { type: 'string' },
      stage: { type: 'string', default: 'local' },
    },
  });
  const aws = await startEmbeddedAws({
    port: parsePort(values.port),
    folder: values.folder,
    stage: values.stage,
  });

  let stopping = false;
  const stop = (): void => {
    if (!stopping) {
      stopping = true;
      aws.close().catch(fail);
    }
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  console.log(JSON.stringify({ aws_endpoint_url: aws.endpoint, folder: values.folder ?? null }));
};

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

main().catch(fail);
