import { randomBytes } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TransientError } from '../../../shared/errors.ts';
import { SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import { KafkaPublisher } from '../../../shared/kafka/publisher.ts';
import type { OutgoingRecord } from '../../../shared/ports/record.ts';
import { type KafkaUnderTest, kafkaUnderTest } from '../../support/kafka.ts';

const PAPER = topicsFor('paper');
const ZERODHA = topicsFor('zerodha');

const outgoing = (topic: string, value: string, change: Partial<OutgoingRecord> = {}): OutgoingRecord => ({
  topic,
  key: 'momentum-1:256265',
  value,
  headers: [],
  ...change,
});

const values = (records: readonly { readonly value: Buffer | null }[]) =>
  records.map(({ value }) => String(value));

describe('KafkaPublisher', () => {
  let kafka: KafkaUnderTest;
  const publishers: KafkaPublisher[] = [];
  const publisher = (connect: () => Promise<Kafka> = () => kafka.connect()) => {
    const made = new KafkaPublisher(connect);
    publishers.push(made);
    return made;
  };

  beforeAll(async () => {
    kafka = await kafkaUnderTest();
  });
  afterAll(async () => {
    await Promise.all(publishers.map((each) => each.close()));
    await kafka.close();
  });

  it('keeps the order of each topic over several publishes', async () => {
    const one = publisher();
    const numbers = Array.from({ length: 50 }, (_, n) => String(n));

    await one.publish(
      numbers
        .slice(0, 30)
        .flatMap((n) => [outgoing(PAPER.signalsRaw.name, n), outgoing(PAPER.signalsRejected.name, n)]),
    );
    for (const n of numbers.slice(30)) await one.publish([outgoing(PAPER.signalsRaw.name, n)]);

    expect(values(await kafka.read(PAPER.signalsRaw.name, 50))).toEqual(numbers);
    expect(values(await kafka.read(PAPER.signalsRejected.name, 30))).toEqual(numbers.slice(0, 30));
  });

  it('keeps the records of one key on one partition', async () => {
    const keys = Array.from({ length: 40 }, (_, n) => String(n % 8));

    await publisher().publish(
      keys.map((key, n) => outgoing(SHARED_TOPICS.marketTicks.name, String(n), { key })),
    );

    const records = await kafka.read(SHARED_TOPICS.marketTicks.name, 40);
    const partitions = new Map<string, Set<number>>();
    for (const { key, partition } of records) {
      partitions.set(String(key), (partitions.get(String(key)) ?? new Set()).add(partition));
    }
    expect([...partitions.values()].every((set) => set.size === 1)).toBe(true);
    expect(new Set(records.map(({ partition }) => partition)).size).toBeGreaterThan(1);
  });

  it('puts a record on its named partition, with any key', async () => {
    const own = await kafkaUnderTest();
    const one = publisher(() => own.connect());
    const wanted = [3, 0, 2, 3];

    await one.publish(
      wanted.map((partition, n) => ({
        ...outgoing(SHARED_TOPICS.marketTicks.name, String(partition), { key: n % 2 === 0 ? 'k' : null }),
        partition,
      })),
    );

    const records = await own.read(SHARED_TOPICS.marketTicks.name, wanted.length);
    expect(records.map(({ partition }) => partition)).toEqual(wanted.toSorted());
    expect(values(records)).toEqual(wanted.toSorted().map(String));
    await one.close();
    await own.close();
  });

  it('keeps bytes, tombstones and headers, even repeated ones and one called __proto__', async () => {
    const bytes = Buffer.from([0, 0xff, 0x80]);

    await publisher().publish([
      outgoing(PAPER.ordersFailed.name, '', {
        key: bytes,
        value: bytes,
        headers: [
          ['trace', 'first'],
          ['origin', bytes],
          ['trace', 'second'],
          ['__proto__', 'a header like others'],
          ['constructor', ''],
        ],
      }),
      outgoing(PAPER.ordersFailed.name, '', { key: null, value: null }),
    ]);

    const [record, tombstone] = await kafka.read(PAPER.ordersFailed.name, 2);
    expect(record).toMatchObject({ key: bytes, value: bytes });
    expect(record?.headers.map(([name, value]) => [name, value.toString('latin1')])).toEqual([
      ['trace', 'first'],
      ['trace', 'second'],
      ['origin', bytes.toString('latin1')],
      ['__proto__', 'a header like others'],
      ['constructor', ''],
    ]);
    expect(tombstone).toMatchObject({ key: null, value: null });
  });

  it('sends more than the broker accepts at once in parts', async () => {
    const part = 'x'.repeat(300_000);
    const many = Array.from({ length: 12 }, (_, n) => outgoing(ZERODHA.signalsRaw.name, `${n}:${part}`));

    await publisher().publish(many);

    const records = await kafka.read(ZERODHA.signalsRaw.name, 12);
    expect(values(records).map((value) => Number(value.split(':')[0]))).toEqual(many.map((_, n) => n));
  });

  it('publishes a record that only fits compressed, like the dead letter of a compressed one', async () => {
    const value = JSON.stringify(Array.from({ length: 200_000 }, (_, n) => n));

    await publisher().publish([outgoing(PAPER.pnlSnapshots.name, value)]);

    expect(values(await kafka.read(PAPER.pnlSnapshots.name, 1))).toEqual([value]);
  });

  it('does not connect for no records', async () => {
    const unreachable = () => Promise.reject(new Error('it connected'));

    await expect(publisher(unreachable).publish([])).resolves.toBeUndefined();
  });

  it('reports a refusal of the broker as retryable, and publishes at the next call', async () => {
    const one = publisher();
    const tooLarge = outgoing(ZERODHA.ordersFailed.name, '', { value: randomBytes(2_000_000) });

    await expect(one.publish([tooLarge])).rejects.toMatchObject({
      name: 'TransientError',
      code: 'KAFKA_PUBLISH_FAILED',
      retry: 'retry',
      message: expect.stringMatching(/^cannot publish 1 records to Kafka: /),
    });
    await one.publish([outgoing(ZERODHA.ordersFailed.name, 'small')]);

    expect(values(await kafka.read(ZERODHA.ordersFailed.name, 1))).toEqual(['small']);
  });

  it('sends the calls that wait for a running send together, in their order', async () => {
    const sends: string[][] = [];
    const one = publisher(async () => {
      const connected = await kafka.connect();
      const producerOf = connected.producer.bind(connected);
      connected.producer = (config) => {
        const producer = producerOf(config);
        const { sendBatch } = producer;
        producer.sendBatch = (batch) => {
          sends.push(
            (batch.topicMessages ?? []).flatMap(({ messages }) => messages.map(({ value }) => String(value))),
          );
          return sendBatch(batch);
        };
        return producer;
      };
      return connected;
    });
    const topic = ZERODHA.pnlSnapshots.name;

    const first = one.publish([outgoing(topic, '0')]);
    await Promise.resolve();
    await Promise.resolve();
    await Promise.all([first, ...['1', '2', '3'].map((value) => one.publish([outgoing(topic, value)]))]);

    expect(sends).toEqual([['0'], ['1', '2', '3']]);
    expect(values(await kafka.read(topic, 4))).toEqual(['0', '1', '2', '3']);
  });

  it('publishes the other calls of a send that one record made fail', async () => {
    const one = publisher();
    const topic = ZERODHA.signalsRejected.name;
    const calls = [
      [outgoing(topic, 'before')],
      [outgoing('no.such.topic', 'x')],
      [outgoing(topic, 'after')],
    ].map((records) => one.publish(records));

    expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(new Set(values(await kafka.read(topic, 2)))).toContain('before');
    await expect(calls[1]).rejects.toThrow('cannot publish 1 records');
  });

  it('reports a missing topic, and publishes at the next call', async () => {
    const one = publisher();

    await expect(one.publish([outgoing('no.such.topic', 'x')])).rejects.toThrow(TransientError);
    await one.publish([outgoing(ZERODHA.ordersFilled.name, 'x')]);

    expect(await kafka.read(ZERODHA.ordersFilled.name, 1)).toHaveLength(1);
  });

  it('reconnects after a failed connection', async () => {
    let attempts = 0;
    const one = publisher(async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('no route to host');
      return kafka.connect();
    });

    await expect(one.publish([outgoing(PAPER.ordersFilled.name, 'x')])).rejects.toThrow('no route to host');
    await one.publish([outgoing(PAPER.ordersFilled.name, 'x')]);

    expect(await kafka.read(PAPER.ordersFilled.name, 1)).toHaveLength(1);
  });
});
