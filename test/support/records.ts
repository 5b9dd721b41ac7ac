import { createEvent, tickId } from '../../shared/events/create.ts';
import { SHARED_TOPICS } from '../../shared/events/topics.ts';
import type { MarketTick } from '../../shared/events/types.ts';
import type { LambdaKafkaEvent, LambdaKafkaRecord } from '../../shared/kernel/lambda-event.ts';
import { type KafkaRecord, partitionName } from '../../shared/ports/record.ts';

/** 2022-06-16 09:15 IST. */
export const SESSION_OPEN = Date.parse('2022-06-16T03:45:00.000Z');

export const tick = (change: Partial<MarketTick> = {}): MarketTick => ({
  instrument_token: 256265,
  last_price: 15_500.05,
  timestamp: new Date(SESSION_OPEN).toISOString(),
  ...change,
});

export const tickEvent = (data: MarketTick) =>
  createEvent(SHARED_TOPICS.marketTicks, 'market_tick', data, {
    id: tickId(data),
    ts: data.timestamp,
    source: 'test-feed',
  });

export const record = (change: Partial<KafkaRecord> = {}): KafkaRecord => ({
  topic: SHARED_TOPICS.marketTicks.name,
  partition: 0,
  offset: 0,
  timestamp: SESSION_OPEN,
  key: Buffer.from('256265'),
  value: Buffer.from('{}'),
  headers: [],
  ...change,
});

/** Ticks a second apart on one partition, as records from `offset` on. */
export const tickRecords = (count: number, offset = 0, partition = 0): readonly KafkaRecord[] =>
  Array.from({ length: count }, (_, i) => {
    const at = offset + i;
    const data = tick({
      last_price: 15_500 + at,
      timestamp: new Date(SESSION_OPEN + at * 1_000).toISOString(),
    });
    return record({ partition, offset: at, value: Buffer.from(JSON.stringify(tickEvent(data))) });
  });

const signed = (bytes: Buffer): number[] => [...new Int8Array(bytes)];

/** A record as Lambda hands it over: base64, signed header bytes, null key and value left out. */
export const toLambdaRecord = ({
  topic,
  partition,
  offset,
  timestamp,
  key,
  value,
  headers,
}: KafkaRecord): LambdaKafkaRecord => ({
  topic,
  partition,
  offset,
  timestamp,
  timestampType: 'CREATE_TIME',
  ...(key === null ? {} : { key: key.toString('base64') }),
  ...(value === null ? {} : { value: value.toString('base64') }),
  headers: headers.map(([name, bytes]) => ({ [name]: signed(bytes) })),
});

/** An invocation event with these records. */
export const kafkaEvent = (records: readonly KafkaRecord[]): LambdaKafkaEvent => {
  const partitions: Record<string, LambdaKafkaRecord[]> = {};
  for (const one of records) {
    const name = partitionName(one.topic, one.partition);
    partitions[name] = [...(partitions[name] ?? []), toLambdaRecord(one)];
  }
  return {
    eventSource: 'aws:kafka',
    eventSourceArn: 'arn:aws:kafka:ap-south-1:123456789012:cluster/test/1',
    bootstrapServers: 'localhost:9092',
    records: partitions,
  };
};

/** A record with bytes that are no text, and with headers of one name. */
export const oddRecord = (topic: string) =>
  record({
    topic,
    partition: 0,
    offset: 7,
    key: Buffer.from('momentum-1:256265'),
    value: Buffer.from([0xff, 0x00, 0x7b]),
    headers: [
      ['traceparent', Buffer.from('00-é')],
      ['traceparent', Buffer.alloc(0)],
      ['__proto__', Buffer.from([0x80, 0xff])],
      ['origin', Buffer.from('strategy-runner/market.ticks-0@1.3#0')],
    ],
  });
