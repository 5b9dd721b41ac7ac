import { registerCodecs, stopIdleTimers } from '@alpha-panda/embedded-kafka/codecs';
import { Kafka, logLevel } from 'kafkajs';
import type { Endpoints } from './endpoints.ts';

/** A Kafka client for tools: it reads every codec, fails soon and writes no log. */
export const toolKafka = ({ kafkaBrokers }: Endpoints, clientId: string): Kafka => {
  registerCodecs();
  stopIdleTimers();
  return new Kafka({
    clientId,
    brokers: kafkaBrokers.split(','),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3_000,
    retry: { initialRetryTime: 100, retries: 5 },
  });
};
