import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import { messageOf } from '../../../shared/errors.ts';
import { allTopics, SHARED_TOPICS } from '../../../shared/events/topics.ts';
import { TopicWatcher } from '../../backtest/topic-watcher.ts';
import { DEMO_TOKENS } from '../../engines/kite/accounts.ts';
import { runFeed } from '../../market-data/feed.ts';
import { connectKafkaSender } from '../../market-data/kafka-sender.ts';
import { kafkaOffsets } from '../../market-data/offsets.ts';
import { parsePace, systemTimer } from '../../market-data/pace.ts';
import { simulatedMarket } from '../../market-data/simulator/simulated-market.ts';
import {
  callbackUrl,
  type Engines,
  foreignEngines,
  startEmbeddedEngines,
  startKite,
} from '../cloud/engines.ts';
import { requirePort } from '../cloud/ports.ts';
import { announceRunning } from '../cloud/running.ts';
import { startStages } from '../cloud/stages.ts';
import { toolDynamo, toolKafka } from '../init/endpoints.ts';
import { initialize } from '../init/initialize.ts';
import { LOCAL_TABLE_PREFIX } from '../local-stage.ts';
import { demoItems } from '../seed/demo-items.ts';
import { Dashboard } from './dashboard.ts';
import { parseStartOptions, type StartOptions, USAGE } from './options.ts';
import { Screen } from './screen.ts';
import { readStuck } from './stuck.ts';
import { marketTime } from './text.ts';

/** What has been started, to be stopped in the other order. */
const started: { readonly name: string; readonly stop: () => Promise<unknown> | unknown }[] = [];
const leaving = new AbortController();

const startEngines = async (options: StartOptions): Promise<Engines> => {
  const { KAFKA_BROKERS, AWS_ENDPOINT_URL } = process.env;
  if (KAFKA_BROKERS !== undefined && AWS_ENDPOINT_URL !== undefined)
    return foreignEngines(KAFKA_BROKERS, AWS_ENDPOINT_URL);
  await requirePort(options.kafkaPort, 'the embedded Kafka broker', '--kafka-port');
  await requirePort(options.awsPort, 'the embedded DynamoDB', '--aws-port');
  return startEmbeddedEngines({
    kafkaPort: options.kafkaPort,
    awsPort: options.awsPort,
    ...(options.folder === undefined ? {} : { folder: options.folder }),
  });
};

/** The newest market time that the stages have a price of, where topics and tables were kept. */
const knownUntil = async (engines: Engines): Promise<number | undefined> => {
  const dynamo = toolDynamo(engines);
  const prices = await dynamoTableReader(dynamo, LOCAL_TABLE_PREFIX).scan('last-prices');
  dynamo.destroy();
  const times = prices.map(({ timestamp_ms }) => Number(timestamp_ms)).filter(Number.isFinite);
  return times.length === 0 ? undefined : Math.max(...times);
};

const run = async (options: StartOptions): Promise<void> => {
  const pace = parsePace(options.pace);
  await requirePort(options.kitePort, 'the Kite stand-in', '--kite-port');
  await requirePort(options.httpPort, 'the HTTP API', '--http-port');
  await requirePort(options.lambdaPort, 'the Lambda endpoint', '--lambda-port');
  const screen = new Screen(process.stdout);
  const engines = await startEngines(options);
  started.push({ name: 'engines', stop: () => engines.stop() });
  screen.line(`Kafka      ${engines.kafkaBrokers}`);
  screen.line(`AWS        ${engines.awsEndpointUrl}`);
  screen.line(`State      ${engines.state}`);
  await initialize(engines, LOCAL_TABLE_PREFIX, demoItems());
  const kite = await startKite({ port: options.kitePort, redirectUrl: callbackUrl(options.httpPort) });
  started.push({ name: 'kite', stop: () => kite.stop() });

  screen.line('Functions  starting ...');
  const stages = await startStages({
    ...engines,
    kiteUrl: kite.url,
    httpPort: options.httpPort,
    lambdaPort: options.lambdaPort,
    marketClock: options.feed ? 'event' : MARKET_CLOCK,
    ...(options.verbose ? { onLine: (line: string) => screen.line(`  ${line}`) } : {}),
  });
  started.push({ name: 'stages', stop: () => stages.stop() });
  stages.ended.then((how) =>
    leave([`the functions ended by themselves (${how}):`, ...stages.lastLines()].join('\n')),
  );
  started.push({ name: 'announcement', stop: announceRunning(engines, options.feed) });
  const api = `http://127.0.0.1:${options.httpPort}`;
  screen.line(`Lambda     http://127.0.0.1:${options.lambdaPort}`);
  screen.line(
    `API        ${api}/login in a browser, or: echo ${DEMO_TOKENS.user} | npm run cli -- login${apiOption(options)}`,
  );

  const kafka = toolKafka(engines, 'npm-start');
  const admin = kafka.admin();
  await admin.connect();
  started.push({ name: 'admin', stop: () => admin.disconnect() });
  const dashboard = new Dashboard(screen, kafkaOffsets(admin), () =>
    readStuck(String(stages.announcement.lambda_api)),
  );
  const topics = allTopics()
    .map(({ name }) => name)
    .filter((name) => name !== SHARED_TOPICS.marketTicks.name);
  const watcher = await TopicWatcher.start(kafka, topics, (record) => dashboard.record(record));
  started.push({ name: 'watcher', stop: () => watcher.stop() });
  dashboard.start();
  started.push({ name: 'dashboard', stop: () => dashboard.stop() });
  if (options.feed) await feed(options, pace, await knownUntil(engines), kafka, dashboard, screen);
  else await once(leaving.signal);
};

/** What the command line has to be told where the API is not at its usual port. */
const apiOption = ({ httpPort }: StartOptions): string =>
  httpPort === 3_000 ? '' : ` --api http://127.0.0.1:${httpPort}`;

const MARKET_CLOCK = process.env.MARKET_CLOCK === 'wall' ? 'wall' : 'event';

const once = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

const feed = async (
  options: StartOptions,
  pace: ReturnType<typeof parsePace>,
  known: number | undefined,
  kafka: ReturnType<typeof toolKafka>,
  dashboard: Dashboard,
  screen: Screen,
): Promise<void> => {
  const sender = await connectKafkaSender(kafka);
  started.push({ name: 'sender', stop: () => sender.disconnect() });
  screen.line(
    `Market     simulated, seed "${options.seed}", ${options.ticksPerSecond} ticks/s per instrument; Ctrl-C ends everything`,
  );
  if (known !== undefined)
    screen.line(`           goes on after ${marketTime(known)}, up to where the prices are known`);
  await runFeed({
    source: simulatedMarket({
      seed: options.seed,
      ticksPerSecond: options.ticksPerSecond,
      now: Date.now(),
      knownUntil: known,
    }),
    pace,
    send: sender.send,
    timer: systemTimer,
    signal: leaving.signal,
    onBatch: (batch) => dashboard.ticks(batch),
  });
};

const STOP_WITHIN_MS = 5_000;
let code = 0;
let stopping: Promise<void> | undefined;

const stopAll = async (): Promise<void> => {
  leaving.abort();
  for (const { stop } of started.reverse()) await Promise.resolve(stop()).catch(() => undefined);
};

const leave = (why?: string): void => {
  if (stopping !== undefined) return;
  if (why !== undefined) {
    code = 1;
    console.error(why);
  }
  const deadline = setTimeout(() => process.exit(code || 1), STOP_WITHIN_MS);
  stopping = stopAll().finally(() => {
    clearTimeout(deadline);
    process.exit(code);
  });
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => leave());

try {
  const options = parseStartOptions(process.argv.slice(2));
  if (options.help) console.log(USAGE);
  else await run(options).then(() => leave());
} catch (error) {
  if (stopping === undefined) leave(messageOf(error));
}
