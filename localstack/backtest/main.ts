import { parseArgs } from 'node:util';
import { AlphaPandaError, messageOf } from '../../shared/errors.ts';
import { type Engines, namedEngines } from '../dev/cloud/engines.ts';
import { LocalCloud } from '../dev/cloud/local-cloud.ts';
import { findRunning, type RunningCloud, requireNoneOn } from '../dev/cloud/running.ts';
import { agreementOf, thisCommand } from '../dev/init/agreement.ts';
import type { Endpoints } from '../dev/init/endpoints.ts';
import { initialize } from '../dev/init/initialize.ts';
import { emptyRecords } from '../dev/init/records.ts';
import { replayItems } from '../dev/seed/replay-items.ts';
import { LOCAL_TABLE_PREFIX } from '../local-only/stage.ts';
import { formatPace, parsePace } from '../market-data/pace.ts';
import { replayThroughBroker } from './broker-replay.ts';
import { type ReplayOutcome, replayInProcess } from './in-process-replay.ts';
import { Progress } from './progress.ts';
import type { ReplaySummary } from './replay-summary.ts';
import { reportLines } from './report.ts';
import { openReplaySource } from './source.ts';

const USAGE = `Usage: npm run replay -- <file.csv> [options]

  --session YYYY-MM-DD   only that day of the file, in India
  --pace P               lockstep (each tick once the stages have processed the last; the default), real, 20x, max
  --in-process           the same stages in this process, without Kafka and Lambda
  --json                 the result as JSON on standard output
  --into-running         into the local cloud that runs (npm start -- --no-feed), with the strategies and limits there
  --yes                  agrees that what the stages have recorded there is emptied; a terminal is asked
  --help

The file has bars (minute_end,instrument_token,tradingsymbol,open,high,low,close) or ticks
(timestamp,instrument_token,last_price). A local cloud with engines of its own is started and stopped for the replay;
one that runs is left alone. With KAFKA_BROKERS and AWS_ENDPOINT_URL set, the functions run on those. A replay begins with
stages that know nothing: into a running cloud, or on named engines, it empties positions, journal and dead letters
first, after asking, and leaves an event in the audit trail. What people have set is never changed.`;

const parse = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      session: { type: 'string' },
      pace: { type: 'string', default: 'lockstep' },
      'in-process': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      'into-running': { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });

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

/** A cloud whose stages know nothing: later prices, kept from another run, would make the replay's own late. */
const startCloud = async (
  named: Engines | undefined,
  empty: (engines: Endpoints) => Promise<unknown>,
  say: (line: string) => void,
): Promise<LocalCloud> => {
  say(`Starting ${named === undefined ? 'a local cloud' : `the functions on ${named.kafkaBrokers}`} ...`);
  if (named === undefined) return LocalCloud.start({ seed: replayItems() });
  requireNoneOn(named);
  await initialize(named, LOCAL_TABLE_PREFIX, []);
  await empty(named);
  return LocalCloud.start({ seed: replayItems(), engines: named });
};

const main = async (): Promise<void> => {
  const { values, positionals } = parse(process.argv.slice(2));
  const [path] = positionals;
  if (values.help || path === undefined) {
    console.log(USAGE);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const pace = parsePace(values.pace);
  const source = await openReplaySource(path, values.session);
  const progress = new Progress(process.stderr);
  let began = performance.now();
  let outcome: ReplayOutcome;

  if (values['in-process']) {
    outcome = await replayInProcess({
      source: source.ticks,
      seed: replayItems(),
      withoutLog: true,
      onProgress: (summary: ReplaySummary) => progress.update(source.done(summary.progress().ticks), summary),
    });
  } else {
    const leaving = new AbortController();
    const running = runningFor(values['into-running']);
    const empty = (engines: Endpoints) =>
      emptyRecords(engines, LOCAL_TABLE_PREFIX, agreementOf(values.yes), thisCommand());
    if (running !== undefined) await empty(running);
    const cloud = running === undefined ? await startCloud(namedEngines(), empty, say) : undefined;
    const stop = () => leaving.abort();
    process.once('SIGINT', stop).once('SIGTERM', stop);
    try {
      say(
        `Replaying ${path}${values.session === undefined ? '' : `, session ${values.session}`}, pace ${formatPace(pace)} ...`,
      );
      began = performance.now();
      outcome = await replayThroughBroker({
        endpoints: cloud?.endpoints ?? running ?? { kafkaBrokers: '', awsEndpointUrl: '' },
        source: source.ticks,
        pace,
        signal: leaving.signal,
        onProgress: ({ ticks }, summary) => progress.update(source.done(ticks), summary),
      });
    } finally {
      progress.end();
      await cloud?.stop();
    }
    if (leaving.signal.aborted) say('Stopped before the end: the figures are those so far.');
  }
  progress.end();
  const wallMs = performance.now() - began;
  const leftOut = source.leftOut();
  if (leftOut !== undefined) say(leftOut);
  if (values.json)
    console.log(JSON.stringify({ ...outcome.result, wall_ms: Math.round(wallMs) }, undefined, 2));
  else console.log(reportLines(outcome.result, wallMs).join('\n'));
};

main().then(
  () => process.exit(),
  (error) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);
