import type { Kafka } from 'kafkajs';

/** A start that cannot succeed; the message is one line and says what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/**
 * Makes sure that the brokers answer and the topics exist, before consumers would wait for them in silence.
 * @param readers the function that reads a topic, by topic.
 * @throws StartError
 */
export async function checkTopics(
  kafka: Kafka,
  brokers: string,
  readers: ReadonlyMap<string, string>,
): Promise<void> {
  const admin = kafka.admin({ retry: { retries: 2, initialRetryTime: 200, maxRetryTime: 500 } });
  const existing = await listTopics(admin, brokers).finally(() => admin.disconnect());
  const missing = [...readers]
    .filter(([topic]) => !existing.has(topic))
    .map(([topic, reader]) => `${topic} (read by ${reader})`);
  if (missing.length === 0) return;
  const [noun, verb] = missing.length === 1 ? ['Topic', 'does'] : ['Topics', 'do'];
  throw new StartError(
    `${noun} ${missing.join(', ')} ${verb} not exist on ${brokers}: create the topics with "npm run local:init"`,
  );
}

async function listTopics(admin: ReturnType<Kafka['admin']>, brokers: string): Promise<ReadonlySet<string>> {
  try {
    await admin.connect();
    return new Set(await admin.listTopics());
  } catch (cause) {
    throw new StartError(
      `No Kafka broker answers at ${brokers} (KAFKA_BROKERS): start everything with "npm start" or a broker with "docker compose up", or set KAFKA_BROKERS to one that runs`,
      { cause },
    );
  }
}
