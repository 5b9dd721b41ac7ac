import { Logger } from '@aws-lambda-powertools/logger';
import type { Context as LambdaContext } from 'aws-lambda';
import { deadLetterTable } from '../dead-letters/table.ts';
import { dynamoCheckpointStore } from '../dynamo/checkpoint-store.ts';
import { leanDynamoOf } from '../dynamo/lean/client.ts';
import { dynamoProjectionWriter } from '../dynamo/projection-writer.ts';
import { dynamoTableReader } from '../dynamo/table-reader.ts';
import { AlphaPandaError, messageOf, TransientError } from '../errors.ts';
import { PIPELINE } from '../events/pipeline.ts';
import { journalTrail } from '../journal/trail.ts';
import { connectKafka } from '../kafka/connection.ts';
import { KafkaLogInspector } from '../kafka/log-inspector.ts';
import { KafkaPublisher } from '../kafka/publisher.ts';
import { Kernel, type KernelResult } from '../kernel/kernel.ts';
import type { KafkaBatchResponse } from '../kernel/lambda-event.ts';
import { readStageState } from '../kernel/stage-state.ts';
import type { StageDependencies, Wiring } from '../kernel/wiring.ts';
import { readLastPrices } from '../market/read-last-prices.ts';
import { marketClock, systemClock } from '../ports/clock.ts';
import { readSettings } from '../settings/settings.ts';
import { metricsNamespace } from './metrics.ts';
import { stageMetrics } from './stage-metrics.ts';

const explain = (logger: Logger, { failures, report }: KernelResult): void => {
  if (report.missing > 0) logger.warn(`the function never received ${report.missing} offsets`);
  for (const { partition, error } of failures) {
    const retried = error instanceof AlphaPandaError && error.retry === 'retry';
    const details = { partition, code: error instanceof AlphaPandaError ? error.code : undefined };
    if (retried) logger.warn(`partition waits: ${messageOf(error)}`, details);
    else logger.error(`partition stopped: ${messageOf(error)}`, details);
  }
};

/** An on-demand mapping ignores partial answers, so a failed partition must fail the whole batch. The kernel skips the rest. */
const throwIfFailed = ({ failures }: KernelResult): void => {
  const [first] = failures;
  if (first === undefined) return;
  throw new TransientError(
    'BATCH_FAILED',
    `${failures.length} partitions failed, and the mapping has to deliver the batch again: ${messageOf(first.error)}`,
    { cause: first.error },
  );
};

/** The part of an invocation's time that retries of the broker's authentication leave for the batch. */
const BATCH_RESERVE_MS = 15_000;

/**
 * The Lambda handler of a stage: kernel, DynamoDB, Kafka, logs and metrics around the pure reducer.
 * The module reads its settings when it loads, so an invalid setting stops the function at start.
 */
export const stageHandler = <State, Context, Input>(
  wiring: Wiring<State, Context, Input>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
) => {
  const settings = readSettings(environment);
  const client = leanDynamoOf(environment);
  const tables = dynamoTableReader(client, settings.TABLE_PREFIX);
  const logger = new Logger({ serviceName: 'alpha-panda' });
  const market = marketClock(settings.MARKET_CLOCK);
  const reportBadItem: StageDependencies['reportBadItem'] = (table, key, problem) =>
    logger.error(`item of ${table} is malformed`, { key, problem });
  const { stage, loadContext } = wiring({
    tables,
    lastPrices: readLastPrices(tables, reportBadItem),
    stageState: readStageState(tables),
    clock: systemClock,
    marketClock: market,
    settings,
    environment,
    reportBadItem,
  });
  logger.appendKeys({ stage: stage.name });
  const hasMetrics = environment.POWERTOOLS_METRICS_DISABLED !== 'true';
  const count = stageMetrics(metricsNamespace(settings.STAGE), stage.name, {
    now: systemClock.now,
    // Not the console, before whose lines Lambda writes the time.
    write: (line) => hasMetrics && process.stdout.write(line),
  });
  const connect = () =>
    connectKafka(settings, stage.name, { region: environment.AWS_REGION ?? '', log: logger });
  let remaining = (): number => 0;
  const signIn = { timeLeft: () => remaining() - BATCH_RESERVE_MS };
  const projections = dynamoProjectionWriter(client, settings.TABLE_PREFIX);
  const sink = { projections, marketClock: market, retentionDays: settings.JOURNAL_RETENTION_DAYS };
  const kernel = new Kernel(stage, {
    store: dynamoCheckpointStore(client, settings.TABLE_PREFIX),
    publisher: new KafkaPublisher(connect, signIn),
    projections,
    trail: journalTrail(sink),
    deadLetters: deadLetterTable({ ...sink, clock: systemClock }),
    log: new KafkaLogInspector(connect, signIn),
    clock: systemClock,
    loadContext,
  });

  const throws = PIPELINE.some((declared) => declared.name === stage.name && declared.mayBeOnDemand);

  // Without middleware, which costs a batch of one tick as much as its reduction.
  return async (event: unknown, context: LambdaContext): Promise<KafkaBatchResponse> => {
    logger.addContext(context);
    remaining = () => context.getRemainingTimeInMillis();
    const result = await kernel.handle(event);
    count(result);
    explain(logger, result);
    if (throws) throwIfFailed(result);
    return result.response;
  };
};
