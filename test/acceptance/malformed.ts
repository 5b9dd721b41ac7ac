import { agreementOf } from '../../localstack/dev/init/agreement.ts';
import { replayItems } from '../../localstack/dev/seed/replay-items.ts';
import { parseExperiment } from './arguments.ts';
import { progressOf, requirePath, runCommand, say } from './command.ts';
import { chooseEngines, onFreshCloud } from './engines.ts';
import { MALFORMED_KINDS, MALFORMED_TOPICS } from './malformed/kinds.ts';
import { replayMalformed } from './malformed/malformed-replay.ts';
import { planMalformed } from './malformed/plan.ts';
import type { Verdict } from './malformed/verdict.ts';
import { readTicks } from './market.ts';
import { disagreementLines, disagreements, type Run, runJson, runRows } from './run.ts';
import { tableLines } from './table.ts';
import { EXPERIMENT_ENVIRONMENT, undisturbedReplay } from './undisturbed.ts';

const USAGE = `Usage: npm run malformed -- <file.csv> [--session YYYY-MM-DD] [--records 1000] [--seed TEXT]
                            [--real] [--json] [--yes]

Replays the file in lockstep with malformed records of ${MALFORMED_KINDS.length} kinds among the ticks, the signals and the fills.
Every one has to be on its topic's dead-letter topic, byte for byte, with a reason, once for every stage that
refuses it, and in the dead-letters table; and all other events, fills and amounts have to be those of a replay
without. Exit code 1 where something does not hold. --real uses Apache Kafka and DynamoDB Local. With KAFKA_BROKERS and AWS_ENDPOINT_URL
set, it runs on those and empties what stages have recorded there, after asking or with --yes.`;

const sum = (verdicts: readonly Verdict[], figure: (verdict: Verdict) => number): string =>
  String(verdicts.reduce((total, verdict) => total + figure(verdict), 0));

const figures = (title: string, reason: string, verdicts: readonly Verdict[]): readonly string[] => [
  title,
  reason,
  String(verdicts.length),
  sum(verdicts, ({ record }) => record.refusedBy.length),
  sum(verdicts, ({ letters }) => letters),
  sum(verdicts, ({ listed }) => listed),
  verdicts.every(({ problems }) => problems.length === 0) ? 'yes' : 'NO',
];

/** Per kind and topic: the number sent, the expected and the found dead letters. */
const verdictRows = (verdicts: readonly Verdict[]): readonly (readonly string[])[] => [
  ['', 'reason', 'sent', 'to refuse', 'dead letters', 'listed', 'well'],
  ...MALFORMED_KINDS.map(({ name, reason }) =>
    figures(
      name,
      reason,
      verdicts.filter(({ record }) => record.kind.name === name),
    ),
  ),
  ...MALFORMED_TOPICS.map((topic) =>
    figures(
      `on ${topic}`,
      '',
      verdicts.filter(({ record }) => record.topic === topic),
    ),
  ),
  figures('all', '', verdicts),
];

const MAX_PROBLEMS = 20;

const main = async (signal: AbortSignal): Promise<boolean> => {
  const options = parseExperiment(process.argv.slice(2), { count: { name: 'records', standard: 1_000 } });
  if (options.help) {
    console.log(USAGE);
    return true;
  }
  const ticks = await readTicks(requirePath(options.path, USAGE), options.session);
  const without: Run = {
    name: 'without, in process',
    ...(await undisturbedReplay([ticks])),
  };
  const plan = planMalformed({ seed: options.seed, count: options.count, ticks, log: without.log });
  say(`${plan.length} malformed records among ${ticks.length} ticks, seed ${options.seed} ...`);
  const replay = await onFreshCloud(
    chooseEngines(process.env, options.real),
    {
      seed: replayItems(),
      environment: EXPERIMENT_ENVIRONMENT,
      say,
      agreement: agreementOf(options.yes),
      signal,
    },
    (cloud, title) => replayMalformed(cloud, ticks, plan, progressOf(title, ticks.length)),
  );

  const { result, log } = replay.outcome;
  const run: Run = { name: 'with, in lockstep', result: { ...result, dead_letters: {} }, log };
  const parted = disagreements([without, run]);
  const wrong = [
    ...replay.verdicts.flatMap(({ record, problems }) =>
      problems.map((problem) => `record ${record.serial} (${record.kind.name}, ${record.topic}): ${problem}`),
    ),
    ...replay.strays.map((stray) => `dead letter of a good record: ${stray}`),
  ];
  if (options.json) {
    const { dead_letters } = result;
    console.log(
      JSON.stringify(
        {
          seed: options.seed,
          records: plan.length,
          problems: wrong,
          dead_letters,
          runs: [without, run].map(runJson),
          disagreements: parted,
        },
        undefined,
        2,
      ),
    );
  } else {
    console.log(tableLines(verdictRows(replay.verdicts)).join('\n'));
    console.log(`${replay.repeats} dead letters were published again, and skipped by their origin`);
    for (const problem of wrong.slice(0, MAX_PROBLEMS)) console.log(problem);
    console.log('');
    console.log(tableLines(runRows([without, run])).join('\n'));
    for (const line of disagreementLines(without.name, parted)) console.log(line);
  }
  return wrong.length === 0 && parted.length === 0;
};

runCommand(main);
