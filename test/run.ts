import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whyNoRealEngines } from '../localstack/engines/jvm/real-engines.ts';

/*
 * npm test: types, lint, conventions, words, generated documents, all tests on the embedded engines; where Python is there,
 * cfn-lint over the templates and generated requests to the running API; and, where a JVM can be had, the suites of
 * vitest.real.config.ts on Apache Kafka and DynamoDB Local. In CI Python and the JVM must be there.
 * Ends with the line "N passed, N failed".
 */
interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** Where vitest writes its figures; other steps count as one test. */
  readonly figures?: string;
}

const NODE = [process.execPath, '--disable-warning=TimeoutNegativeWarning'];
const bin = (path: string): string => join('node_modules', path);
const VITEST = [process.execPath, bin('vitest/vitest.mjs'), 'run'];
const MIN_NODE = 24;

/** Runs a command. `output` is a file descriptor for what it prints; default: it prints here. */
const run = (
  [program = '', ...args]: readonly string[],
  output: number | 'inherit' = 'inherit',
): Promise<boolean> =>
  new Promise((resolve) => {
    // kafkajs sets timers for moments that have passed; Node 24 says so each time.
    const env = { ...process.env, NODE_OPTIONS: '--disable-warning=TimeoutNegativeWarning' };
    const child = spawn(program, args, { stdio: ['inherit', output, output], env });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });

/** Runs a command beside another one, and prints its output once it has ended. */
const runAside = async ({ name, command }: Step): Promise<boolean> => {
  const file = join(folder, `${name.replaceAll(' ', '-')}.log`);
  const output = openSync(file, 'w');
  const succeeded = await run(command, output);
  closeSync(output);
  process.stdout.write(readFileSync(file));
  return succeeded;
};

const figuresOf = (file: string): { passed: number; failed: number } => {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'));
    return { passed: Number(numPassedTests), failed: Number(numFailedTests) };
  } catch {
    return { passed: 0, failed: 0 };
  }
};

const folder = mkdtempSync(join(tmpdir(), 'alpha-panda-test-'));

const vitest = (name: string, wrapper: readonly string[], options: readonly string[]): Step => {
  const figures = join(folder, `${name.replaceAll(' ', '-')}.json`);
  return {
    name,
    command: [
      ...wrapper,
      ...VITEST,
      ...options,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${figures}`,
    ],
    figures,
  };
};

const realSteps = async (): Promise<readonly Step[]> => {
  const reason = await whyNoRealEngines();
  if (reason !== undefined && process.env.CI === undefined) {
    console.log(`Not run: the suites on Apache Kafka and DynamoDB Local (${reason}).`);
    return [];
  }
  return [
    vitest(
      'real engines',
      [...NODE, 'localstack/engines/jvm/main.ts', '--'],
      ['--config', 'vitest.real.config.ts'],
    ),
  ];
};

const main = async (): Promise<boolean> => {
  if (Number(process.versions.node.split('.')[0]) < MIN_NODE) {
    console.error(
      `Node ${process.versions.node} runs the tests; Lambda runs ${MIN_NODE}: use npm scripts after npm ci, or Node ${MIN_NODE}`,
    );
    return false;
  }
  const steps: readonly Step[] = [
    { name: 'types', command: [process.execPath, bin('typescript/bin/tsc'), '--noEmit'] },
    { name: 'lint', command: [process.execPath, bin('@biomejs/biome/bin/biome'), 'check', '.'] },
    { name: 'unused code', command: [process.execPath, bin('knip/bin/knip.js'), '--no-progress'] },
    { name: 'conventions', command: [process.execPath, 'infra/conventions/check.ts'] },
    { name: 'words', command: [process.execPath, 'infra/conventions/check-words.ts'] },
    { name: 'generated documents', command: [process.execPath, 'infra/docs/generate.ts', '--check'] },
    { name: 'templates', command: [process.execPath, 'test/lint-templates.ts'] },
    vitest('embedded engines', [], []),
    ...(await realSteps()),
  ];
  let [passed, failed] = [0, 0];
  const sideBySide = (some: readonly Step[], runOne: (step: Step) => Promise<boolean>) =>
    Promise.all(some.map(async (step) => [step, await runOne(step)] as const));
  const checks = steps.filter(({ figures }) => figures === undefined);
  const suites = steps.filter(({ figures }) => figures !== undefined);
  const ended = [
    ...(await sideBySide(checks, ({ command }) => run(command))),
    // The real engines often wait for Kafka, so the embedded suite has a core and a half.
    ...(await sideBySide(suites, (suite) => (suite === suites[0] ? run(suite.command) : runAside(suite)))),
  ];
  for (const [step, succeeded] of ended) {
    const figures =
      step.figures === undefined
        ? { passed: Number(succeeded), failed: Number(!succeeded) }
        : figuresOf(step.figures);
    passed += figures.passed;
    // A suite that dies before it can count has failed all the same.
    failed += succeeded ? figures.failed : Math.max(1, figures.failed);
    if (!succeeded) console.error(`Failed: ${step.name}`);
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0;
};

main()
  .then((succeeded) => {
    process.exitCode = succeeded ? 0 : 1;
  })
  .finally(() => rmSync(folder, { recursive: true, force: true }));
