import { describe, expect, it } from 'vitest';
import { NO_FAULTS } from '../../../localstack/lambda/event-source-mapping/faults.ts';
import { until } from '../../support/eventually.ts';
import { Gate, Harness } from './harness.ts';

const harness = new Harness();

describe('a group without commits', () => {
  it('starts at TRIM_HORIZON with the first record', async () => {
    const topic = await harness.topic();
    await harness.send(topic, 'a', 'b');

    const under = await harness.start(topic, () => null);
    await harness.untilCommitted(topic, { 0: 2 });

    expect(under.values()).toEqual(['a', 'b']);
  });

  it('starts at LATEST with what comes after the start', async () => {
    const topic = await harness.topic(2);
    await harness.send(topic, 'before');

    const under = await harness.start(topic, () => null, { startingPosition: 'LATEST' });
    await harness.send(topic, 'after', { partition: 1, value: 'after' });
    await harness.untilCommitted(topic, { 0: 2, 1: 1 });

    expect(under.values()).toEqual(['after', 'after']);
  });

  it('keeps a LATEST position that was never committed by a batch', async () => {
    const topic = await harness.topic();
    await harness.send(topic, 'before');
    const first = await harness.start(topic, () => new Promise(() => {}), { startingPosition: 'LATEST' });
    await harness.send(topic, 'while running');
    await until(
      () => first.events.length === 1,
      () => 'the first delivery',
    );

    await first.mapping.crash();
    await harness.send(topic, 'while dead');
    const second = await harness.start(topic, () => null, { startingPosition: 'LATEST' });
    await harness.untilCommitted(topic, { 0: 3 });

    expect(second.values()).toEqual(['while running', 'while dead']);
  });

  it('starts AT_TIMESTAMP with the first record at or after it', async () => {
    const topic = await harness.topic();
    const at = (second: number) => String((1_655_366_400 + second) * 1000);
    await harness.send(
      topic,
      { value: 'a', timestamp: at(0) },
      { value: 'b', timestamp: at(10) },
      { value: 'c', timestamp: at(20) },
    );

    const under = await harness.start(topic, () => null, {
      startingPosition: 'AT_TIMESTAMP',
      startingPositionTimestamp: 1_655_366_410,
    });
    await harness.untilCommitted(topic, { 0: 3 });

    expect(under.values()).toEqual(['b', 'c']);
  });
});

describe('a group with commits', () => {
  it.each([['TRIM_HORIZON'], ['LATEST'], ['AT_TIMESTAMP']])(
    'resumes from its commit and ignores %s',
    async (startingPosition) => {
      const topic = await harness.topic();
      await harness.send(topic, 'a');
      const first = await harness.start(topic, () => null);
      await harness.untilCommitted(topic, { 0: 1 });
      await first.mapping.stop(2_000);
      await harness.send(topic, 'b', 'c');

      const second = await harness.start(topic, () => null, {
        startingPosition,
        startingPositionTimestamp: 0,
      });
      await harness.untilCommitted(topic, { 0: 3 });

      expect(second.values()).toEqual(['b', 'c']);
    },
  );
});

it('two mappings on one topic each get every record', async () => {
  const topic = await harness.topic();
  const [first, second] = await Promise.all([
    harness.start(topic, () => null, { consumerGroupId: `${topic}.1` }),
    harness.start(topic, () => null, { consumerGroupId: `${topic}.2` }),
  ]);

  await harness.send(topic, 'a', 'b');
  await harness.untilCommitted(topic, { 0: 2 }, `${topic}.1`);
  await harness.untilCommitted(topic, { 0: 2 }, `${topic}.2`);

  expect(first.values()).toEqual(['a', 'b']);
  expect(second.values()).toEqual(['a', 'b']);
});

describe('stopping', () => {
  it('waits for the batch in flight and commits it', async () => {
    const topic = await harness.topic();
    const gate = new Gate();
    const under = await harness.start(topic, gate.handler);
    await harness.send(topic, 'a');
    await until(
      () => gate.waiting === 1,
      () => 'the invocation',
    );

    const stopped = under.mapping.stop(5_000);
    gate.open();
    await stopped;

    expect(await harness.committed(topic)).toEqual({ 0: 1 });
  });

  it('abandons a batch that outlasts the deadline: it is delivered again', async () => {
    const topic = await harness.topic();
    const first = await harness.start(topic, () => new Promise(() => {}));
    await harness.send(topic, 'a');
    await until(
      () => first.events.length === 1,
      () => 'the invocation',
    );

    await first.mapping.stop(100);
    expect(await harness.committed(topic)).toEqual({});

    const second = await harness.start(topic, () => null);
    await harness.untilCommitted(topic, { 0: 1 });
    expect(second.values()).toEqual(['a']);
  });

  it('leaves the group at once, so that another member takes over without a timeout', async () => {
    const topic = await harness.topic();
    const first = await harness.start(topic, () => null);
    await first.mapping.stop(2_000);

    const { groups } = await harness.admin.describeGroups([topic]);

    expect(groups[0]?.members).toEqual([]);
  });
});

describe('a crash', () => {
  it('between the function and the commit delivers the batch again', async () => {
    const topic = await harness.topic();
    await harness.send(topic, 'a', 'b');
    const first = await harness.start(topic, () => new Promise(() => {}));
    await until(
      () => first.events.length === 1,
      () => 'the first delivery',
    );
    await first.mapping.crash();

    const second = await harness.start(topic, () => null);
    await harness.untilCommitted(topic, { 0: 2 });

    expect(second.values()).toEqual(['a', 'b']);
  });
});

describe('a rebalance', () => {
  it('shares the partitions, loses nothing and keeps the order of each', async () => {
    const topic = await harness.topic(4);
    const produce = async (from: number) => {
      for (let index = from; index < from + 25; index += 1)
        await harness.send(topic, ...[0, 1, 2, 3].map((partition) => ({ partition, value: String(index) })));
    };
    const slow = () => new Promise((resolve) => setTimeout(() => resolve(null), 5));
    const first = await harness.start(topic, slow, { batchSize: 5 });
    await produce(0);
    const second = await harness.start(topic, slow, { batchSize: 5 });
    await produce(25);
    await harness.untilCommitted(topic, { 0: 50, 1: 50, 2: 50, 3: 50 });
    await first.mapping.stop(2_000);
    await produce(50);
    await harness.untilCommitted(topic, { 0: 75, 1: 75, 2: 75, 3: 75 });

    for (const partition of [0, 1, 2, 3]) {
      const seen = [first, second].map((under) =>
        under.deliveries().flatMap((delivery) => delivery[partition] ?? []),
      );
      expect(new Set(seen.flat()).size).toBe(75);
    }
    expect(second.events.length).toBeGreaterThan(0);
  });
});

describe('fault injection', () => {
  it.each([['duplicateDelivery'], ['rebalanceMidBatch'], ['dropAnswer'], ['secondPoller']])(
    'by %s delivers records more than once and loses none',
    async (fault) => {
      const topic = await harness.topic(2);
      const values = Array.from({ length: 100 }, (_, index) => ({
        partition: index % 2,
        value: String(index),
      }));
      await harness.send(topic, ...values);

      const under = await harness.start(
        topic,
        () => null,
        { batchSize: 10 },
        { faults: { ...NO_FAULTS, seed: 3, [fault]: 0.5 } },
      );
      await harness.untilCommitted(topic, { 0: 50, 1: 50 });

      expect(new Set(under.values()).size).toBe(100);
      expect(under.values().length).toBeGreaterThan(100);
    },
  );
});
