import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { applyEdit, type Edit } from './guide-edits.ts';
import { ROOT } from './pages.ts';

const execute = promisify(execFile);

/** What the commands of a guide need of the sources. */
const SOURCES = ['functions', 'shared', 'infra', 'localstack', 'test', 'docs'];
const FILES = [
  ...['package.json', 'serverless.yml', 'tsconfig.json', 'vitest.config.ts'],
  ...['CONTRIBUTING.md', 'README.md', 'SECURITY.md', 'CHANGELOG.md'],
];

const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  // Incremental: from the second run on it checks what an edit reaches.
  'npm run check:types': [
    ...['node_modules/.bin/tsc', '--noEmit', '-p', 'tsconfig.guide.json'],
    ...['--incremental', '--tsBuildInfoFile', 'guide.tsbuildinfo'],
  ],
  'npm run check:conventions': [process.execPath, 'infra/conventions/check.ts'],
  'npm run check:docs': [process.execPath, 'infra/docs/generate.ts', '--check'],
};

const VITEST = 'npx vitest run ';

const programOf = (command: string): readonly string[] => {
  if (command.startsWith(VITEST)) {
    return ['node_modules/.bin/vitest', 'run', '--maxWorkers=1', command.slice(VITEST.length)];
  }
  const program = PROGRAMS[command];
  if (program === undefined) throw new Error(`add the command ${command} to PROGRAMS`);
  return program;
};

/** A copy of the project, to which the edits of a guide are applied. */
export class GuideCopy {
  readonly #folder = mkdtempSync(join(tmpdir(), 'alpha-panda-guide-'));

  /** Replaces the copy by the sources with these edits. The type checker looks at `typed` only. */
  reset(edits: readonly Edit[], typed: readonly string[]): void {
    for (const folder of SOURCES) {
      rmSync(join(this.#folder, folder), { recursive: true, force: true });
      cpSync(join(ROOT, folder), join(this.#folder, folder), { recursive: true });
    }
    for (const file of FILES) cpSync(join(ROOT, file), join(this.#folder, file));
    writeFileSync(
      join(this.#folder, 'tsconfig.guide.json'),
      JSON.stringify({ extends: './tsconfig.json', include: typed }),
    );
    rmSync(join(this.#folder, 'node_modules'), { force: true });
    symlinkSync(join(ROOT, 'node_modules'), join(this.#folder, 'node_modules'));
    for (const edit of edits) applyEdit(this.#folder, edit);
  }

  /** Whether a command of the guide fails, and its output. */
  async outcomeOf(command: string): Promise<{ readonly failed: boolean; readonly output: string }> {
    const [program = '', ...args] = programOf(command);
    try {
      const { stdout, stderr } = await execute(program, args, { cwd: this.#folder });
      return { failed: false, output: stdout + stderr };
    } catch (thrown) {
      const { stdout, stderr } = thrown as { stdout: string; stderr: string };
      return { failed: true, output: stdout + stderr };
    }
  }

  /** What a script prints as JSON. */
  async json(script: string): Promise<unknown> {
    const { stdout } = await execute(process.execPath, ['--input-type=module', '-e', script], {
      cwd: this.#folder,
    });
    return JSON.parse(stdout);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
