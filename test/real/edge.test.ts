import { Kafka, logLevel, type Producer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTopics } from '../../infra/commands/create-topics.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import { connectKafka } from '../../shared/kafka/connection.ts';
import { type EdgeKafka, startEdgeKafka, USERS } from '../support/edge-kafka.ts';
import { eventually } from '../support/eventually.ts';

const SERVICE = 'alpha-panda-dev';
const RAW = topicsFor('paper').signalsRaw.name;
const LIVE = topicsFor('zerodha').signalsRaw.name;

describe('Kafka as the instance of edge.yml configures it', () => {
  let edge: EdgeKafka;
  const producers: Producer[] = [];

  /** Connects as a function of a scope does, with a password of its own choice. */
  const connect = (
    username: keyof typeof USERS,
    password: string = USERS[username],
    retries = 6,
  ): Promise<Kafka> =>
    connectKafka(
      {
        KAFKA_BROKERS: edge.functions,
        KAFKA_AUTH: 'scram',
        KAFKA_SECRET_ID: 'user',
        KAFKA_ROOT_CA_SECRET_ID: 'root',
      },
      'edge-test',
      {
        readSecret: async (id) =>
          id === 'root' ? edge.certificateSecret : JSON.stringify({ username, password }),
        retry: { initialRetryTime: 100, retries },
      },
    );

  const send = async (username: keyof typeof USERS, topic: string): Promise<void> => {
    const producer = (await connect(username)).producer();
    producers.push(producer);
    await producer.connect();
    await producer.send({ topic, acks: -1, messages: [{ value: username }] });
  };

  beforeAll(async () => {
    edge = await startEdgeKafka(SERVICE);
    const admin = new Kafka({ brokers: [edge.local], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await createTopics(admin, 'single');
    await admin.disconnect();
  });
  afterAll(async () => {
    await Promise.all(producers.map((producer) => producer.disconnect()));
    await edge?.stop();
  });

  it('lets a broker’s functions write and read their own topics', async () => {
    await send('paper', RAW);
    const consumer = (await connect('paper')).consumer({ groupId: `${SERVICE}.paper-risk-manager.${RAW}` });
    const heard: string[] = [];
    await consumer.connect();
    await consumer.subscribe({ topic: RAW, fromBeginning: true });
    await consumer.run({ eachMessage: async ({ message }) => void heard.push(String(message.value)) });

    await eventually('the record', () => (heard.length > 0 ? heard : undefined));

    expect(heard).toContain('paper');
    await consumer.disconnect();
  });

  it('refuses the paper user a topic of the live account, and lets the shared user write to it', async () => {
    await expect(send('paper', LIVE)).rejects.toThrow(/not authorized/i);
    await expect(send('shared', LIVE)).resolves.toBeUndefined();
  });

  it('refuses a wrong password', async () => {
    const admin = (await connect('paper', 'guess', 0)).admin();

    await expect(admin.connect()).rejects.toThrow(/authentication failed/i);
  });

  it('refuses a client that does not trust its certificate authority', async () => {
    const settings = { KAFKA_BROKERS: edge.functions, KAFKA_AUTH: 'scram', KAFKA_SECRET_ID: 'user' } as const;
    const kafka = await connectKafka(settings, 'stranger', {
      readSecret: async () => JSON.stringify({ username: 'paper', password: USERS.paper }),
      retry: { retries: 0 },
    });

    await expect(kafka.admin().connect()).rejects.toThrow(/certificate/i);
  });
});
