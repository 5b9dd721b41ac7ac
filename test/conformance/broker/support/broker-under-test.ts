import { randomUUID } from 'node:crypto';
import { startEmbeddedBroker } from '../../../../localstack/engines/kafka/broker.ts';

export interface BrokerUnderTest {
  readonly brokers: string[];
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** The broker that `KAFKA_BROKERS` names, or an embedded one that lives as long as the test file. */
export const brokerUnderTest = async (): Promise<BrokerUnderTest> => {
  const given = process.env.KAFKA_BROKERS;
  if (given === undefined || given === '') {
    const embedded = await startEmbeddedBroker({ stage: 'local' });
    const { host, port, bootstrapServers } = embedded;
    return { brokers: [bootstrapServers], host, port, close: () => embedded.close() };
  }
  const brokers = given.split(',').map((broker) => broker.trim());
  const [host = '', port = '9092'] = (brokers[0] ?? '').split(':');
  return { brokers, host, port: Number(port), close: async () => {} };
};

/** A name that no other test and no earlier run has used. */
export const uniqueName = (prefix: string): string => `conformance.${prefix}.${randomUUID()}`;
