import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBatchHeader } from '../../../localstack/engines/kafka/log/record-batch.ts';
import { type BrokerUnderTest, brokerUnderTest, uniqueName } from './support/broker-under-test.ts';
import { type BatchSpecification, buildBatch } from './support/build-batch.ts';
import { createTopic, fetchFrom, newProducer, produceBatch } from './support/raw-calls.ts';
import { RawClient } from './support/raw-client.ts';

const CORRUPT_MESSAGE = 2;
const INVALID_REQUIRED_ACKS = 21;
const INVALID_TIMESTAMP = 32;
const OUT_OF_ORDER_SEQUENCE_NUMBER = 45;
const INVALID_PRODUCER_EPOCH = 47;
const INVALID_RECORD = 87;

let broker: BrokerUnderTest;
let raw: RawClient;
let topic: string;

beforeAll(async () => {
  broker = await brokerUnderTest();
  raw = await RawClient.connect(broker);
  topic = uniqueName('produce');
  await createTopic(raw, topic);
});
afterAll(async () => {
  raw.close();
  await broker.close();
});

/** Sends batches of a fresh idempotent producer to a topic of their own. */
const idempotentProducer = async () => {
  const ownTopic = uniqueName('sequence');
  await createTopic(raw, ownTopic);
  const identity = await newProducer(raw);
  const send = (sequence: number, specification: Partial<BatchSpecification> = {}) =>
    produceBatch(
      raw,
      ownTopic,
      buildBatch({ values: ['x'], ...identity, baseSequence: sequence, ...specification }),
    );
  return { send, ownTopic };
};

test('two producers get two identities', async () => {
  const first = await newProducer(raw);
  const second = await newProducer(raw);

  expect(second.producerId).not.toBe(first.producerId);
});

test('batches in sequence are appended one after the other', async () => {
  const { send } = await idempotentProducer();

  const offsets = [(await send(0, { values: ['a', 'b'] })).baseOffset, (await send(2)).baseOffset];

  expect(offsets).toEqual([0, 2]);
});

test('a batch sent again is answered with its first offset and not written twice', async () => {
  const { send, ownTopic } = await idempotentProducer();
  await send(0);
  await send(1);

  const again = await send(0);

  expect(again).toMatchObject({ errorCode: 0, baseOffset: 0 });
  expect((await fetchFrom(raw, ownTopic, 0)).highWatermark).toBe(2);
});

test('each of the last five batches is known again', async () => {
  const { send, ownTopic } = await idempotentProducer();
  for (let sequence = 0; sequence < 7; sequence += 1) await send(sequence);

  const again = [];
  for (let sequence = 2; sequence < 7; sequence += 1) again.push((await send(sequence)).baseOffset);

  expect(again).toEqual([2, 3, 4, 5, 6]);
  expect((await fetchFrom(raw, ownTopic, 0)).highWatermark).toBe(7);
});

test('a batch older than the last five is out of order', async () => {
  const { send } = await idempotentProducer();
  for (let sequence = 0; sequence < 7; sequence += 1) await send(sequence);

  expect((await send(1)).errorCode).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
});

test('a gap in the sequence is out of order, and nothing is written', async () => {
  const { send, ownTopic } = await idempotentProducer();
  await send(0);

  expect((await send(5)).errorCode).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
  expect((await fetchFrom(raw, ownTopic, 0)).highWatermark).toBe(1);
});

test('after a refusal the producer continues with the same sequence', async () => {
  const { send } = await idempotentProducer();
  await send(0);
  await send(5);

  expect(await send(1)).toMatchObject({ errorCode: 0, baseOffset: 1 });
});

test('a new epoch begins at sequence 0', async () => {
  const { send } = await idempotentProducer();
  await send(0);

  expect((await send(1, { producerEpoch: 1 })).errorCode).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
  expect(await send(0, { producerEpoch: 1 })).toMatchObject({ errorCode: 0, baseOffset: 1 });
});

test('an old epoch is fenced', async () => {
  const { send } = await idempotentProducer();
  await send(0, { producerEpoch: 3 });

  expect((await send(1, { producerEpoch: 2 })).errorCode).toBe(INVALID_PRODUCER_EPOCH);
});

test('a producer that the partition does not know may begin anywhere', async () => {
  const { send } = await idempotentProducer();

  expect(await send(41)).toMatchObject({ errorCode: 0, baseOffset: 0 });
});

test('a batch whose checksum does not match is refused', async () => {
  const batch = buildBatch({ values: ['x'] });
  batch.writeUInt8(batch.readUInt8(batch.length - 2) ^ 1, batch.length - 2);

  expect((await produceBatch(raw, topic, batch)).errorCode).toBe(CORRUPT_MESSAGE);
});

test('two batches at once are refused', async () => {
  const batch = buildBatch({ values: ['x'] });

  expect((await produceBatch(raw, topic, Buffer.concat([batch, batch]))).errorCode).toBe(INVALID_RECORD);
});

test('a timestamp far in the future is refused', async () => {
  const batch = buildBatch({ values: ['x'], timestamps: [Date.now() + 2 * 3_600_000] });

  expect((await produceBatch(raw, topic, batch)).errorCode).toBe(INVALID_TIMESTAMP);
});

const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

describe.each(CODECS)('a batch with codec %s', (codec) => {
  const refused = async (specification: Omit<BatchSpecification, 'values'>, values = ['x', 'y', 'z']) => {
    const { errorCode } = await produceBatch(raw, topic, buildBatch({ values, codec, ...specification }));
    return errorCode;
  };

  test('is taken as it is', async () => {
    expect(await refused({})).toBe(0);
  });

  test('of garbage behind a true header is refused', async () => {
    expect(await refused({ plain: Buffer.from('this is no record, but the header says so') })).toBe(
      INVALID_RECORD,
    );
  });

  test('that announces more records than it has is refused', async () => {
    expect(await refused({ recordCount: 7 })).toBe(INVALID_RECORD);
  });

  test('that announces fewer records than it has is refused', async () => {
    expect(await refused({ recordCount: 2 })).toBe(INVALID_RECORD);
  });

  test('with a record two days ahead is refused, even if its header has another time', async () => {
    const now = Date.now();
    const timestamps = [now, now + 2 * 86_400_000, now];

    expect(await refused({ timestamps, maxTimestamp: now })).toBe(INVALID_TIMESTAMP);
  });

  test('has the newest time of its records, even if its header has another', async () => {
    const ownTopic = uniqueName('newest');
    await createTopic(raw, ownTopic);
    const now = Date.now();
    await produceBatch(
      raw,
      ownTopic,
      buildBatch({ values: ['x', 'y'], codec, timestamps: [now - 5_000, now - 1_000], maxTimestamp: now }),
    );

    const { records } = await fetchFrom(raw, ownTopic, 0);

    expect(readBatchHeader(records ?? Buffer.alloc(0)).maxTimestamp).toBe(now - 1_000);
  });
});

test.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)(
  'bytes that are not %s behind a header that says so are refused',
  async (codec) => {
    const batch = buildBatch({ values: ['x'], codec, body: Buffer.from('not compressed at all') });

    expect((await produceBatch(raw, topic, batch)).errorCode).not.toBe(0);
    expect((await fetchFrom(raw, topic, 0)).errorCode).toBe(0);
  },
);

test('a compacted topic refuses a record without a key', async () => {
  const compacted = uniqueName('compacted');
  await createTopic(raw, compacted, { 'cleanup.policy': 'compact' });

  const { errorCode } = await produceBatch(raw, compacted, buildBatch({ values: ['x'] }));

  expect(errorCode).toBe(INVALID_RECORD);
});

test('times do not matter where the broker stamps records itself', async () => {
  const stamped = uniqueName('stamped');
  await createTopic(raw, stamped, { 'message.timestamp.type': 'LogAppendTime' });

  const batch = buildBatch({ values: ['x'], timestamps: [Date.now() + 2 * 86_400_000] });

  expect((await produceBatch(raw, stamped, batch)).errorCode).toBe(0);
});

test('acknowledgements other than none, one or all are refused', async () => {
  expect((await produceBatch(raw, topic, buildBatch({ values: ['x'] }), 2)).errorCode).toBe(
    INVALID_REQUIRED_ACKS,
  );
});
