import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import {
  type EmbeddedBrokerOptions,
  startEmbeddedBroker,
} from '../../../../localstack/engines/kafka/broker.ts';
import { apiVersionsApi } from '../../../../localstack/engines/kafka/protocol/all.ts';
import { fetch } from '../../../../localstack/engines/kafka/protocol/fetch.ts';
import { findCoordinator } from '../../../../localstack/engines/kafka/protocol/find-coordinator.ts';
import { initProducerId } from '../../../../localstack/engines/kafka/protocol/init-producer-id.ts';
import { offsetCommit } from '../../../../localstack/engines/kafka/protocol/offset-commit.ts';
import { offsetFetch } from '../../../../localstack/engines/kafka/protocol/offset-fetch.ts';
import { buildBatch } from '../../../conformance/broker/support/build-batch.ts';
import {
  createTopic,
  fetchFrom,
  fetchRequest,
  produceBatch,
} from '../../../conformance/broker/support/raw-calls.ts';
import { encode, RawClient } from '../../../conformance/broker/support/raw-client.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const INVALID_REQUEST = 42;
const INVALID_TXN_STATE = 48;

const started = async (options: Partial<EmbeddedBrokerOptions> = {}) => {
  const log: string[] = [];
  const broker = await startEmbeddedBroker({ stage: 'local', log: (line) => log.push(line), ...options });
  onTestFinished(() => broker.close());
  return { broker, log };
};

const connected = async (broker: { host: string; port: number }): Promise<RawClient> => {
  const client = await RawClient.connect(broker);
  onTestFinished(() => client.close());
  return client;
};

/** Sends bytes on a connection of their own and waits for its end. */
const sendAndWaitForTheEnd = async (port: number, bytes: Buffer): Promise<void> => {
  const socket = connect({ host: '127.0.0.1', port });
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  socket.on('error', () => {});
  socket.write(bytes);
  await closed;
};

const askVersions = (client: RawClient) =>
  client.call(apiVersionsApi, 0, { clientSoftwareName: '', clientSoftwareVersion: '' });

test.each(['dev', 'prod', '', 'LOCAL'])('the stage "%s" is refused', async (stage) => {
  await expect(startEmbeddedBroker({ stage })).rejects.toThrow('"local" only');
});

test('an address that others could reach is refused', async () => {
  // @ts-expect-error: the type allows the loopback address only.
  await expect(startEmbeddedBroker({ stage: 'local', host: '0.0.0.0' })).rejects.toThrow('127.0.0.1 only');
});

test('a port that is taken is named, with the remedy', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;

  await expect(startEmbeddedBroker({ stage: 'local', port })).rejects.toThrow(`Port ${port} is taken`);
});

test.each([
  {
    what: 'that is not Kafka',
    bytes: Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
    reason: 'Kafka client?',
  },
  { what: 'of a negative length', bytes: Buffer.from([0xff, 0xff, 0xff, 0xff]), reason: '-1 bytes' },
  { what: 'above the size limit', bytes: Buffer.from([0x7f, 0xff, 0xff, 0xff]), reason: '2147483647 bytes' },
  {
    what: 'for an unknown call',
    bytes: Buffer.from([0, 0, 0, 8, 0x03, 0xe7, 0, 0, 0, 0, 0, 1]),
    reason: 'call 999',
  },
  { what: 'that is cut short', bytes: Buffer.from([0, 0, 0, 3, 0, 18, 0]), reason: 'ends after 3 bytes' },
  {
    what: 'whose body is cut short',
    bytes: Buffer.from([0, 0, 0, 12, 0, 15, 0, 0, 0, 0, 0, 1, 0xff, 0xff, 0, 9]),
    reason: 'ends after 12 bytes',
  },
])('a request $what ends its own connection only, with a reason', async ({ bytes, reason }) => {
  const { broker, log } = await started();
  const bystander = await connected(broker);

  await sendAndWaitForTheEnd(broker.port, bytes);

  expect(log).toEqual([expect.stringContaining(reason)]);
  expect((await askVersions(bystander)).errorCode).toBe(0);
});

test('requests sent at once are answered in their order', async () => {
  const { broker } = await started();
  const client = await connected(broker);

  const answers = Array.from({ length: 300 }, () => askVersions(client));

  // Each answer carries its request's number; the client fails on any other.
  expect(await Promise.all(answers)).toHaveLength(300);
});

test('a fetch that waits does not hold up other connections', async () => {
  const { broker } = await started();
  const waiting = await connected(broker);
  await createTopic(waiting, 't');
  void fetchFrom(waiting, 't', 0, { maxWaitMs: 100_000 }).catch(() => {});

  const other = await connected(broker);

  expect(await produceBatch(other, 't', buildBatch({ values: ['x'] }))).toMatchObject({ errorCode: 0 });
});

test('refuses every request that would begin a transaction', async () => {
  const { broker } = await started();
  const client = await connected(broker);
  await createTopic(client, 't');

  const coordinator = await client.call(findCoordinator, 2, { key: 'tx', keyType: 1, coordinatorKeys: [] });
  const identity = await client.call(initProducerId, 1, {
    transactionalId: 'tx',
    transactionTimeoutMs: 1000,
    producerId: -1,
    producerEpoch: -1,
  });
  const batch = buildBatch({ values: ['x'], transactional: true });

  expect(coordinator).toMatchObject({
    errorCode: INVALID_REQUEST,
    errorMessage: expect.stringContaining('transactions'),
  });
  expect(identity.errorCode).toBe(INVALID_REQUEST);
  expect((await produceBatch(client, 't', batch)).errorCode).toBe(INVALID_TXN_STATE);
});

test('records, offsets and settings survive a restart', async () => {
  const folder = temporaryFolder();
  const first = await started({ folder });
  const writer = await connected(first.broker);
  await createTopic(writer, 't', { 'max.message.bytes': '500' });
  await produceBatch(writer, 't', buildBatch({ values: ['kept'] }));
  await writer.call(offsetCommit, 2, {
    groupId: 'g',
    generationId: -1,
    memberId: '',
    groupInstanceId: null,
    retentionTimeMs: -1,
    topics: [
      {
        name: 't',
        partitions: [
          { partitionIndex: 0, committedOffset: 1, committedLeaderEpoch: -1, committedMetadata: 'note' },
        ],
      },
    ],
  });
  await first.broker.close();

  const second = await started({ folder });
  const reader = await connected(second.broker);
  const { records } = await fetchFrom(reader, 't', 0);
  const { topics } = await reader.call(offsetFetch, 3, {
    groupId: 'g',
    topics: null,
    groups: [],
    requireStable: false,
  });
  const tooLarge = await produceBatch(reader, 't', buildBatch({ values: ['x'.repeat(600)] }));

  expect(records.includes('kept')).toBe(true);
  expect(topics).toMatchObject([{ name: 't', partitions: [{ committedOffset: 1, metadata: 'note' }] }]);
  expect(tooLarge.errorCode).toBe(10);
});

test('closing ends connections and waits of all kinds', async () => {
  const { broker } = await started();
  const client = await connected(broker);
  await createTopic(client, 't');
  const waiting = fetchFrom(client, 't', 0, { maxWaitMs: 100_000 });
  const outcome = expect(waiting).rejects.toThrow('closed the connection');

  await broker.close();

  await outcome;
});

test('max.message.bytes of the broker holds for topics that do not set their own', async () => {
  const { broker } = await started({ maxMessageBytes: 200 });
  const client = await connected(broker);
  await createTopic(client, 't');

  expect((await produceBatch(client, 't', buildBatch({ values: ['x'.repeat(300)] }))).errorCode).toBe(10);
});

test('answers that a client does not read do not pile up', async () => {
  const { broker } = await started({ folder: temporaryFolder() });
  const writer = await connected(broker);
  await createTopic(writer, 't', { 'max.message.bytes': '20000000' });
  await produceBatch(writer, 't', buildBatch({ values: ['x'.repeat(5_000_000)] }));
  const socket = connect({ host: '127.0.0.1', port: broker.port });
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, 'connect');
  socket.pause();
  const before = process.memoryUsage().arrayBuffers;

  for (let count = 0; count < 60; count += 1) socket.write(encode(fetch, 11, count, fetchRequest('t', 0)));
  for (let count = 0; count < 200; count += 1) await askVersions(writer);

  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000);
});

test('a broker that was closed may be closed again', async () => {
  const { broker } = await started({ folder: temporaryFolder() });

  await broker.close();

  await expect(broker.close()).resolves.toBeUndefined();
});
