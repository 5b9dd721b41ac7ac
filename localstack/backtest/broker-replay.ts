import { dynamoTableReader } from '../../shared/dynamo/table-reader.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { readLastPrices } from '../../shared/market/read-last-prices.ts';
import type { KafkaRecord } from '../../shared/ports/record.ts';
import { readTunable } from '../../shared/settings/settings.ts';
import { type Endpoints, toolDynamo } from '../dev/init/endpoints.ts';
import { toolKafka } from '../dev/init/tool-kafka.ts';
import { LOCAL_TABLE_PREFIX } from '../local-only/stage.ts';
import { type FeedProgress, runFeed, type SendTicks } from '../market-data/feed.ts';
import { connectKafkaSender } from '../market-data/kafka-sender.ts';
import { type Pace, systemTimer } from '../market-data/pace.ts';
import type { TickSource } from '../market-data/timed-tick.ts';
import { kafkaOffsets } from '../watch/offsets.ts';
import { ALL_BUT_TICKS, TopicWatcher } from '../watch/topic-watcher.ts';
import { CatchUp } from './catch-up.ts';
import { allLevels, decidingLevels } from './consumptions.ts';
import { instrumentsOf } from './contract-notes.ts';
import { EventLog } from './event-log.ts';
import type { ReplayOutcome } from './in-process-replay.ts';
import { ReplaySummary } from './replay-summary.ts';
import { SeenMarket } from './seen-market.ts';
import { summarizeRecords } from './summarize-records.ts';
import { countWaitingOrders } from './waiting-orders.ts';

export interface BrokerReplayOptions {
  readonly endpoints: Endpoints;
  readonly source: TickSource;
  readonly pace: Pace;
  /** Also the fees of the contract notes. */
  readonly contractNotes?: boolean;
  /** How long the stages may take to catch up; a run that kills them wants more. */
  readonly catchUpWithinMs?: number;
  readonly onProgress?: (progress: FeedProgress, summary: ReplaySummary) => void;
  readonly signal?: AbortSignal;
  /** Wraps the sending of ticks, to mix other records in. */
  readonly aroundSend?: (send: SendTicks) => SendTicks;
  /** Most ticks that are sent at once at pace `max`. */
  readonly batchSize?: number;
  /** Hears every event of paper and of shared topics once. */
  readonly onEvent?: (event: Envelope) => void;
  /** Hears every record of every topic but the ticks'. */
  readonly onRecord?: (record: KafkaRecord) => void;
}

/** Replays ticks through stages that run behind a broker, and reads from the topics what came of it. */
export const replayThroughBroker = async (options: BrokerReplayOptions): Promise<ReplayOutcome> => {
  const { endpoints, catchUpWithinMs = 120_000 } = options;
  const kafka = toolKafka(endpoints, 'replay');
  const summary = new ReplaySummary();
  const log = new EventLog();
  const market = new SeenMarket();
  const admin = kafka.admin();
  const dynamo = toolDynamo(endpoints);
  await admin.connect();
  const listen = summarizeRecords(summary, (topic, event, isNew) => {
    log.add(topic, event);
    if (isNew) options.onEvent?.(event);
  });
  const watcher = await TopicWatcher.start(kafka, ALL_BUT_TICKS, (record) => {
    options.onRecord?.(record);
    listen(record);
  });
  const sender = await connectKafkaSender(kafka);
  const reader = kafkaOffsets(admin);
  const deciding = new CatchUp({ reader, levels: decidingLevels(), deadlineMs: catchUpWithinMs });
  try {
    let counted = 0;
    await runFeed({
      source: options.source,
      pace: options.pace,
      send: options.aroundSend?.(sender.send) ?? sender.send,
      sendMoments: sender.sendMoments,
      squareOffMinutes: readTunable(process.env).PAPER_SQUARE_OFF_MINUTES,
      caughtUp: () => deciding.wait(),
      timer: systemTimer,
      onBatch: (batch) => {
        for (const timed of batch) market.add(timed);
      },
      onSent: (progress) => {
        summary.ticks(progress.ticks - counted);
        counted = progress.ticks;
        options.onProgress?.(progress, summary);
      },
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.batchSize === undefined ? {} : { batchSize: options.batchSize }),
    });
    await new CatchUp({ reader, levels: allLevels(), deadlineMs: catchUpWithinMs }).wait();
    await watcher.caughtUp();
    const tables = dynamoTableReader(dynamo, LOCAL_TABLE_PREFIX);
    const prices = await readLastPrices(tables)('all');
    const instruments = options.contractNotes ? await instrumentsOf(tables, summary.tokens()) : undefined;
    return {
      result: summary.result(prices, instruments),
      log,
      market,
      waitingOrders: await countWaitingOrders(tables),
    };
  } finally {
    await Promise.allSettled([watcher.stop(), sender.disconnect(), admin.disconnect()]);
    dynamo.destroy();
  }
};
