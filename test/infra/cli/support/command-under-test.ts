import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { Input } from '../../../../infra/cli/command.ts';
import { runCommandLine, type Surroundings } from '../../../../infra/cli/run.ts';
import { SessionFile } from '../../../../infra/cli/session-file.ts';
import { type Answers, type FakeApi, startFakeApi } from './fake-api.ts';

/** A folder that is gone when the test is over. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'alpha-panda-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

export const TOKEN = 'header.payload.signature';

interface Ended {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export interface CommandUnderTest {
  readonly api: FakeApi;
  readonly sessions: SessionFile;
  readonly folder: string;
  /** @param input what is piped in */
  run(args: readonly string[], input?: string): Promise<Ended>;
  /** The same at a terminal. @param typed what the person types */
  runAtTerminal(args: readonly string[], typed: string): Promise<Ended>;
}

/** The command line in front of an API with prepared answers, logged in unless told otherwise. */
export const commandUnderTest = async (
  answers: Answers,
  isLoggedIn = true,
  surroundings: Pick<Surroundings, 'time' | 'isErrorTerminal'> = {},
): Promise<CommandUnderTest> => {
  const api = await startFakeApi(answers);
  onTestFinished(() => api.stop());
  const folder = temporaryFolder();
  const sessions = new SessionFile(folder);
  if (isLoggedIn) {
    sessions.save(api.address, {
      access_token: TOKEN,
      user_id: 'DEMO01',
      expires_at: '2026-03-03T00:30:00.000Z',
    });
  }
  const run = async (args: readonly string[], input: Input): Promise<Ended> => {
    const written = { out: '', err: '' };
    const exitCode = await runCommandLine(args, {
      ...surroundings,
      environment: { ALPHA_PANDA_API: api.address, ALPHA_PANDA_CONFIG_DIR: folder },
      input,
      out: (text) => {
        written.out += text;
      },
      err: (text) => {
        written.err += text;
      },
    });
    return { exitCode, ...written };
  };
  return {
    api,
    sessions,
    folder,
    run: (args, input = '') => run(args, Readable.from([Buffer.from(input)])),
    runAtTerminal: (args, typed) =>
      run(args, Object.assign(Readable.from([Buffer.from(typed)]), { isTTY: true })),
  };
};
