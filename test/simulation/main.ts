import { parseArgs } from 'node:util';
import { AlphaPandaError, messageOf } from '../../shared/errors.ts';
import { hunt } from './bugs.ts';
import { failureLines } from './failure.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';
import { simulate } from './simulate.ts';

const USAGE = `Usage: npm run simulate -- [--seeds N] [--from S]      N worlds, one after another (300)
       npm run simulate -- --seed S [--trace]          one world again, exactly
       npm run simulate -- --bugs [--only TEXT]        every planted bug, until a world finds it
       npm run simulate -- --bugs --every N            every N-th of them

A world is all stages in one process and in virtual time: crashes at every await, redeliveries, zombies, clocks that
differ, operators, broken records. What must hold is checked while it lives and when it has come to rest. Exit code 1
where something does not hold, or where a planted bug is not found.`;

const whole = (name: string, given: string): number => {
  const number = Number(given);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new AlphaPandaError('BAD_OPTION', `--${name} is "${given}": give a whole number from 0 on`);
};

const simulateMany = async (from: number, seeds: number): Promise<boolean> => {
  const failed: number[] = [];
  let [events, fills, crashes, deadLetters] = [0, 0, 0, 0];
  for (let seed = from; seed < from + seeds; seed += 1) {
    const world = await simulate(seed);
    events += world.counts.events;
    fills += world.counts.fills;
    crashes += world.counts.crashes;
    deadLetters += world.counts.deadLetters;
    if (world.problems.length === 0) continue;
    failed.push(seed);
    console.log(failureLines(world).join('\n'));
  }
  console.log(
    `${seeds} worlds: ${events} events, ${fills} fills, ${crashes} crashes, ${deadLetters} dead letters; ${failed.length} do not hold${failed.length > 0 ? `: ${failed.join(', ')}` : ''}`,
  );
  return failed.length === 0;
};

const simulateOne = async (seed: number, wholeTrace: boolean): Promise<boolean> => {
  const world = await simulate(seed);
  if (wholeTrace) console.log(world.trace.join('\n'));
  if (world.problems.length > 0) console.log(failureLines(world, wholeTrace ? 0 : 60).join('\n'));
  console.log(`Seed ${seed}: ${JSON.stringify(world.counts)}, digest ${world.digest}`);
  return world.problems.length === 0;
};

const huntAll = async (only: string | undefined, every: number): Promise<boolean> => {
  const bugs = PLANTED_BUGS.filter(
    ({ name }, place) => (only === undefined || name.includes(only)) && place % every === 0,
  );
  let missed = 0;
  for (const bug of bugs) {
    const { seed, within, problem } = await hunt(bug);
    if (seed === undefined) missed += 1;
    const found = seed === undefined ? `NOT FOUND in ${within} worlds` : `found by seed ${seed}`;
    console.log(`${found}: ${bug.name}${problem === undefined ? '' : `\n    ${problem.slice(0, 160)}`}`);
  }
  console.log(`${bugs.length} bugs, ${missed} not found`);
  return missed === 0 && bugs.length > 0;
};

const main = async (): Promise<boolean> => {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '300' },
      from: { type: 'string', default: '0' },
      seed: { type: 'string' },
      trace: { type: 'boolean', default: false },
      bugs: { type: 'boolean', default: false },
      only: { type: 'string' },
      every: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return true;
  }
  const seeds = whole('seeds', values.seeds);
  if (values.bugs) return huntAll(values.only, Math.max(1, whole('every', values.every)));
  if (values.seed !== undefined) return simulateOne(whole('seed', values.seed), values.trace);
  return simulateMany(whole('from', values.from), seeds);
};

main().then(
  (well) => process.exit(well ? 0 : 1),
  (error) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);
