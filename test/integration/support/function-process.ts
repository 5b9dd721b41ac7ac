import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { HANG_MS } from '../../support/eventually.ts';

const INVOKE = resolve(import.meta.dirname, 'invoke.ts');
const ROOT = resolve(import.meta.dirname, '../../..');

export interface Invocation {
  readonly exitCode: number;
  /** The handler's result; undefined if it threw or never started. */
  readonly response: unknown;
  /** The JSON lines it wrote: logs, and metrics in CloudWatch's embedded format. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  readonly stderr: string;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Invokes a handler once in its own process, with only this environment. */
export const invokeFunction = async (
  handler: string,
  event: unknown,
  environment: Readonly<Record<string, string>>,
): Promise<Invocation> => {
  const folder = await mkdtemp(join(tmpdir(), 'invoke-'));
  const file = join(folder, 'event.json');
  await writeFile(file, JSON.stringify(event));
  try {
    return await new Promise((done) => {
      execFile(
        process.execPath,
        ['--disable-warning=TimeoutNegativeWarning', INVOKE, join(ROOT, handler), file],
        { cwd: ROOT, env: { PATH: process.env.PATH, ...environment }, timeout: HANG_MS },
        (error, stdout, stderr) => {
          const text = stdout.split('\n');
          const answer = text.find((line) => line.startsWith('RESPONSE '));
          done({
            exitCode: error === null ? 0 : Number(error.code ?? -1),
            response: answer === undefined ? undefined : parsed(answer.slice('RESPONSE '.length)),
            lines: [...text, ...stderr.split('\n')].map(parsed).filter(isObject),
            stderr,
          });
        },
      );
    });
  } finally {
    await rm(folder, { recursive: true });
  }
};
