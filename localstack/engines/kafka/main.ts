#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startEmbeddedBroker } from './broker.ts';

/*
 * The embedded broker in a process of its own:
 *   node localstack/engines/kafka/main.ts [--port 9092] [--folder .local/kafka] [--stage local]
 * When it accepts connections it prints one line of JSON. SIGTERM and SIGINT end it cleanly.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9092' },
    folder: { type: 'string' },
    stage: { type: 'string', default: 'local' },
    'retention-bytes-per-partition': { type: 'string' },
  },
});

const wholeNumber = (name: string, text: string): number => {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`--${name} must be a whole number; it is "${text}".`);
};

try {
  const retentionBytes = values['retention-bytes-per-partition'];
  const broker = await startEmbeddedBroker({
    stage: values.stage,
    port: wholeNumber('port', values.port),
    ...(values.folder !== undefined && { folder: values.folder }),
    ...(retentionBytes !== undefined && {
      retentionBytesPerPartition: wholeNumber('retention-bytes-per-partition', retentionBytes),
    }),
    log: (message) => console.error(message),
  });
  const stop = async (): Promise<void> => {
    await broker.close();
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const { host, port, bootstrapServers } = broker;
  console.log(JSON.stringify({ ready: true, host, port, bootstrapServers, folder: values.folder ?? null }));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
