import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context as LambdaContext } from 'aws-lambda';
import { dynamoCheckpointStore } from '../dynamo/checkpoint-store.ts';
import { dynamoClient } from '../dynamo/client.ts';
import { dynamoProjectionWriter } from '../dynamo/projection-writer.ts';
import { dynamoTableReader } from '../dynamo/table-reader.ts';
import { AlphaPandaError, messageOf } from '../errors.ts';
import { connectKafka } from '../kafka/connection.ts';
import { KafkaLogInspector } from '../kafka/log-inspector.ts';
import { KafkaPublisher } from '../kafka/publisher.ts';
import { Kernel, type KernelResult } from '../kernel/kernel.ts';
import type { KafkaBatchResponse } from '../kernel/lambda-event.ts';
import type { LoadContextWithState } from '../kernel/ports.ts';
import type { Stage } from '../kernel/stage.ts';
import { type Clock, type MarketClock, marketClock, systemClock } from '../ports/clock.ts';
import type { TableReader } from '../ports/table-reader.ts';
import { readSettings, type Settings } from '../settings/settings.ts';
import { METRICS, metricsNamespace } from './metrics.ts';

/** What a stage may be wired with. */
export interface StageDependencies {
  readonly tables: TableReader;
  readonly clock: Clock;
  readonly marketClock: MarketClock;
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Says in the log that an item of a table is malformed and was passed over. */
  readonly reportBadItem: (table: string, key: string, problem: string) => void;
}

/** A stage and where its contexts come from. */
export interface Wiring<State, Context, Input> {
  readonly stage: Stage<State, Context, Input>;
  readonly loadContext: LoadContextWithState<State, Context, Input>;
}

const record = (metrics: Metrics, result: KernelResult): void => {
  for (const { name, unit, of } of METRICS) metrics.addMetric(name, unit, of(result));
};

const explain = (logger: Logger, { failures, report }: KernelResult): void => {
  if (report.missing > 0) logger.warn(`${report.missing} offsets were never handed to the function`);
  for (const { partition, error } of failures) {
    const retried = error instanceof AlphaPandaError && error.retry === 'retry';
    const details = { partition, code: error instanceof AlphaPandaError ? error.code : undefined };
    if (retried) logger.warn(`partition waits: ${messageOf(error)}`, details);
    else logger.error(`partition stopped: ${messageOf(error)}`, details);
  }
};

/** Of an invocation's time: what a client that waits at a broker's door leaves for the batch itself. */
const FOR_THE_BATCH_MS = 15_000;

/**
 * The Lambda handler of a stage: kernel, DynamoDB, Kafka, logs and metrics around the pure part.
 * Settings are read when the module loads, so a wrong one stops the function at start.
 */
export const stageHandler = <State, Context, Input>(
  wire: (dependencies: StageDependencies) => Wiring<State, Context, Input>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
) => {
  const settings = readSettings(environment);
  const client = dynamoClient();
  const tables = dynamoTableReader(client, settings.TABLE_PREFIX);
  const logger = new Logger({ serviceName: 'alpha-panda' });
  const { stage, loadContext } = wire({
    tables,
    clock: systemClock,
    marketClock: marketClock(settings.MARKET_CLOCK),
    settings,
    environment,
    reportBadItem: (table, key, problem) => logger.error(`item of ${table} is malformed`, { key, problem }),
  });
  logger.appendKeys({ stage: stage.name });
  const metrics = new Metrics({ namespace: metricsNamespace(settings.STAGE), serviceName: stage.name });
  const connect = () =>
    connectKafka(settings, stage.name, { region: environment.AWS_REGION ?? '', log: logger });
  let remaining = (): number => 0;
  const patience = { timeLeft: () => remaining() - FOR_THE_BATCH_MS };
  const kernel = new Kernel(stage, {
    store: dynamoCheckpointStore(client, settings.TABLE_PREFIX),
    publisher: new KafkaPublisher(connect, patience),
    projections: dynamoProjectionWriter(client, settings.TABLE_PREFIX),
    log: new KafkaLogInspector(connect, patience),
    clock: systemClock,
    loadContext,
  });

  return middy()
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics))
    .handler(async (event: unknown, context: LambdaContext): Promise<KafkaBatchResponse> => {
      remaining = () => context.getRemainingTimeInMillis();
      const result = await kernel.handle(event);
      record(metrics, result);
      explain(logger, result);
      return result.response;
    });
};
