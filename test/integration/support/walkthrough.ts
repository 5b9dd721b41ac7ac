import { type ChildProcess, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { type Readable, Writable } from 'node:stream';

/** One command of a document, with its documented output. */
export interface DocumentedCommand {
  readonly command: string;
  readonly output: readonly string[];
}

const PROMPT = '$ ';

/** The commands of a document's ```console blocks, in order, with the output below each prompt. */
export const commandsIn = (markdown: string): readonly DocumentedCommand[] => {
  const commands: { command: string; output: string[] }[] = [];
  for (const [, block = ''] of markdown.matchAll(/^```console\n(.*?)^```$/gms)) {
    for (const line of block.trimEnd().split('\n')) {
      if (line.startsWith(PROMPT)) commands.push({ command: line.slice(PROMPT.length), output: [] });
      else commands.at(-1)?.output.push(line);
    }
  }
  return commands;
};

export interface Ran {
  readonly exitCode: number;
  readonly output: string;
}

/** Reads commands from descriptor 3, each ended by a zero byte, and prints the exit code of each. */
const READ_AND_RUN = `
while IFS= read -r -d '' -u 3 command; do
  eval "$command" </dev/null
  printf '\\036%d\\037' "$?"
done`;

const BEFORE_EXIT_CODE = '\u001e';
const AFTER_EXIT_CODE = '\u001f';

/** A bash that keeps variables and functions between commands, like a terminal. */
export class Shell {
  readonly #child: ChildProcess;
  readonly #commands: Writable;
  readonly #stdout: Readable;
  /** The standard error of all commands. */
  complaints = '';

  constructor(folder: string, environment: Readonly<Record<string, string>>) {
    const child = spawn('bash', ['-c', READ_AND_RUN], {
      cwd: folder,
      env: {
        ...process.env,
        // The same Node as the test's.
        PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // Its own process group, so that a waiting command ends with it.
      detached: true,
    });
    const [, stdout, stderr, commands] = child.stdio;
    if (!stdout || !stderr || !(commands instanceof Writable)) throw new Error('bash has no pipes');
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.complaints += text;
    });
    this.#child = child;
    this.#commands = commands;
    this.#stdout = stdout.setEncoding('utf8');
  }

  /** Runs one command at a time. */
  async run(command: string): Promise<Ran> {
    this.#commands.write(`${command}\0`);
    let text = '';
    for await (const chunk of this.#stdout.iterator({ destroyOnReturn: false })) {
      text += chunk;
      if (!text.endsWith(AFTER_EXIT_CODE)) continue;
      const [output = '', exitCode = ''] = text.slice(0, -AFTER_EXIT_CODE.length).split(BEFORE_EXIT_CODE);
      return { exitCode: Number(exitCode), output };
    }
    throw new Error(`the shell ended during: ${command}\n${text}\n${this.complaints}`);
  }

  stop(): void {
    if (this.#child.pid !== undefined && this.#child.exitCode === null) {
      process.kill(-this.#child.pid, 'SIGKILL');
    }
  }
}
