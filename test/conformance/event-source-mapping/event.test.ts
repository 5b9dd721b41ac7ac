import { describe, expect, it } from 'vitest';
import { until } from '../../support/eventually.ts';
import { Harness } from './harness.ts';

const harness = new Harness();
const MSK = 'arn:aws:kafka:ap-south-1:000000000000:cluster/conformance/1';

const deliver = async (
  ...messages: Parameters<Harness['send']> extends [string, ...infer Rest] ? Rest : never
) => {
  const topic = await harness.topic();
  await harness.send(topic, ...messages);
  const under = await harness.start(topic, () => null, { eventSourceArn: MSK });
  await until(
    () => under.values().length === messages.length,
    () => `${messages.length} records, got ${under.values().length}`,
  );
  return {
    topic,
    records: under.events.flatMap((event) => event.records[`${topic}-0`] ?? []),
    event: under.events[0],
  };
};

describe('the event', () => {
  it('of Amazon MSK has its ARN and the brokers in one string', async () => {
    const { event } = await deliver('a');

    expect(event).toMatchObject({
      eventSource: 'aws:kafka',
      eventSourceArn: MSK,
      bootstrapServers: harness.brokers,
    });
  });

  it('of a self-managed cluster has none', async () => {
    const topic = await harness.topic();
    await harness.send(topic, 'a');
    const under = await harness.start(topic, () => null);
    await until(
      () => under.events.length === 1,
      () => 'one event',
    );

    expect(under.events[0]).toMatchObject({
      eventSource: 'SelfManagedKafka',
      bootstrapServers: harness.brokers,
    });
    expect(under.events[0]).not.toHaveProperty('eventSourceArn');
  });

  it('gives each record with key and value in base64', async () => {
    const { topic, records } = await deliver({ key: 'NIFTY', value: 'price' });

    expect(records).toEqual([
      {
        topic,
        partition: 0,
        offset: 0,
        timestamp: expect.any(Number),
        timestampType: 'CREATE_TIME',
        key: 'TklGVFk=',
        value: 'cHJpY2U=',
        headers: [],
      },
    ]);
  });

  it("keeps the producer's timestamp", async () => {
    const { records } = await deliver({ value: 'a', timestamp: '1655366400123' });

    expect(records[0]).toMatchObject({ timestamp: 1_655_366_400_123, timestampType: 'CREATE_TIME' });
  });

  it('says when the broker set the timestamp', async () => {
    const topic = await harness.topic(1, { 'message.timestamp.type': 'LogAppendTime' });
    await harness.send(topic, { value: 'a', timestamp: '1655366400123' });
    const under = await harness.start(topic, () => null);
    await until(
      () => under.events.length === 1,
      () => 'one event',
    );

    const record = under.events[0]?.records[`${topic}-0`]?.[0];
    expect(record?.timestampType).toBe('LOG_APPEND_TIME');
    expect(record?.timestamp).toBeGreaterThan(1_655_366_400_123);
  });

  it('gives header bytes as signed numbers, duplicates included', async () => {
    const { records } = await deliver({ value: 'a', headers: { city: 'é', tag: ['x', 'y'], empty: '' } });

    expect(records[0]?.headers).toEqual([
      { city: [-61, -87] },
      { tag: [120] },
      { tag: [121] },
      { empty: [] },
    ]);
  });

  it('omits an absent key and the value of a tombstone', async () => {
    const { records } = await deliver({ value: 'keyless' }, { key: 'gone', value: null });

    expect(records[0]).not.toHaveProperty('key');
    expect(records[1]).toMatchObject({ key: 'Z29uZQ==' });
    expect(records[1]).not.toHaveProperty('value');
  });

  it('survives any bytes', async () => {
    const value = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

    const { records } = await deliver({ key: value, value });

    expect(Buffer.from(records[0]?.value ?? '', 'base64')).toEqual(value);
    expect(Buffer.from(records[0]?.key ?? '', 'base64')).toEqual(value);
  });

  it('has the offsets of a compressed record batch right', async () => {
    const topic = await harness.topic();
    const { CompressionTypes } = await import('kafkajs');
    const producer = harness.kafka.producer();
    await producer.connect();
    await producer.send({
      topic,
      compression: CompressionTypes.GZIP,
      messages: ['a', 'b', 'c'].map((value) => ({ value })),
    });
    await producer.disconnect();

    const under = await harness.start(topic, () => null);
    await until(
      () => under.values().length === 3,
      () => 'three records',
    );

    expect(under.values()).toEqual(['a', 'b', 'c']);
    expect(under.deliveries()).toEqual([{ 0: [0, 1, 2] }]);
  });
});

describe('filters', () => {
  it('keep records from the function and let the offsets pass', async () => {
    const topic = await harness.topic();
    await harness.send(topic, '{"kind":"tick"}', '{"kind":"order"}', 'no json', '{"kind":"tick"}');

    const under = await harness.start(topic, () => null, {
      filterPatterns: [{ value: { kind: ['order'] } }],
    });
    await harness.untilCommitted(topic, { 0: 4 });

    expect(under.values()).toEqual(['{"kind":"order"}', 'no json']);
    expect(under.mapping.snapshot()).toMatchObject({
      PolledEventCount: 4,
      FilteredOutEventCount: 2,
      InvokedEventCount: 2,
      CommittedEventCount: 4,
      SumOffsetLag: 0,
    });
  });

  it('that let nothing pass still move the position', async () => {
    const topic = await harness.topic();
    await harness.send(topic, 'a', 'b');

    const under = await harness.start(topic, () => null, { filterPatterns: [{ value: ['c'] }] });
    await harness.untilCommitted(topic, { 0: 2 });

    expect(under.events).toEqual([]);
  });
});
