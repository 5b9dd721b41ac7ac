import { Kafka, type KafkaConfig, type LogEntry, logLevel } from 'kafkajs';
import type { ReadSecret } from '../secrets/secret-reader.ts';
import type { Settings } from '../settings/settings.ts';
import { rootCertificate, saslOptions } from './credentials.ts';
import { stopIdleTimers } from './idle-timers.ts';
import { useLeanEncoders } from './lean-encoder.ts';

export interface KafkaLog {
  warn(message: string, details: Readonly<Record<string, unknown>>): void;
}

const CONNECTION_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 15_000;

/** kafkajs logs each retry as an error. What it cannot retry, it throws as well. */
const logCreator = (log: KafkaLog) => () => (entry: LogEntry) => {
  const { message, timestamp: _, logger: __, stack: ___, ...details } = entry.log;
  log.warn(`kafka: ${message}`, { namespace: entry.namespace, ...details });
};

/** The one place where a connection to Kafka is configured. */
export const connectKafka = async (
  settings: Pick<Settings, 'KAFKA_BROKERS' | 'KAFKA_AUTH' | 'KAFKA_SECRET_ID' | 'KAFKA_ROOT_CA_SECRET_ID'>,
  clientId: string,
  options: {
    readonly log?: KafkaLog;
    readonly region?: string;
    readonly readSecret?: ReadSecret;
    readonly retry?: KafkaConfig['retry'];
  } = {},
): Promise<Kafka> => {
  const [sasl, ca] = await Promise.all([
    saslOptions(settings, options.region ?? '', options.readSecret),
    rootCertificate(settings, options.readSecret),
  ]);
  stopIdleTimers();
  useLeanEncoders();
  return new Kafka({
    clientId,
    brokers: settings.KAFKA_BROKERS.split(','),
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    ssl: settings.KAFKA_AUTH !== 'plain' && (ca === undefined || { ca: [ca] }),
    ...(sasl === undefined ? {} : { sasl }),
    retry: options.retry ?? { initialRetryTime: 50, maxRetryTime: 2_000, retries: 6 },
    logLevel: options.log === undefined ? logLevel.NOTHING : logLevel.ERROR,
    ...(options.log === undefined ? {} : { logCreator: logCreator(options.log) }),
  });
};
