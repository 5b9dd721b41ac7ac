import type { Kafka } from 'kafkajs';
import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import { readLastPrices } from '../../../shared/market/read-last-prices.ts';
import { DEMO_TOKENS } from '../../engines/kite/accounts.ts';
import { LOCAL_TABLE_PREFIX } from '../../local-only/stage.ts';
import { runFeed } from '../../market-data/feed.ts';
import { connectKafkaSender } from '../../market-data/kafka-sender.ts';
import { type Pace, parsePace, systemTimer } from '../../market-data/pace.ts';
import { simulatedMarket } from '../../market-data/simulator/simulated-market.ts';
import { kafkaOffsets } from '../../watch/offsets.ts';
import { Screen } from '../../watch/screen.ts';
import { marketTime } from '../../watch/times.ts';
import { ALL_BUT_TICKS, TopicWatcher } from '../../watch/topic-watcher.ts';
import {
  callbackUrl,
  type Engines,
  namedEngines,
  startEmbeddedEngines,
  startKite,
} from '../cloud/engines.ts';
import { requirePort } from '../cloud/ports.ts';
import { announceRunning } from '../cloud/running.ts';
import { startStages } from '../cloud/stages.ts';
import { toolDynamo, toolKafka } from '../init/endpoints.ts';
import { initialize } from '../init/initialize.ts';
import { demoItems } from '../seed/demo-items.ts';
import { Dashboard } from './dashboard.ts';
import { parseStartOptions, type StartOptions, USAGE } from './options.ts';
import { readStuck } from './stuck.ts';
import { type Program, untilStopped } from './until-stopped.ts';

const startEngines = async ({ kafkaPort, awsPort, folder }: StartOptions): Promise<Engines> => {
  const named = namedEngines();
  if (named !== undefined) return named;
  await requirePort(kafkaPort, 'the embedded Kafka broker', '--kafka-port');
  await requirePort(awsPort, 'the embedded DynamoDB', '--aws-port');
  return startEmbeddedEngines({ kafkaPort, awsPort, ...(folder === undefined ? {} : { folder }) });
};

/** The newest market time for which the stages have a price; undefined if they have no price. */
const knownUntil = async (engines: Engines): Promise<number | undefined> => {
  const dynamo = toolDynamo(engines);
  const prices = await readLastPrices(dynamoTableReader(dynamo, LOCAL_TABLE_PREFIX))('all');
  dynamo.destroy();
  const times = Array.from(prices.values(), ({ at }) => at);
  return times.length === 0 ? undefined : Math.max(...times);
};

/** The option that the command line needs if the API is not at its usual port. */
const apiOption = ({ httpPort }: StartOptions): string =>
  httpPort === 3_000 ? '' : ` --api http://127.0.0.1:${httpPort}`;

const marketClock = ({ feed }: StartOptions): 'wall' | 'event' =>
  !feed && process.env.MARKET_CLOCK === 'wall' ? 'wall' : 'event';

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Starts engines, Kite and functions, and prints where they listen. */
const startCloud = async (options: StartOptions, program: Program, screen: Screen) => {
  const { httpPort, kitePort, lambdaPort } = options;
  await requirePort(kitePort, 'the Kite stand-in', '--kite-port');
  await requirePort(httpPort, 'the HTTP API', '--http-port');
  await requirePort(lambdaPort, 'the Lambda endpoint', '--lambda-port');
  const engines = await startEngines(options);
  program.started('engines', () => engines.stop());
  screen.line(`Kafka      ${engines.kafkaBrokers}`);
  screen.line(`AWS        ${engines.awsEndpointUrl}`);
  screen.line(`State      ${engines.state}`);
  await initialize(engines, LOCAL_TABLE_PREFIX, demoItems());
  const kite = await startKite({ port: kitePort, redirectUrl: callbackUrl(httpPort) });
  program.started('the Kite stand-in', () => kite.stop());

  screen.line('Functions  starting ...');
  const stages = await startStages({
    ...engines,
    kiteUrl: kite.url,
    httpPort,
    lambdaPort,
    marketClock: marketClock(options),
    // Without the feed, ticks come from replays, whose lockstep waits for every window.
    ...(options.feed && { environment: { PRICE_WINDOW_SECONDS: '1' } }),
    signal: program.signal,
    ...(options.verbose ? { onLine: (line: string) => screen.line(`  ${line}`) } : {}),
  });
  program.started('functions', () => stages.stop());
  stages.ended.then((how) =>
    program.fail([`the functions ended by themselves (${how}):`, ...stages.lastLines()].join('\n')),
  );
  program.started('announcement', announceRunning(engines, options.feed));
  screen.line(`Lambda     http://127.0.0.1:${lambdaPort}`);
  screen.line(
    `API        http://127.0.0.1:${httpPort}/login in a browser, or: echo ${DEMO_TOKENS.user} | npm run cli -- login${apiOption(options)}`,
  );
  return { engines, lambdaApi: String(stages.announcement.lambda_api) };
};

const startDashboard = async (kafka: Kafka, lambdaApi: string, program: Program, screen: Screen) => {
  const admin = kafka.admin();
  await admin.connect();
  program.started('Kafka admin client', () => admin.disconnect());
  const dashboard = new Dashboard(screen, kafkaOffsets(admin), () => readStuck(lambdaApi));
  const watcher = await TopicWatcher.start(kafka, ALL_BUT_TICKS, (record) => dashboard.record(record));
  program.started('topic watcher', () => watcher.stop());
  dashboard.start();
  program.started('dashboard', () => dashboard.stop());
  return dashboard;
};

const run = async (options: StartOptions, pace: Pace, program: Program): Promise<void> => {
  const screen = new Screen(process.stdout);
  const { engines, lambdaApi } = await startCloud(options, program, screen);
  const kafka = toolKafka(engines, 'npm-start');
  const dashboard = await startDashboard(kafka, lambdaApi, program, screen);
  if (!options.feed) return aborted(program.signal);

  const known = await knownUntil(engines);
  const { seed, ticksPerSecond } = options;
  const sender = await connectKafkaSender(kafka);
  program.started('tick sender', () => sender.disconnect());
  screen.line(
    `Market     simulated, seed "${seed}", ${ticksPerSecond} ticks/s per instrument; Ctrl-C ends everything`,
  );
  if (known !== undefined) {
    screen.line(`           continues after ${marketTime(known)}, the time of the newest known price`);
  }
  await runFeed({
    source: simulatedMarket({ seed, ticksPerSecond, now: Date.now(), knownUntil: known }),
    pace,
    send: sender.send,
    timer: systemTimer,
    signal: program.signal,
    onBatch: (batch) => dashboard.ticks(batch),
  });
};

const code = await untilStopped(async (program) => {
  const options = parseStartOptions(process.argv.slice(2));
  if (options.help) console.log(USAGE);
  else await run(options, parsePace(options.pace), program);
});
process.exit(code);
