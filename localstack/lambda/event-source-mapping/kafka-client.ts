import { registerCodecs, stopIdleTimers } from '@alpha-panda/embedded-kafka/codecs';
import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';

/** Log lines of kafkajs about failures that it retries itself or reports to its caller. */
const TRANSIENT =
  /coordinator|rebalanc|not aware of this member|Connection error|Connection timeout|leader|Response (Heartbeat|JoinGroup|SyncGroup|OffsetCommit)|Restarting the consumer|Crash: /i;

/**
 * A kafkajs client that reads every codec, retries for long, and logs only failures that persist.
 * @param log one line for a person.
 */
export const createKafkaClient = (
  config: Pick<KafkaConfig, 'brokers' | 'clientId'>,
  log: (line: string) => void,
): Kafka => {
  registerCodecs();
  stopIdleTimers();
  return new Kafka({
    ...config,
    logLevel: logLevel.ERROR,
    logCreator:
      () =>
      ({ log: { message, error } }) => {
        const line = typeof error === 'string' ? `${message}: ${error}` : message;
        if (!TRANSIENT.test(line)) log(`kafka: ${line}`);
      },
    connectionTimeout: 3_000,
    retry: { initialRetryTime: 100, maxRetryTime: 3_000, retries: 8 },
  });
};
