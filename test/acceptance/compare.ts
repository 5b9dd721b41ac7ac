import { replayThroughBroker } from '../../localstack/backtest/broker-replay.ts';
import { agreementOf } from '../../localstack/dev/init/agreement.ts';
import type { Agreement } from '../../localstack/dev/init/records.ts';
import { replayItems } from '../../localstack/dev/seed/replay-items.ts';
import type { TimedTick } from '../../localstack/market-data/timed-tick.ts';
import { parseExperiment } from './arguments.ts';
import { progressOf, requirePath, runCommand, say } from './command.ts';
import { chooseEngines, type EngineChoice, onFreshCloud, whyNotHere } from './engines.ts';
import { readTicks } from './market.ts';
import { disagreementLines, disagreements, type Run, runJson, runRows } from './run.ts';
import { tableLines } from './table.ts';
import { EXPERIMENT_ENVIRONMENT, undisturbedReplay } from './undisturbed.ts';

const USAGE = `Usage: npm run compare -- <file.csv> [--session YYYY-MM-DD] [--real] [--json] [--yes]

Replays the file four times: in this process, twice in lockstep through the functions on embedded engines, each
time with stages that know nothing, and once on Apache Kafka and DynamoDB Local; then compares every event, id,
fill and amount. Exit code 1 where two runs differ. --real leaves the embedded engines out; with KAFKA_BROKERS
and AWS_ENDPOINT_URL set, all runs through functions are on those: they empty what stages have recorded there, after
asking or with --yes.`;

const inProcess = async (ticks: readonly TimedTick[]): Promise<Run> => ({
  name: 'in process',
  ...(await undisturbedReplay([ticks])),
});

const lockstep = (
  choice: EngineChoice,
  name: string,
  ticks: readonly TimedTick[],
  agreement: Agreement,
  signal: AbortSignal,
): Promise<Run> => {
  say(`${name} ...`);
  return onFreshCloud(
    choice,
    { seed: replayItems(), environment: EXPERIMENT_ENVIRONMENT, say, agreement, signal },
    async ({ endpoints }, title) => {
      const outcome = await replayThroughBroker({
        endpoints,
        source: [ticks],
        pace: { kind: 'lockstep' },
        onProgress: progressOf(title, ticks.length),
      });
      return { name, ...outcome };
    },
  );
};

/** The runs through functions, with engines and name. */
const plan = (chosen: EngineChoice): readonly (readonly [EngineChoice, string])[] => {
  const { kind } = chosen;
  if (kind === 'embedded') {
    return [
      [chosen, 'lockstep'],
      [chosen, 'lockstep again'],
      [{ kind: 'real' }, 'Apache Kafka'],
    ];
  }
  const title = kind === 'real' ? 'Apache Kafka' : chosen.kafkaBrokers;
  return [
    [chosen, title],
    [chosen, `${title} again`],
  ];
};

const main = async (signal: AbortSignal): Promise<boolean> => {
  const options = parseExperiment(process.argv.slice(2));
  if (options.help) {
    console.log(USAGE);
    return true;
  }
  const ticks = await readTicks(requirePath(options.path, USAGE), options.session);
  const runs: Run[] = [await inProcess(ticks)];
  for (const [choice, name] of plan(chooseEngines(process.env, options.real))) {
    const reason = await whyNotHere(choice);
    if (reason === undefined)
      runs.push(await lockstep(choice, name, ticks, agreementOf(options.yes), signal));
    else say(`${name} is left out: ${reason}`);
  }
  const parted = disagreements(runs);
  if (options.json) {
    console.log(
      JSON.stringify(
        { equal: parted.length === 0, runs: runs.map(runJson), disagreements: parted },
        undefined,
        2,
      ),
    );
  } else {
    console.log(tableLines(runRows(runs)).join('\n'));
    for (const line of disagreementLines(runs[0]?.name ?? '', parted)) console.log(line);
  }
  return parted.length === 0;
};

runCommand(main);
