import { setTimeout } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';

/** A start that cannot succeed. The message is one line with the remedy. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** Commands of the service that a start error recommends. */
export interface RemedyCommands {
  /** Starts a broker. */
  readonly startCommand: string | undefined;
  readonly createTopicsCommand: string | undefined;
}

const by = (command: string | undefined): string => (command === undefined ? '' : ` with "${command}"`);

/** @returns the brokers. */
export const requireBrokers = (brokers: string | undefined, { startCommand }: RemedyCommands): string => {
  if (brokers !== undefined && brokers !== '') return brokers;
  const run = startCommand === undefined ? '' : `run "${startCommand}", or `;
  throw new StartError(`KAFKA_BROKERS is not set: ${run}set it to host:port of a broker`);
};

const POLL_MS = 100;

/**
 * Checks that the brokers answer and the topics exist; a consumer would wait for them silently.
 * @param readers the function that reads a topic, by topic.
 * @param waitMs how long it may take until they do.
 * @throws StartError
 */
export const topicsReady = async (
  kafka: Kafka,
  brokers: string,
  readers: ReadonlyMap<string, string>,
  commands: RemedyCommands,
  waitMs: number,
): Promise<void> => {
  const deadline = performance.now() + waitMs;
  for (;;) {
    try {
      return await checkTopics(kafka, brokers, readers, commands);
    } catch (error) {
      if (performance.now() >= deadline) throw error;
      await setTimeout(POLL_MS);
    }
  }
};

const checkTopics = async (
  kafka: Kafka,
  brokers: string,
  readers: ReadonlyMap<string, string>,
  { startCommand, createTopicsCommand }: RemedyCommands,
): Promise<void> => {
  const admin = kafka.admin({ retry: { retries: 2, initialRetryTime: 200, maxRetryTime: 500 } });
  const existing = await listTopics(admin, brokers, startCommand).finally(() => admin.disconnect());
  const missing = [...readers]
    .filter(([topic]) => !existing.has(topic))
    .map(([topic, reader]) => `${topic} (read by ${reader})`);
  if (missing.length === 0) return;
  const [noun, verb] = missing.length === 1 ? ['Topic', 'does'] : ['Topics', 'do'];
  throw new StartError(
    `${noun} ${missing.join(', ')} ${verb} not exist on ${brokers}: create the topics${by(createTopicsCommand)}`,
  );
};

const listTopics = async (
  admin: ReturnType<Kafka['admin']>,
  brokers: string,
  startCommand: string | undefined,
): Promise<ReadonlySet<string>> => {
  try {
    await admin.connect();
    return new Set(await admin.listTopics());
  } catch (cause) {
    throw new StartError(
      `No Kafka broker answers at ${brokers} (KAFKA_BROKERS): start one${by(startCommand)}, or set KAFKA_BROKERS to one that runs`,
      { cause },
    );
  }
};
