import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { applyEdit, editsIn, failuresIn } from './guide-edits.ts';

const run = promisify(execFile);

const ROOT = join(import.meta.dirname, '../..');
const GUIDE = readFileSync(join(ROOT, 'docs/guides/add-a-stage.md'), 'utf8');
const EDITS = editsIn(GUIDE);
const COPY = mkdtempSync(join(tmpdir(), 'alpha-panda-stage-'));

/** What the commands of the guide need of the sources. */
const SOURCES = ['functions', 'shared', 'infra', 'localstack', 'test', 'docs'];
const FILES = [
  ...['package.json', 'serverless.yml', 'tsconfig.json', 'vitest.config.ts'],
  ...['CONTRIBUTING.md', 'README.md', 'SECURITY.md', 'CHANGELOG.md'],
];

/** The checker looks at what the edits can break; the whole project takes three times as long. */
const TSCONFIG = {
  extends: './tsconfig.json',
  include: [
    ...['functions', 'shared', 'infra/service', 'localstack/backtest'],
    ...['test/support/events.ts', 'test/functions/drawdown-watcher'],
  ],
};

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'npm run check:types': ['node_modules/.bin/tsc', '--noEmit', '-p', 'tsconfig.guide.json'],
  'npm run check:conventions': [process.execPath, 'infra/conventions/check.ts'],
  'npm run check:docs': [process.execPath, 'infra/docs/generate.ts', '--check'],
  'npx vitest run test/shared/events/pipeline.test.ts': [
    ...['node_modules/.bin/vitest', 'run', '--maxWorkers=1', 'test/shared/events/pipeline.test.ts'],
  ],
};

/** The exit code and output of a command of the guide. */
const outcomeOf = async (command: string) => {
  const [program, ...args] = COMMANDS[command] ?? [];
  if (program === undefined) throw new Error(`add the command ${command} to COMMANDS`);
  try {
    const { stdout, stderr } = await run(program, args, { cwd: COPY });
    return { failed: false, output: stdout + stderr };
  } catch (thrown) {
    const { stdout, stderr } = thrown as { stdout: string; stderr: string };
    return { failed: true, output: stdout + stderr };
  }
};

const REPLAY = `
  import { replayInProcess } from './localstack/backtest/in-process-replay.ts';
  import { seedOf, ticksAt } from './test/localstack/backtest/fixtures.ts';
  const falling = Array.from({ length: 8 }, (_, second) => 2_500 - second);
  const { log, result } = await replayInProcess({ source: [ticksAt(falling)], seed: seedOf(2) });
  console.log(JSON.stringify({ events: log.events('paper.account.drawdowns'), other: result.other_events }));
`;

beforeEach(() => {
  for (const folder of SOURCES) {
    rmSync(join(COPY, folder), { recursive: true, force: true });
    cpSync(join(ROOT, folder), join(COPY, folder), { recursive: true });
  }
  for (const file of FILES) cpSync(join(ROOT, file), join(COPY, file));
  writeFileSync(join(COPY, 'tsconfig.guide.json'), JSON.stringify(TSCONFIG));
  rmSync(join(COPY, 'node_modules'), { force: true });
  symlinkSync(join(ROOT, 'node_modules'), join(COPY, 'node_modules'));
});
afterAll(() => rmSync(COPY, { recursive: true, force: true }));

describe('the guide to add a stage', () => {
  it('has at most eight edits and a test', () => {
    expect(EDITS.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(EDITS.at(-1)?.path).toMatch(/\.test\.ts$/);
  });

  it('adds a stage whose types are right and which emits its event in a replay', async () => {
    for (const edit of EDITS) applyEdit(COPY, edit);

    const types = await outcomeOf('npm run check:types');
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', REPLAY], { cwd: COPY });
    const ownTest = await run(
      'node_modules/.bin/vitest',
      ['run', '--maxWorkers=1', 'test/functions/drawdown-watcher'],
      { cwd: COPY },
    );

    expect(types).toEqual({ failed: false, output: '' });
    const { events, other } = JSON.parse(stdout);
    expect(events.length).toBeGreaterThan(0);
    expect(JSON.parse(events[0])).toMatchObject({
      type: 'drawdown_deepened',
      source: 'paper.drawdown-watcher',
    });
    expect(other).toEqual({ drawdown_deepened: events.length });
    expect(ownTest.stdout).toContain('1 passed');
  });

  it('states a failure for each edit and for the documents', () => {
    expect(failuresIn(GUIDE).map(({ without }) => without)).toEqual([
      ...EDITS.map(({ number }) => String(number)),
      'the documents',
    ]);
  });

  it.each(failuresIn(GUIDE))(
    'fails without $without, with the stated message',
    async ({ without, command, message }) => {
      for (const edit of EDITS) if (String(edit.number) !== without) applyEdit(COPY, edit);

      const { failed, output } = await outcomeOf(command);

      expect(failed, output).toBe(true);
      expect(output).toContain(message);
    },
  );
});
