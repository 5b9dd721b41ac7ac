import { createHash } from 'node:crypto';
import { agreementOf } from '../../localstack/dev/init/agreement.ts';
import { replayItems } from '../../localstack/dev/seed/replay-items.ts';
import type { SeedItem } from '../../localstack/dev/seed/seed-item.ts';
import type { Pace } from '../../localstack/market-data/pace.ts';
import type { TimedTick } from '../../localstack/market-data/timed-tick.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import { type ExperimentArguments, parseExperiment } from './arguments.ts';
import { causedEvents } from './causes.ts';
import { requirePath, runCommand, say } from './command.ts';
import { allHold, checkLines } from './conservation.ts';
import { chooseEngines, onFreshCloud } from './engines.ts';
import { freeRunningLimits } from './free-running.ts';
import { planKills } from './kill-plan.ts';
import { type KilledReplay, replayKilled } from './killed-replay.ts';
import { readTicks } from './market.ts';
import { disagreementLines, disagreements, type Run, runJson, runRows } from './run.ts';
import type { Kill } from './stage-killer.ts';
import { tableLines } from './table.ts';
import { EXPERIMENT_ENVIRONMENT, undisturbedReplay } from './undisturbed.ts';

const USAGE = `Usage: npm run kill-test -- <file.csv> [--session YYYY-MM-DD] [--kills 20] [--seed TEXT]
                            [--pace lockstep|max] [--real] [--json] [--yes]

Replays the file while the process that runs the functions is killed (SIGKILL to its group) at random moments and
started again on the same Kafka and tables, and now and then a second poller invokes a function with records
that another invocation is at work on: once in lockstep, where every event, id, fill and amount must be that
of an undisturbed run, and once with ticks sent as fast as they are taken, where every signal must have exactly
one verdict, every validated one exactly one outcome, and the positions must be the sum of the fills. Exit code 1
where something does not hold. --real uses Apache Kafka and DynamoDB Local. With KAFKA_BROKERS and AWS_ENDPOINT_URL
set, it runs on those and empties what stages have recorded there, after asking or with --yes.`;

/** Maximum time from a tick to a kill: the stages then process that tick, the next ones, or a batch. */
const MAX_MS = { lockstep: 80, max: 600 } as const;
type PaceName = keyof typeof MAX_MS;
const PACES: Readonly<Record<PaceName, Pace>> = { lockstep: { kind: 'lockstep' }, max: { kind: 'max' } };

/** Percentage of invocations with a concurrent second one for the same records. */
const SECOND_POLLERS_PERCENT = 5;

/** The event source mappings' faults, by the run's seed. */
const faultsOf = (seed: string): Readonly<Record<string, string>> => ({
  EVENT_SOURCE_FAULTS: `secondPoller=${SECOND_POLLERS_PERCENT / 100},seed=${createHash('sha256').update(seed).digest().readUInt32BE() >>> 1}`,
});

/** Items in addition to those of every replay of the file. */
const SEEDS: Readonly<Record<PaceName, readonly SeedItem[]>> = { lockstep: [], max: [freeRunningLimits()] };

const killLine = ({ planned, duringStart, restartMs, behind }: Kill, done: number): string => {
  const again = duringStart ? `, and again ${planned.againAfterMs} ms into the new start` : '';
  return `  ${done} killed: tick ${planned.tick} + ${planned.afterMs} ms${again}; undone: ${behind || 'nothing'}; running again after ${(restartMs / 1_000).toFixed(1)} s`;
};

const killed = async (
  name: PaceName,
  ticks: readonly TimedTick[],
  undisturbed: Run,
  options: ExperimentArguments,
  signal: AbortSignal,
): Promise<KilledReplay> => {
  const signals = causedEvents(ticks, undisturbed.log, topicsFor('paper').signalsRaw.name);
  const plan = planKills({
    seed: `${options.seed}/${name}`,
    kills: options.count,
    ticks: ticks.length,
    busy: signals.map(({ tick }) => tick),
    longestMs: MAX_MS[name],
  });
  say(`Pace ${name}, ${plan.length} kills, seed ${options.seed} ...`);
  const choice = chooseEngines(process.env, options.real);
  return onFreshCloud(
    choice,
    {
      seed: [...replayItems(), ...SEEDS[name]],
      environment: { ...faultsOf(`${options.seed}/${name}`), ...EXPERIMENT_ENVIRONMENT },
      say,
      agreement: agreementOf(options.yes),
      signal,
    },
    (cloud) =>
      replayKilled(cloud, {
        ticks,
        pace: PACES[name],
        plan,
        undisturbed,
        onKill: (kill, done) => say(killLine(kill, done)),
      }),
  );
};

const kinds = (kills: readonly Kill[]): string => {
  const withWork = kills.filter(({ behind }) => behind !== '').length;
  const starts = kills.filter(({ duringStart }) => duringStart).length;
  const restarts = kills.reduce((sum, { restartMs }) => sum + restartMs, 0) / Math.max(1, kills.length);
  return `${withWork} with work undone, ${starts} more while it started, ${(restarts / 1_000).toFixed(1)} s to run again`;
};

const report = (name: PaceName, killed: KilledReplay, undisturbed: Run, print: boolean): boolean => {
  const run: Run = { name: `${name}, killed ${killed.killCount} times`, ...killed.outcome };
  const parted = name === 'lockstep' ? disagreements([undisturbed, run]) : [];
  if (print) {
    console.log(`\nPace ${name}: killed ${killed.killCount} times (${kinds(killed.kills)})`);
    const rows = runRows([undisturbed, run]);
    // Free running may decide differently, so it prints only what must hold.
    console.log(tableLines(name === 'lockstep' ? rows : rows.slice(0, -1)).join('\n'));
    for (const line of disagreementLines(undisturbed.name, parted)) console.log(line);
    console.log(checkLines(killed.checks).join('\n'));
  }
  return parted.length === 0 && allHold(killed.checks);
};

const main = async (signal: AbortSignal): Promise<boolean> => {
  const options = parseExperiment(process.argv.slice(2), {
    count: { name: 'kills', standard: 20 },
    paces: Object.keys(PACES),
  });
  if (options.help) {
    console.log(USAGE);
    return true;
  }
  const ticks = await readTicks(requirePath(options.path, USAGE), options.session);
  const undisturbed: Run = {
    name: 'undisturbed, in process',
    ...(await undisturbedReplay([ticks])),
  };
  const results: { readonly pace: PaceName; readonly well: boolean; readonly replay: KilledReplay }[] = [];
  for (const pace of ['lockstep', 'max'] as const) {
    if (options.pace !== undefined && options.pace !== pace) continue;
    const replay = await killed(pace, ticks, undisturbed, options, signal);
    results.push({ pace, replay, well: report(pace, replay, undisturbed, !options.json) });
  }
  if (options.json) {
    const runs = results.map(({ pace, well, replay }) => ({
      pace,
      holds: well,
      kill_count: replay.killCount,
      kills: replay.kills,
      checks: replay.checks,
      ...runJson({ name: pace, ...replay.outcome }),
    }));
    console.log(
      JSON.stringify({ seed: options.seed, undisturbed: runJson(undisturbed), runs }, undefined, 2),
    );
  }
  return results.every(({ well }) => well);
};

runCommand(main);
