import { setTimeout as sleep } from 'node:timers/promises';
import { CatchUp } from '../../../localstack/backtest/catch-up.ts';
import { allLevels } from '../../../localstack/backtest/consumptions.ts';
import {
  type Engines,
  externalEngines,
  startEmbeddedEngines,
} from '../../../localstack/dev/cloud/engines.ts';
import { LocalCloud } from '../../../localstack/dev/cloud/local-cloud.ts';
import { toolDynamo } from '../../../localstack/dev/init/endpoints.ts';
import { initialize } from '../../../localstack/dev/init/initialize.ts';
import { toolKafka } from '../../../localstack/dev/init/tool-kafka.ts';
import { putSeed, resetStages } from '../../../localstack/dev/seed/seed.ts';
import type { SeedItem } from '../../../localstack/dev/seed/seed-item.ts';
import { LOCAL_TABLE_PREFIX } from '../../../localstack/local-only/stage.ts';
import { connectKafkaSender } from '../../../localstack/market-data/kafka-sender.ts';
import type { TimedTick } from '../../../localstack/market-data/timed-tick.ts';
import { kafkaOffsets } from '../../../localstack/watch/offsets.ts';
import { TopicWatcher } from '../../../localstack/watch/topic-watcher.ts';
import { tickRecord } from '../../../shared/market/tick-record.ts';
import type { KafkaRecord } from '../../../shared/ports/record.ts';

/** All functions on their own engines, or on those in KAFKA_BROKERS and AWS_ENDPOINT_URL. */
export interface CloudUnderTest {
  readonly cloud: LocalCloud;
  /** Puts items, and replaces those with the same keys. */
  put(items: readonly SeedItem[]): Promise<void>;
  /** Resets all stages once they have caught up. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Without the seconds that journal and dead letters wait for full batches. */
const ENVIRONMENT = { EVENT_SOURCE_LONGEST_WINDOW_MS: '200' };

const enginesUnderTest = (): Promise<Engines> => {
  const { KAFKA_BROKERS, AWS_ENDPOINT_URL } = process.env;
  return KAFKA_BROKERS === undefined || AWS_ENDPOINT_URL === undefined
    ? startEmbeddedEngines({ kafkaPort: 0, awsPort: 0 })
    : Promise.resolve(externalEngines(KAFKA_BROKERS, AWS_ENDPOINT_URL));
};

/** Starts functions with empty state, and with these items in their tables. */
export const startCloudUnderTest = async (seed: readonly SeedItem[]): Promise<CloudUnderTest> => {
  const engines = await enginesUnderTest();
  const dynamo = toolDynamo(engines);
  const put = (items: readonly SeedItem[]) => putSeed(dynamo, LOCAL_TABLE_PREFIX, items);
  const caughtUp = async (): Promise<void> => {
    const admin = toolKafka(engines, 'test').admin();
    await admin.connect();
    await new CatchUp({ reader: kafkaOffsets(admin), levels: allLevels() }).wait();
    await admin.disconnect();
  };
  const reset = async (): Promise<void> => {
    await caughtUp();
    await resetStages(dynamo, LOCAL_TABLE_PREFIX);
  };
  try {
    await initialize(engines, LOCAL_TABLE_PREFIX, []);
    await resetStages(dynamo, LOCAL_TABLE_PREFIX);
    await put(seed);
    const cloud = await LocalCloud.start({ seed, engines, environment: ENVIRONMENT });
    const stop = async (): Promise<void> => {
      dynamo.destroy();
      await cloud.stop();
      await engines.stop();
    };
    return { cloud, put, reset, stop };
  } catch (error) {
    await engines.stop();
    throw error;
  }
};

/** Observed topics, and the feed of ticks. */
export interface LiveMarket {
  /** Every record of the topics since the start, in order of arrival. */
  readonly heard: readonly KafkaRecord[];
  send(ticks: readonly TimedTick[]): Promise<void>;
  /** Publishes a record without a key, as an outside producer might. */
  put(topic: string, value: string): Promise<void>;
  stop(): Promise<void>;
}

/** Sends ticks on request, and reads some topics. */
export const openLiveMarket = async (
  { endpoints }: LocalCloud,
  topics: readonly string[],
): Promise<LiveMarket> => {
  const kafka = toolKafka(endpoints, 'test');
  const heard: KafkaRecord[] = [];
  const watcher = await TopicWatcher.start(kafka, topics, (record) => heard.push(record));
  const sender = await connectKafkaSender(kafka);
  const producer = kafka.producer();
  await producer.connect();
  return {
    heard,
    send: (ticks) => sender.send(ticks.map(({ tick, repeat }) => tickRecord(tick, repeat))),
    put: async (topic, value) => {
      await producer.send({ topic, acks: -1, messages: [{ key: null, value }] });
    },
    stop: async () => {
      await Promise.all([watcher.stop(), sender.disconnect(), producer.disconnect()]);
    },
  };
};

const PAUSE_MS = 100;

/** Sends a few ticks at a time until the expected event arrives. */
export const playUntil = async <T>(
  market: LiveMarket,
  ticks: readonly TimedTick[],
  what: string,
  found: () => T | undefined,
): Promise<T> => {
  for (let from = 0; from < ticks.length; from += 3) {
    await market.send(ticks.slice(from, from + 3));
    await sleep(PAUSE_MS);
    const result = found();
    if (result !== undefined) return result;
  }
  throw new Error(`${ticks.length} ticks did not bring ${what}`);
};
