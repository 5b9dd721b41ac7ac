import { dynamoTableReader } from '../../shared/dynamo/table-reader.ts';
import { AlphaPandaError } from '../../shared/errors.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import type { Item } from '../../shared/ports/item.ts';
import { type Engines, namedEngines } from '../dev/cloud/engines.ts';
import { LocalCloud } from '../dev/cloud/local-cloud.ts';
import { findRunning, type RunningCloud, requireNoneOn } from '../dev/cloud/running.ts';
import { agreementOf, thisCommand } from '../dev/init/agreement.ts';
import { type Endpoints, toolDynamo } from '../dev/init/endpoints.ts';
import { initialize } from '../dev/init/initialize.ts';
import { emptyRecords } from '../dev/init/records.ts';
import type { SeedItem } from '../dev/seed/seed-item.ts';
import { LOCAL_TABLE_PREFIX } from '../local-only/stage.ts';
import { formatPace } from '../market-data/pace.ts';
import { replayThroughBroker } from './broker-replay.ts';
import type { ReplayOutcome } from './in-process-replay.ts';
import type { ReplayOptions } from './options.ts';
import { latencyEnvironment } from './order-latency.ts';
import type { Progress } from './progress.ts';
import type { ReplaySource } from './source.ts';

/** The cloud that runs, where the replay is to go into it. @throws AlphaPandaError `NOTHING_RUNS`, `FEED_RUNNING` */
const runningFor = (intoRunning: boolean): RunningCloud | undefined => {
  if (!intoRunning) return undefined;
  const running = findRunning();
  if (running === undefined) {
    throw new AlphaPandaError(
      'NOTHING_RUNS',
      'no local cloud runs: start one with npm start -- --no-feed, or leave out --into-running',
    );
  }
  if (running.feed) {
    throw new AlphaPandaError(
      'FEED_RUNNING',
      'the local cloud that runs has a feed of its own, which would mix with the replay: start it with npm start -- --no-feed, or leave out --into-running',
    );
  }
  return running;
};

interface CloudStart {
  readonly seed: readonly SeedItem[];
  readonly latencyMs: number;
  readonly empty: (engines: Endpoints) => Promise<unknown>;
  readonly say: (line: string) => void;
}

/** A cloud whose stages know nothing: later prices, kept from another run, would make the replay's own late. */
const startCloud = async (
  named: Engines | undefined,
  { seed, latencyMs, empty, say }: CloudStart,
): Promise<LocalCloud> => {
  say(`Starting ${named === undefined ? 'a local cloud' : `the functions on ${named.kafkaBrokers}`} ...`);
  const environment = latencyEnvironment(latencyMs);
  if (named === undefined) return LocalCloud.start({ seed, environment });
  requireNoneOn(named);
  await initialize(named, LOCAL_TABLE_PREFIX, []);
  await empty(named);
  return LocalCloud.start({ seed, engines: named, environment });
};

/** The outcome, with the wall time of the replay itself. */
export interface TimedOutcome {
  readonly outcome: ReplayOutcome;
  readonly wallMs: number;
}

/** The strategies table of the cloud that runs. @throws AlphaPandaError `NOTHING_RUNS`, `FEED_RUNNING` */
export const strategiesOfRunning = async (): Promise<readonly Item[]> => {
  const dynamo = toolDynamo(runningFor(true) ?? { kafkaBrokers: '', awsEndpointUrl: '' });
  try {
    return await dynamoTableReader(dynamo, LOCAL_TABLE_PREFIX).scan('strategies');
  } finally {
    dynamo.destroy();
  }
};

export interface CloudReplay {
  readonly options: ReplayOptions;
  readonly source: ReplaySource;
  readonly seed: readonly SeedItem[];
  readonly progress: Progress;
  readonly onEvent: (event: Envelope) => void;
  readonly say: (line: string) => void;
}

/** Replays through functions: those of a new local cloud, or those that run. */
export const replayThroughCloud = async ({
  options,
  source,
  seed,
  progress,
  onEvent,
  say,
}: CloudReplay): Promise<TimedOutcome> => {
  const leaving = new AbortController();
  const running = runningFor(options.intoRunning);
  const empty = (engines: Endpoints) =>
    emptyRecords(engines, LOCAL_TABLE_PREFIX, agreementOf(options.yes), thisCommand());
  if (running !== undefined) await empty(running);
  const cloud =
    running === undefined
      ? await startCloud(namedEngines(), { seed, latencyMs: options.latencyMs, empty, say })
      : undefined;
  const stop = () => leaving.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const { session } = options.files;
    const day = session === undefined ? '' : `, session ${session}`;
    say(`Replaying ${options.paths.join(', ')}${day}, pace ${formatPace(options.pace)} ...`);
    const began = performance.now();
    const outcome = await replayThroughBroker({
      endpoints: cloud?.endpoints ?? running ?? { kafkaBrokers: '', awsEndpointUrl: '' },
      source: source.ticks,
      pace: options.pace,
      contractNotes: options.contractNotes,
      onEvent,
      signal: leaving.signal,
      onProgress: (_, summary) => progress.update(source.done(), summary),
    });
    if (leaving.signal.aborted) say('Stopped before the end: the figures are those so far.');
    return { outcome, wallMs: performance.now() - began };
  } finally {
    progress.end();
    await cloud?.stop();
  }
};
