import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { freePorts } from '../../local-only/ports.ts';
import { type Jvm, startJvm, waitUntilReady } from './jvm.ts';
import type { EngineOptions } from './kafka-server.ts';

const TITLE = 'DynamoDB Local';

export interface DynamoDbLocal extends Jvm {
  readonly endpoint: string;
}

/**
 * Starts DynamoDB Local in memory, with one set of tables for all regions and keys, and waits until it answers. It cannot
 * listen on loopback alone: every machine on the network can reach this run's test data.
 */
export const startDynamoDbLocal = async ({
  java,
  libraries,
  folder,
  guard,
}: EngineOptions): Promise<DynamoDbLocal> => {
  const [port = 0] = await freePorts(1);
  await mkdir(folder, { recursive: true });
  const jvm = await startJvm({
    title: TITLE,
    java,
    parameters: [
      '-Xmx512m',
      `-Djava.library.path=${libraries}`,
      '-cp',
      join(libraries, '*'),
      'software.amazon.dynamodb.services.local.main.ServerRunner',
      ...['-inMemory', '-sharedDb', '-disableTelemetry'],
      ...['-port', String(port)],
    ],
    folder,
    logFile: join(folder, 'dynamodb.log'),
  });
  guard.watch(jvm.pid);
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await waitUntilReady(TITLE, jvm, () => listTables(endpoint));
  } catch (error) {
    await jvm.stop();
    throw error;
  }
  return { ...jvm, endpoint };
};

const listTables = async (endpoint: string): Promise<void> => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'local', credentials, maxAttempts: 1 });
  try {
    await client.send(new ListTablesCommand({}));
  } finally {
    client.destroy();
  }
};
