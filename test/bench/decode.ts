import { kafkaConsumer, SchemaType } from '@aws-lambda-powertools/kafka';
import type { Context } from 'aws-lambda';
import { MemoryTables } from '../../localstack/backtest/memory-tables.ts';
import { SessionSimulator } from '../../localstack/market-data/simulator/session-simulator.ts';
import { envelopeSchema } from '../../shared/events/envelope.ts';
import { SHARED_TOPICS } from '../../shared/events/topics.ts';
import type { MarketTick } from '../../shared/events/types.ts';
import { eventOf } from '../../shared/kernel/decoded.ts';
import { Kernel } from '../../shared/kernel/kernel.ts';
import { recordsByPartition } from '../../shared/kernel/lambda-event.ts';
import { jsonCodec, type Stage } from '../../shared/kernel/stage.ts';
import { tickRecord } from '../../shared/market/tick-record.ts';
import { MemoryLog } from '../support/memory/memory-log.ts';
import { MemoryStore } from '../support/memory/memory-store.ts';
import { kafkaEvent } from '../support/records.ts';
import type { Benchmark, Findings } from './benchmark.ts';
import { inTurns, ratio } from './measure.ts';
import { figure, tableLines } from './report.ts';

const AT_REST = { now: () => 0 };

const RECORDS = 1_000;
const PARTITIONS = 4;

/** An invocation event with one batch of ticks, in Lambda's form. */
const invocationOf = (next: () => MarketTick) => {
  const values = Array.from({ length: RECORDS }, () => tickRecord(next()));
  const bytes = values.reduce((sum, { value }) => sum + value.length, 0) / RECORDS;
  const event = kafkaEvent(
    values.map(({ key, value }, place) => ({
      topic: SHARED_TOPICS.marketTicks.name,
      partition: place % PARTITIONS,
      offset: Math.floor(place / PARTITIONS),
      timestamp: 0,
      key: Buffer.from(key),
      value,
      headers: [],
    })),
  );
  return { event, bytes };
};

/** Ticks with price and time only, as from a replayed bar, and full ticks with volumes and the day's range. */
const invocations = () => {
  const simulator = new SessionSimulator({ seed: 'bench', date: '2026-11-23', ticksPerSecond: 2 });
  const quote = () => simulator.next().tick;
  const price = (): MarketTick => {
    const { instrument_token, last_price, timestamp } = quote();
    return { instrument_token, last_price, timestamp };
  };
  return [
    { name: 'price ticks', ...invocationOf(price) },
    { name: 'quote ticks', ...invocationOf(quote) },
  ];
};

type Invocation = ReturnType<typeof invocationOf>['event'];

/** This project's decoding: bytes restored, parsed, validated, on the right topic. */
const ours = (event: Invocation): number => {
  let valid = 0;
  for (const records of recordsByPartition(event).values()) {
    for (const record of records) if (eventOf(record).type === 'market_tick') valid += 1;
  }
  return valid;
};

/** The minimum work of any consumer. */
const bare = (event: Invocation): number => {
  let parsed = 0;
  for (const records of Object.values(event.records)) {
    for (const { value } of records) {
      if (JSON.parse(Buffer.from(value ?? '', 'base64').toString('utf8')) !== null) parsed += 1;
    }
  }
  return parsed;
};

/** AWS's own library with the same schema. It decodes key and value on access. */
const powertools = () => {
  const consumer = kafkaConsumer<unknown, unknown>(
    async ({ records }) => {
      let valid = 0;
      for (const { key, value } of records) if (key !== undefined && value !== undefined) valid += 1;
      return valid;
    },
    {
      value: { type: SchemaType.JSON, parserSchema: envelopeSchema('market_tick') },
    },
  );
  return (event: unknown): Promise<unknown> =>
    consumer(event as Parameters<typeof consumer>[0], {} as Context);
};

/** A stage that does nothing, to measure the kernel alone. */
const IDLE: Stage<null, undefined> = {
  name: 'idle',
  topics: [SHARED_TOPICS.marketTicks],
  codec: jsonCodec(),
  initial: () => null,
  reduce: () => [],
};

/** The whole kernel with positions, watermarks and checkpoint, on an unread log each time. */
const throughKernel = async (event: Invocation): Promise<number> => {
  const log = new MemoryLog(AT_REST);
  const kernel = new Kernel(IDLE, {
    store: new MemoryStore(),
    publisher: log,
    projections: new MemoryTables(),
    trail: { write: async () => undefined },
    deadLetters: { write: async () => undefined },
    log,
    clock: AT_REST,
    loadContext: async () => undefined,
  });
  const { report } = await kernel.handle(event);
  return report.records - report.poison;
};

const mustBe = (name: string, count: unknown): void => {
  if (count !== RECORDS) throw new Error(`${name} decoded ${String(count)} of ${RECORDS} records`);
};

const compared = async ({ name, event, bytes }: ReturnType<typeof invocations>[number]) => {
  const consume = powertools();
  mustBe('this project', ours(event));
  mustBe('the bare loop', bare(event));
  mustBe('Powertools', await consume(event));
  mustBe('the kernel', await throughKernel(event));
  const rates = await inTurns([
    { name: 'this project', units: RECORDS, call: () => ours(event) },
    { name: 'bare base64 + JSON.parse', units: RECORDS, call: () => bare(event) },
    { name: 'Powertools kafka + zod', units: RECORDS, call: () => consume(event) },
    { name: 'through the kernel', units: RECORDS, call: () => throughKernel(event) },
  ]);
  const [mine, least, theirs, kernel] = rates;
  // The time of a record through the kernel is decoding plus the time that the kernel adds.
  const added = ratio(least, kernel) - ratio(least, mine);
  return {
    name,
    bytes,
    rates,
    ofLeast: 100 * ratio(mine, least),
    timesTheirs: ratio(mine, theirs),
    kernelOfLeast: 100 * added,
  };
};

export const decode: Benchmark = {
  name: 'decode',
  title: '(a) Event decode and validation',

  async run(): Promise<Findings> {
    const results: Awaited<ReturnType<typeof compared>>[] = [];
    for (const one of invocations()) results.push(await compared(one));
    return {
      verdicts: [
        ...results.map(({ name, ofLeast }) => ({
          value: ofLeast,
          unit: '%',
          what: `of the speed of bare base64 + JSON.parse, ${name}`,
          aim: { atLeast: 60 },
        })),
        ...results.map(({ name, timesTheirs }) => ({
          value: timesTheirs,
          unit: '×',
          what: `the speed of @aws-lambda-powertools/kafka with the same zod schema, ${name}`,
          aim: { atLeast: 4 },
        })),
        ...results.map(({ name, kernelOfLeast }) => ({
          value: kernelOfLeast,
          unit: '%',
          what: `of bare base64 + JSON.parse is what the kernel adds, ${name}`,
          aim: { atMost: 100 },
        })),
      ],
      lines: [
        ...tableLines([
          ['records per second of processor time', ...(results[0]?.rates.map(({ name }) => name) ?? [])],
          ...results.map(({ name, bytes, rates }) => [
            `${name}, ${bytes.toFixed(0)} bytes`,
            ...rates.map(({ perCpuSecond }) => figure(perCpuSecond)),
          ]),
        ]),
        `  Batches of ${RECORDS} records on ${PARTITIONS} partitions.`,
      ],
    };
  },
};
