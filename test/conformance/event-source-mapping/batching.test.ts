import { describe, expect, it } from 'vitest';
import { until } from '../../support/eventually.ts';
import { Gate, Harness } from './harness.ts';

const harness = new Harness();
const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));

describe('a batch', () => {
  it('has at most batchSize records', async () => {
    const topic = await harness.topic();
    await harness.send(topic, ...numbers(25));

    const under = await harness.start(topic, () => null, { batchSize: 10 });
    await harness.untilCommitted(topic, { 0: 25 });

    expect(under.deliveries().map((delivery) => delivery[0]?.length)).toEqual([10, 10, 5]);
  });

  it('waits for the window, by default half a second, and gathers what comes in it', async () => {
    const topic = await harness.topic();
    const under = await harness.start(topic, () => null, { maximumBatchingWindow: undefined });

    await harness.send(topic, 'a');
    await harness.send(topic, 'b');
    await harness.untilCommitted(topic, { 0: 2 });

    expect(under.deliveries()).toEqual([{ 0: [0, 1] }]);
  });

  it('closes before the window when it is full', async () => {
    const topic = await harness.topic();
    const under = await harness.start(topic, () => null, { batchSize: 5, maximumBatchingWindow: 300 });

    await harness.send(topic, ...numbers(5));
    await harness.untilCommitted(topic, { 0: 5 });

    expect(under.deliveries()).toEqual([{ 0: [0, 1, 2, 3, 4] }]);
  });

  it('holds the records of several partitions when they are ready together', async () => {
    const topic = await harness.topic(3);
    await harness.send(topic, ...[0, 1, 2].map((partition) => ({ partition, value: `p${partition}` })));

    const under = await harness.start(topic, () => null, { maximumBatchingWindow: 1 });
    await harness.untilCommitted(topic, { 0: 1, 1: 1, 2: 1 });

    expect(under.deliveries()).toEqual([{ 0: [0], 1: [0], 2: [0] }]);
  });

  it('is cut at 6 MB of JSON', async () => {
    const topic = await harness.topic(1, { 'max.message.bytes': '8000000' });
    for (const letter of 'abcdefgh') await harness.send(topic, letter.repeat(900_000));

    const under = await harness.start(
      topic,
      () => null,
      { maximumBatchingWindow: 1 },
      { tuning: { maximumBytesPerPartition: 10_000_000 } },
    );
    await harness.untilCommitted(topic, { 0: 8 });

    const sizes = under.events.map((event) => Buffer.byteLength(JSON.stringify(event)));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(6 * 1024 * 1024);
    expect(under.deliveries()).toEqual([{ 0: [0, 1, 2, 3, 4] }, { 0: [5, 6, 7] }]);
  });

  it('of a partition waits for the one before; other partitions do not', async () => {
    const topic = await harness.topic(2);
    const gate = new Gate();
    const under = await harness.start(topic, gate.handler, { batchSize: 1 });

    await harness.send(
      topic,
      { partition: 0, value: 'a' },
      { partition: 0, value: 'b' },
      { partition: 1, value: 'c' },
    );
    await until(
      () => gate.waiting === 2,
      () => `two invocations, there are ${gate.waiting}`,
    );
    expect(under.deliveries()).toContainEqual({ 0: [0] });
    expect(under.deliveries()).toContainEqual({ 1: [0] });

    gate.open();
    gate.open();
    await until(
      () => gate.waiting === 1,
      () => 'the third invocation',
    );
    expect(under.deliveries()[2]).toEqual({ 0: [1] });
    gate.open();
    await harness.untilCommitted(topic, { 0: 2, 1: 1 });
  });
});

it('keeps its place in the group while a handler runs longer than the session', async () => {
  const topic = await harness.topic();
  const gate = new Gate();
  const under = await harness.start(
    topic,
    gate.handler,
    {},
    { tuning: { sessionTimeoutMs: 6_000, heartbeatIntervalMs: 500 } },
  );
  await harness.send(topic, 'slow');
  await until(
    () => gate.waiting === 1,
    () => 'the invocation',
  );

  await new Promise((resolve) => setTimeout(resolve, 7_500));
  gate.open();
  await harness.untilCommitted(topic, { 0: 1 });

  expect(under.events).toHaveLength(1);
});

it('reads on when more waits than it may hold ahead', async () => {
  const topic = await harness.topic();
  const value = 'x'.repeat(1_000);
  for (let sent = 0; sent < 40_000; sent += 800)
    await harness.send(topic, ...Array.from({ length: 800 }, () => value));

  const under = await harness.start(
    topic,
    () => new Promise((resolve) => setTimeout(() => resolve(null), 2)),
    { batchSize: 500 },
  );
  await until(
    () => under.mapping.snapshot().CommittedEventCount === 40_000,
    () => JSON.stringify(under.mapping.snapshot()),
  );

  const offsets = under.deliveries().flatMap((delivery) => delivery[0] ?? []);
  expect(offsets).toEqual(Array.from({ length: 40_000 }, (_, index) => index));
});
