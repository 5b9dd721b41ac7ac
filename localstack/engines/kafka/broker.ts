import { createServer, type Server, type Socket } from 'node:net';
import { type Clock, systemClock } from './clock.ts';
import { GroupCoordinator } from './groups/group-coordinator.ts';
import type { BrokerContext } from './protocol/context.ts';
import { Connection, type Log } from './server/connection.ts';
import { folderStorage } from './storage/folder-storage.ts';
import { memoryStorage } from './storage/memory-storage.ts';
import { ProducerIds } from './storage/producer-ids.ts';
import { TopicRegistry } from './topics/topic-registry.ts';

const LOOPBACK = '127.0.0.1';
const RETENTION_CHECK_MS = 30_000;
const DEFAULT_PARTITION_BYTES = 128 * 1024 * 1024;

export interface EmbeddedBrokerOptions {
  /** Must be `local`: the broker has neither replicas nor access control and is meant for one developer. */
  readonly stage: string;
  /** Only the loopback address. */
  readonly host?: typeof LOOPBACK;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Where to keep topics, records and offsets; without it they live as long as the broker. */
  readonly folder?: string;
  /** The maximum that one partition keeps, even if its topic's retention allows more; 128 MiB by default. */
  readonly retentionBytesPerPartition?: number;
  /** `max.message.bytes` of topics that do not set it; Kafka's 1,048,588 if not given. */
  readonly maxMessageBytes?: number;
  readonly clock?: Clock;
  /** Told why a connection was closed, and what recovery had to throw away. Silent if not given. */
  readonly log?: Log;
}

export interface EmbeddedBroker {
  readonly host: string;
  readonly port: number;
  /** What clients are given: `127.0.0.1:<port>`. */
  readonly bootstrapServers: string;
  /** Stops listening, ends all connections and closes the folder. May be called more than once. */
  close(): Promise<void>;
}

/**
 * Starts a Kafka broker in this process: one node that speaks the wire protocol well enough that ordinary
 * clients need no change. For development and tests only.
 * @throws outside the local stage, for any other address than the loopback, when the port is taken, and when
 * the folder cannot be used.
 */
export const startEmbeddedBroker = async (options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> => {
  checkIsLocal(options);
  const clock = options.clock ?? systemClock;
  const log = options.log ?? (() => {});
  const connections = new Set<Connection>();
  const server = createServer();
  const port = await listen(server, options.port ?? 0);
  try {
    const storage = options.folder === undefined ? memoryStorage() : folderStorage(options.folder);
    const capacity = options.retentionBytesPerPartition ?? DEFAULT_PARTITION_BYTES;
    const topicDefaults = {
      'retention.bytes': String(capacity),
      ...(options.maxMessageBytes !== undefined && { 'max.message.bytes': String(options.maxMessageBytes) }),
    };
    const topics = new TopicRegistry({ storage, clock, defaults: topicDefaults, capacity, warn: log });
    const groups = new GroupCoordinator({ storage, clock });
    const broker: BrokerContext = {
      clusterId: storage.clusterId,
      host: LOOPBACK,
      port,
      clock,
      topics,
      topicDefaults,
      groups,
      producerIds: new ProducerIds(storage),
    };
    serve(server, broker, connections, log);
    const stopRetention = repeat(clock, RETENTION_CHECK_MS, () => topics.applyRetention());
    const close = async (): Promise<void> => {
      stopRetention();
      await stop(server, connections);
      groups.close();
      topics.close();
      storage.close();
    };
    let closing: Promise<void> | undefined;
    return {
      host: LOOPBACK,
      port,
      bootstrapServers: `${LOOPBACK}:${port}`,
      close() {
        closing ??= close();
        return closing;
      },
    };
  } catch (error) {
    await stop(server, connections);
    throw error;
  }
};

const checkIsLocal = ({ stage, host }: EmbeddedBrokerOptions): void => {
  if (stage !== 'local') {
    throw new Error(
      `The embedded Kafka broker runs in the stage "local" only, not in "${stage}": set KAFKA_BROKERS to a real cluster.`,
    );
  }
  if (host !== undefined && host !== LOOPBACK) {
    throw new Error(
      `The embedded Kafka broker has no access control, so it listens on ${LOOPBACK} only, not on "${host}".`,
    );
  }
};

const listen = (server: Server, port: number): Promise<number> => {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once('error', (error) => {
    const isTaken = 'code' in error && error.code === 'EADDRINUSE';
    reject(
      isTaken
        ? new Error(`Port ${port} is taken: stop what listens there, or choose another port.`, {
            cause: error,
          })
        : error,
    );
  });
  server.listen(port, LOOPBACK, () => {
    const address = server.address();
    resolve(typeof address === 'object' && address !== null ? address.port : port);
  });
  return promise;
};

const serve = (server: Server, broker: BrokerContext, connections: Set<Connection>, log: Log): void => {
  let accepted = 0;
  server.on('connection', (socket: Socket) => {
    accepted += 1;
    const connection = new Connection(String(accepted), socket, broker, log);
    connections.add(connection);
    connection.onClose(() => connections.delete(connection));
  });
};

const stop = async (server: Server, connections: ReadonlySet<Connection>): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  for (const connection of connections) connection.close();
  await promise;
};

const repeat = (clock: Clock, milliseconds: number, task: () => void): (() => void) => {
  let cancel = () => {};
  const next = (): void => {
    cancel = clock.schedule(milliseconds, () => {
      task();
      next();
    });
  };
  next();
  return () => cancel();
};
