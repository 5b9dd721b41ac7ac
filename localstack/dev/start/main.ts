import type { Kafka } from 'kafkajs';
import type { TopicSettings } from '../../../infra/commands/create-topics.ts';
import { messageOf } from '../../../shared/errors.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import { systemClock } from '../../../shared/ports/clock.ts';
import { readTunable } from '../../../shared/settings/settings.ts';
import { DEMO_TOKENS } from '../../engines/kite/accounts.ts';
import { marketCandles } from '../../engines/kite/candles/market-candles.ts';
import { simulatedCandles } from '../../engines/kite/candles/simulated-candles.ts';
import { instrumentsOfDay } from '../../engines/kite/instruments/list-instruments.ts';
import type { PlayedMarket } from '../../engines/kite/market/played-market.ts';
import { simulatedKiteMarket } from '../../engines/kite/market/simulated-kite-market.ts';
import { type Pace, parsePace, systemTimer } from '../../market-data/pace.ts';
import { kafkaOffsets } from '../../watch/offsets.ts';
import { Screen } from '../../watch/screen.ts';
import { marketTime } from '../../watch/times.ts';
import { ALL_BUT_TICKS, TopicWatcher } from '../../watch/topic-watcher.ts';
import { type Child, PATIENT_STEP_MS } from '../cloud/child-process.ts';
import {
  callbackUrl,
  type Engines,
  type Kite,
  namedEngines,
  startEmbeddedEngines,
  startKite,
} from '../cloud/engines.ts';
import { requirePort } from '../cloud/ports.ts';
import { announceRunning } from '../cloud/running.ts';
import { startStages } from '../cloud/stages.ts';
import { toolKafka } from '../init/tool-kafka.ts';
import { Dashboard } from './dashboard.ts';
import { loadMasterLater } from './demo-master.ts';
import { beginInitializer } from './initializer.ts';
import { runLocalFeed } from './local-feed.ts';
import { parseStartOptions, type StartOptions, USAGE } from './options.ts';
import { readStuck } from './stuck.ts';
import { type Program, untilStopped } from './until-stopped.ts';

/** In memory, ticks of a day would take a gigabyte. Time removes whole segments. */
const IN_MEMORY: TopicSettings = {
  [SHARED_TOPICS.marketTicks.name]: { 'retention.ms': '600000', 'segment.ms': '60000' },
};

/** Engines in memory are empty: they have no old topics and no prices. */
const areFresh = ({ folder }: StartOptions): boolean => folder === undefined && namedEngines() === undefined;

const requirePorts = async ({ kafkaPort, awsPort, kitePort, httpPort, lambdaPort }: StartOptions) => {
  await requirePort(kitePort, 'the Kite simulator', '--kite-port');
  await requirePort(httpPort, 'the HTTP API', '--http-port');
  await requirePort(lambdaPort, 'the Lambda endpoint', '--lambda-port');
  if (namedEngines() !== undefined) return;
  await requirePort(kafkaPort, 'the embedded Kafka broker', '--kafka-port');
  await requirePort(awsPort, 'the embedded DynamoDB', '--aws-port');
};

/** The newest market time for which the stages have a price. The AWS SDK is loaded only for it. */
const knownOf = async (engines: Engines, options: StartOptions): Promise<number | undefined> => {
  if (areFresh(options)) return undefined;
  const { knownUntil } = await import('./known-until.ts');
  return knownUntil(engines);
};

interface Servers {
  readonly engines: Engines;
  readonly kite: Kite;
  /** The simulator's. It is closed. */
  readonly market: PlayedMarket;
}

/** Starts engines and the Kite simulator, and prints where they listen. */
const startServers = async (options: StartOptions, program: Program, screen: Screen): Promise<Servers> => {
  const initialize = beginInitializer();
  const { kafkaPort, awsPort, kitePort, httpPort, folder } = options;
  const engines =
    namedEngines() ??
    (await startEmbeddedEngines({ kafkaPort, awsPort, ...(folder === undefined ? {} : { folder }) }));
  program.started('engines', () => engines.stop());
  screen.line(`Kafka      ${engines.kafkaBrokers}`);
  screen.line(`AWS        ${engines.awsEndpointUrl}`);
  screen.line(`State      ${engines.state}`);
  const { kafkaBrokers, awsEndpointUrl } = engines;
  await initialize({
    endpoints: { kafkaBrokers, awsEndpointUrl },
    settings: areFresh(options) ? IN_MEMORY : {},
  });
  const { seed, ticksPerSecond } = options;
  const market = simulatedKiteMarket({ seed, ticksPerSecond, now: Date.now() }, async () => {
    const known = await knownOf(engines, options);
    if (known !== undefined) {
      screen.line(`Market     continues after ${marketTime(known)}, the time of the newest known price`);
    }
    return known;
  });
  const kite = await startKite({
    ...{ port: kitePort, redirectUrl: callbackUrl(httpPort), market },
    instruments: instrumentsOfDay,
    candles: marketCandles(market, simulatedCandles(seed, systemClock)),
  });
  program.started('the Kite simulator', () => kite.stop());
  screen.line(`Kite       ${kite.url} and ${kite.url.replace('http:', 'ws:')}, simulated`);
  return { engines, kite, market };
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

interface StartingFunctions {
  /** Fulfilled when their bundles are complete, and only loading is left. */
  readonly bundled: Promise<void>;
  readonly started: Promise<Child>;
}

/** Starts the functions. They wait for the topics. */
const startFunctions = (options: StartOptions, program: Program, screen: Screen): StartingFunctions => {
  const { kafkaPort, awsPort, kitePort, httpPort, lambdaPort } = options;
  const embedded = {
    kafkaBrokers: `127.0.0.1:${kafkaPort}`,
    awsEndpointUrl: `http://127.0.0.1:${awsPort}`,
  };
  const { promise: bundled, resolve } = Promise.withResolvers<void>();
  const started = startStages({
    ...(namedEngines() ?? embedded),
    kiteUrl: `http://127.0.0.1:${kitePort}`,
    httpPort,
    lambdaPort,
    marketClock: marketClock(options),
    environment: {
      EVENT_SOURCE_WAIT_MS: String(PATIENT_STEP_MS),
      // Without the feed, ticks come from replays, whose lockstep waits for every window.
      ...(options.feed && { PRICE_WINDOW_SECONDS: '1' }),
    },
    // V8 keeps less room for new objects in each thread.
    nodeOptions: ['--optimize-for-size'],
    signal: program.signal,
    onLine: (line) => {
      if (line.startsWith('{"bundles":')) resolve();
      if (options.verbose) screen.line(`  ${line}`);
    },
  });
  // Reported by `functionsReady`, unless the engines fail first.
  started.catch(() => undefined);
  return { bundled, started };
};

/** Waits for the functions, and prints where they listen. */
const functionsReady = async (
  starting: Promise<Child>,
  engines: Engines,
  options: StartOptions,
  program: Program,
  screen: Screen,
): Promise<void> => {
  screen.line('Functions  starting ...');
  const stages = await starting;
  program.started('functions', () => stages.stop());
  stages.ended.then((how) =>
    program.fail([`the functions ended by themselves (${how}):`, ...stages.lastLines()].join('\n')),
  );
  program.started('announcement', announceRunning(engines, options.feed));
  screen.line(`Lambda     http://127.0.0.1:${options.lambdaPort}`);
  screen.line(
    `API        http://127.0.0.1:${options.httpPort}/login in a browser, or: echo ${DEMO_TOKENS.user} | npm run cli -- login${apiOption(options)}`,
  );
};

/** Shows what the stages do, from the next event on. */
const watch = async (kafka: Kafka, dashboard: Dashboard, program: Program): Promise<void> => {
  const watcher = await TopicWatcher.start(kafka, ALL_BUT_TICKS, (record) => dashboard.record(record));
  program.started('topic watcher', () => watcher.stop());
};

const dashboardOf = async (kafka: Kafka, functions: Promise<Child>, program: Program, screen: Screen) => {
  const admin = kafka.admin();
  await admin.connect();
  program.started('Kafka admin client', () => admin.disconnect());
  return new Dashboard(screen, kafkaOffsets(admin), async () =>
    readStuck(String((await functions).announcement.lambda_api)),
  );
};

/** A market that opens early sends at most so much of the past at once. */
const MAX_CATCH_UP_MS = 2_500;

interface Opening {
  readonly pace: Pace;
  readonly isEarly: boolean;
  /** Fulfilled when the stages may get ticks. */
  readonly allowed: Promise<unknown>;
}

/** Opens the simulator's market once a client has subscribed, and plays it until the program ends. */
const playMarket = async ({ kite, market }: Servers, opening: Opening, program: Program): Promise<void> => {
  await Promise.race([Promise.all([opening.allowed, kite.ticker.subscribed]), aborted(program.signal)]);
  await market.play(opening.pace, {
    timer: systemTimer,
    signal: program.signal,
    ...(opening.isEarly ? { openedAt: Math.max(0, systemTimer.now() - MAX_CATCH_UP_MS) } : {}),
  });
};

/** Takes the ticks of the simulator's WebSocket to Kafka until the program ends. */
const feed = async (
  kafka: Kafka,
  { engines, kite }: Servers,
  dashboard: Dashboard,
  program: Program,
  screen: Screen,
): Promise<void> => {
  const running = runLocalFeed({
    kafka,
    awsEndpointUrl: engines.awsEndpointUrl,
    kiteUrl: kite.url,
    squareOffMinutes: readTunable(process.env).PAPER_SQUARE_OFF_MINUTES,
    signal: program.signal,
    onTicks: (ticks) => dashboard.ticks(ticks),
    onMetrics: ({ FeedConflated }) => dashboard.conflated(FeedConflated),
    onWarning: (message) => screen.line(`  feed: ${message}`),
  });
  program.started('market feed', () => running);
  await running;
};

const marketLine = ({ seed, ticksPerSecond, feed: isFed }: StartOptions): string =>
  isFed
    ? `Market     simulated, seed "${seed}", ${ticksPerSecond} ticks/s per instrument; Ctrl-C ends everything`
    : `Market     simulated, opens when a program subscribes to Kite's ticker; Ctrl-C ends everything`;

/** Such a market may open before the functions are there: what they have not read yet fits into memory for half an hour. */
const EARLY_TICKS_PER_SECOND = 40;

const opensEarly = (options: StartOptions, pace: Pace): boolean =>
  areFresh(options) && pace.kind === 'timed' && pace.speed * options.ticksPerSecond <= EARLY_TICKS_PER_SECOND;

const run = async (options: StartOptions, pace: Pace, program: Program): Promise<void> => {
  const screen = new Screen(process.stdout);
  await requirePorts(options);
  const begin = (): StartingFunctions => startFunctions(options, program, screen);
  // Engines of an earlier start are checked before a function reads from them.
  const early = areFresh(options) ? begin() : undefined;
  const servers = await startServers(options, program, screen);
  const { engines } = servers;
  const { bundled, started } = early ?? begin();
  const kafka = toolKafka(engines, 'npm-start');
  const dashboard = await dashboardOf(kafka, started, program, screen);
  const ready = Promise.all([
    functionsReady(started, engines, options, program, screen),
    watch(kafka, dashboard, program),
  ]);
  ready.catch(() => undefined);
  const isEarly = opensEarly(options, pace);
  // Much of the past at once would give signals whose prices have moved.
  const allowed = isEarly ? Promise.race([bundled, ready]) : ready;
  const show = async (): Promise<void> => {
    await ready;
    screen.line(marketLine(options));
    dashboard.start();
    program.started('dashboard', () => dashboard.stop());
    loadMasterLater(engines, program.signal).catch((error) =>
      screen.line(`Search     the instruments are not loaded: ${messageOf(error)}`),
    );
  };
  await Promise.all([
    show(),
    playMarket(servers, { pace, isEarly, allowed }, program),
    options.feed ? feed(kafka, servers, dashboard, program, screen) : aborted(program.signal),
  ]);
};

const code = await untilStopped(async (program) => {
  const options = parseStartOptions(process.argv.slice(2));
  if (options.help) console.log(USAGE);
  else await run(options, parsePace(options.pace), program);
});
process.exit(code);
