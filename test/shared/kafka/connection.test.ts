import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import { connectKafka } from '../../../shared/kafka/connection.ts';
import { eventually } from '../../support/eventually.ts';
import { kafkaUnderTest } from '../../support/kafka.ts';

const ONCE = { retries: 0 };

describe('connectKafka', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  /** A server that keeps each client's first byte. A TLS handshake begins with 0x16. */
  const listener = async () => {
    const firstBytes: number[] = [];
    const made = createServer((socket) => {
      socket.once('data', (bytes) => {
        firstBytes.push(bytes[0] ?? -1);
        socket.destroy();
      });
      socket.on('error', () => {});
    });
    server = made;
    await new Promise<void>((listening) => made.listen(0, '127.0.0.1', listening));
    const address = made.address();
    return { firstBytes, brokers: `127.0.0.1:${typeof address === 'object' ? address?.port : ''}` };
  };

  it('connects without encryption if that is set', async () => {
    const kafka = await kafkaUnderTest();
    const connected = await connectKafka(
      { KAFKA_BROKERS: kafka.brokers, KAFKA_AUTH: 'plain', KAFKA_SECRET_ID: undefined },
      'test',
    );
    const admin = connected.admin();

    await admin.connect();
    expect(await admin.listTopics()).toContain(SHARED_TOPICS.marketTicks.name);

    await admin.disconnect();
    await kafka.close();
  });

  it.each(['tls', 'scram', 'iam'] as const)('encrypts with %s from the first byte on', async (auth) => {
    const { firstBytes, brokers } = await listener();
    const kafka = await connectKafka(
      { KAFKA_BROKERS: brokers, KAFKA_AUTH: auth, KAFKA_SECRET_ID: 'secret' },
      'test',
      { readSecret: async () => '{"username":"paper","password":"x"}', region: 'ap-south-1', retry: ONCE },
    );

    await expect(kafka.admin().connect()).rejects.toThrow();

    expect(await eventually('a first byte', () => firstBytes[0])).toBe(0x16);
  });

  it('asks every broker of the list', async () => {
    const { firstBytes, brokers } = await listener();
    const closed = await new Promise<number>((port) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => port(typeof address === 'object' ? (address?.port ?? 1) : 1));
      });
    });
    const kafka = await connectKafka(
      { KAFKA_BROKERS: `127.0.0.1:${closed},${brokers}`, KAFKA_AUTH: 'tls', KAFKA_SECRET_ID: undefined },
      'test',
      { retry: { retries: 3, initialRetryTime: 1, maxRetryTime: 2 } },
    );

    await expect(kafka.admin().connect()).rejects.toThrow();

    expect(firstBytes.length).toBeGreaterThan(0);
  });

  it('logs the errors of kafkajs, without stack traces', async () => {
    const { brokers } = await listener();
    const said: { message: string; details: Readonly<Record<string, unknown>> }[] = [];
    const kafka = await connectKafka(
      { KAFKA_BROKERS: brokers, KAFKA_AUTH: 'plain', KAFKA_SECRET_ID: undefined },
      'test',
      { log: { warn: (message, details) => said.push({ message, details }) }, retry: ONCE },
    );

    await expect(kafka.admin().connect()).rejects.toThrow();

    expect(said.length).toBeGreaterThan(0);
    for (const { message, details } of said) {
      expect(message).toMatch(/^kafka: /);
      expect(details).toHaveProperty('namespace');
      expect(details).not.toHaveProperty('stack');
    }
  });
});
