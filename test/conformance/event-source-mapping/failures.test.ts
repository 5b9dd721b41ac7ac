import { describe, expect, it } from 'vitest';
import { createTopicsAndWait } from '../../../infra/commands/create-topics.ts';
import { until } from '../../support/eventually.ts';
import { failure, Harness, offsetsOf } from './harness.ts';

const harness = new Harness();
const REPORTING = { functionResponseType: 'ReportBatchItemFailures' } as const;
const broken = (): never => {
  throw new Error('function error');
};

describe('a function error', () => {
  it('delivers the whole batch again until it succeeds, and commits only then', async () => {
    const topic = await harness.topic();
    await harness.send(topic, 'a', 'b');
    const committed: Record<number, number>[] = [];

    const under = await harness.start(topic, async () => {
      committed.push(await harness.committed(topic));
      if (committed.length < 4) broken();
    });
    await harness.untilCommitted(topic, { 0: 2 });

    expect(under.deliveries()).toEqual(Array.from({ length: 4 }, () => ({ 0: [0, 1] })));
    expect(committed).toEqual([{}, {}, {}, {}]);
  });

  it('is retried maximumRetryAttempts times, then dropped', async () => {
    const topic = await harness.topic();
    await harness.send(topic, 'a', 'b');

    const under = await harness.start(topic, broken, { maximumRetryAttempts: 2 });
    await harness.untilCommitted(topic, { 0: 2 });

    expect(under.events).toHaveLength(3);
    expect(under.mapping.snapshot()).toMatchObject({
      DroppedEventCount: 2,
      InvokeErrorCount: 3,
      FailedInvokeEventCount: 6,
    });
  });

  it('bisects down to the record that fails', async () => {
    const topic = await harness.topic();
    const dlq = await harness.topic();
    await harness.send(topic, 'a', 'b', 'poison', 'd');

    const under = await harness.start(
      topic,
      (event) => {
        if (offsetsOf(event)[0]?.includes(2)) broken();
      },
      {
        maximumBatchingWindow: 1,
        bisectBatchOnFunctionError: true,
        maximumRetryAttempts: 1,
        onFailureDestination: `kafka://${dlq}`,
      },
    );
    await harness.untilCommitted(topic, { 0: 4 });

    expect(under.deliveries().map((delivery) => delivery[0])).toEqual([
      [0, 1, 2, 3],
      [0, 1],
      [2, 3],
      [2],
      [2],
      [3],
    ]);
    expect(await harness.read(dlq, 1)).toMatchObject([
      { value: { KafkaBatchInfo: { recordInfo: { offset: '2' } } } },
    ]);
  });
});

describe('the on-failure topic', () => {
  it("takes one message per record, in AWS's form, with the original key", async () => {
    const topic = await harness.topic();
    const dlq = await harness.topic();
    await harness.send(topic, { key: 'k1', value: 'a', headers: { h: 'x' } }, { value: 'b' });

    await harness.start(topic, broken, { maximumRetryAttempts: 1, onFailureDestination: `kafka://${dlq}` });
    const messages = await harness.read(dlq, 2);

    expect(messages.map(({ key }) => key?.toString())).toEqual(['k1', undefined]);
    expect(messages[0]?.value).toEqual({
      requestContext: {
        requestId: expect.any(String),
        functionArn: 'arn:aws:lambda:ap-south-1:000000000000:function:stage',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 2,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      KafkaBatchInfo: {
        batchSize: 1,
        bootstrapServers: harness.brokers,
        payloadSize: expect.any(Number),
        recordInfo: { offset: '0', timestamp: expect.stringMatching(/^\d{4}-.*Z$/) },
      },
      payload: {
        eventSource: 'SelfManagedKafka',
        bootstrapServers: harness.brokers,
        records: {
          [`${topic}-0`]: [
            expect.objectContaining({ offset: 0, key: 'azE=', value: 'YQ==', headers: [{ h: [120] }] }),
          ],
        },
      },
    });
  });

  it('limits endless retries to ten', async () => {
    const topic = await harness.topic();
    const dlq = await harness.topic();
    await harness.send(topic, 'a');

    const under = await harness.start(topic, broken, { onFailureDestination: `kafka://${dlq}` });
    await harness.untilCommitted(topic, { 0: 1 });

    expect(under.events).toHaveLength(11);
    expect(under.mapping.snapshot()).toMatchObject({
      OnFailureDestinationDeliveredEventCount: 1,
      DroppedEventCount: 0,
    });
  });

  it('takes records that are too old without an invocation', async () => {
    const topic = await harness.topic();
    const dlq = await harness.topic();
    await harness.send(topic, { value: 'old', timestamp: String(Date.now() - 120_000) }, { value: 'new' });

    const under = await harness.start(topic, () => null, {
      maximumRecordAgeInSeconds: 60,
      onFailureDestination: `kafka://${dlq}`,
    });
    await harness.untilCommitted(topic, { 0: 2 });

    expect(under.values()).toEqual(['new']);
    expect(await harness.read(dlq, 1)).toMatchObject([
      {
        value: {
          requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 0 },
          responseContext: null,
        },
      },
    ]);
  });

  it('gets a record that is too large for an invocation, without its payload', async () => {
    const topic = await harness.topic(1, { 'max.message.bytes': '8000000' });
    const dlq = await harness.topic();
    await harness.send(topic, { key: 'k', value: 'x'.repeat(5_000_000) }, { value: 'small' });

    const under = await harness.start(
      topic,
      () => null,
      { onFailureDestination: `kafka://${dlq}` },
      { tuning: { maximumBytesPerPartition: 8_000_000 } },
    );
    await harness.untilCommitted(topic, { 0: 2 });

    expect(under.values()).toEqual(['small']);
    const [message] = await harness.read(dlq, 1);
    expect(message?.key?.toString()).toBe('k');
    expect(message?.value).toMatchObject({
      requestContext: { condition: 'MaximumPayloadSizeExceeded' },
      responseContext: null,
    });
    expect(message?.value).not.toHaveProperty('payload');
  });

  it('holds the partition until it can be reached', async () => {
    const topic = await harness.topic();
    const dlq = `${topic}.dlq`;
    await harness.send(topic, 'a');
    const under = await harness.start(topic, broken, {
      maximumRetryAttempts: 0,
      onFailureDestination: `kafka://${dlq}`,
    });
    await until(
      () => under.mapping.snapshot().OnFailureDestinationDeliveryErrorCount > 0,
      () => under.lines.join('\n'),
    );
    expect(await harness.committed(topic)).toEqual({});

    await createTopicsAndWait(harness.admin, [{ topic: dlq, numPartitions: 1, replicationFactor: 1 }]);

    await harness.untilCommitted(topic, { 0: 1 });
    expect(await harness.read(dlq, 1)).toHaveLength(1);
  });
});

describe('ReportBatchItemFailures', () => {
  it.each([[null], [{}], [{ batchItemFailures: [] }], [{ batchItemFailures: null }]])(
    'takes %j for success',
    async (answer) => {
      const topic = await harness.topic();
      await harness.send(topic, 'a');

      const under = await harness.start(topic, () => answer, REPORTING);
      await harness.untilCommitted(topic, { 0: 1 });

      expect(under.events).toHaveLength(1);
    },
  );

  it('commits up to the lowest failed record and delivers again from there', async () => {
    const topic = await harness.topic();
    await harness.send(topic, 'a', 'b', 'c', 'd');
    const committed: Record<number, number>[] = [];

    const under = await harness.start(
      topic,
      async () => {
        if (under.events.length === 1) {
          return { batchItemFailures: [failure(topic, 0, 3), failure(topic, 0, 2)] };
        }
        await harness.untilCommitted(topic, { 0: 2 });
        committed.push(await harness.committed(topic));
        return null;
      },
      { ...REPORTING, maximumBatchingWindow: 1 },
    );
    await harness.untilCommitted(topic, { 0: 4 });

    expect(under.deliveries()).toEqual([{ 0: [0, 1, 2, 3] }, { 0: [2, 3] }]);
    expect(committed).toEqual([{ 0: 2 }]);
  });

  it('lets the other partitions of the batch go on', async () => {
    const topic = await harness.topic(2);
    await harness.send(topic, { partition: 0, value: 'a' }, { partition: 1, value: 'b' });

    const under = await harness.start(
      topic,
      (event) => (offsetsOf(event)[0] === undefined ? null : { batchItemFailures: [failure(topic, 0, 0)] }),
      {
        ...REPORTING,
        maximumBatchingWindow: 1,
      },
    );
    await harness.untilCommitted(topic, { 1: 1 });
    await harness.send(topic, { partition: 1, value: 'c' });
    await harness.untilCommitted(topic, { 1: 2 });

    expect(await harness.committed(topic)).toEqual({ 1: 2 });
    expect(under.values()).toContain('c');
  });

  it.each([
    ['an identifier that is not in the event', (topic: string) => failure(topic, 0, 99)],
    ['an identifier of another kind of mapping', () => ({ itemIdentifier: 'shardId-1' })],
  ])('fails the whole batch for %s', async (_, identifier) => {
    const topic = await harness.topic();
    await harness.send(topic, 'a', 'b');

    const under = await harness.start(
      topic,
      () => (under.events.length === 1 ? { batchItemFailures: [identifier(topic)] } : null),
      REPORTING,
    );
    await harness.untilCommitted(topic, { 0: 2 });

    expect(under.deliveries()).toEqual([{ 0: [0, 1] }, { 0: [0, 1] }]);
  });

  it('is ignored by an on-demand mapping, which repeats a batch that threw without end and gives nothing up', async () => {
    const topic = await harness.topic();
    const dlq = await harness.topic();
    await harness.send(topic, 'a', 'b');
    let thrown = 0;

    const under = await harness.start(
      topic,
      () => {
        thrown += 1;
        if (thrown <= 3) broken();
        return { batchItemFailures: [failure(topic, 0, 1)] };
      },
      { ...REPORTING, provisioned: false, maximumRetryAttempts: 1, onFailureDestination: `kafka://${dlq}` },
    );
    await harness.untilCommitted(topic, { 0: 2 });

    expect(under.deliveries()).toEqual(Array.from({ length: 4 }, () => ({ 0: [0, 1] })));
    expect(under.mapping.snapshot()).toMatchObject({
      DroppedEventCount: 0,
      OnFailureDestinationDeliveredEventCount: 0,
    });
  });

  it('is not asked for: the answer is ignored', async () => {
    const topic = await harness.topic();
    await harness.send(topic, 'a');

    const under = await harness.start(topic, () => ({ batchItemFailures: [failure(topic, 0, 0)] }));
    await harness.untilCommitted(topic, { 0: 1 });

    expect(under.events).toHaveLength(1);
  });
});
