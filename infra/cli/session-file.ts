import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { messageOf } from '../../shared/errors.ts';
import { CommandFailure } from './command-failure.ts';

const savedSession = z.object({
  access_token: z.string().min(1),
  user_id: z.string(),
  expires_at: z.string(),
});

/** A stored session of one API. The token is Alpha Panda's, not the broker's. */
export type SavedSession = z.infer<typeof savedSession>;

const sessionsByAddress = z.record(z.string(), savedSession);

type Environment = Readonly<Record<string, string | undefined>>;

/** `ALPHA_PANDA_CONFIG_DIR`, or alpha-panda in the user's configuration folder. */
export const configFolder = (environment: Environment): string => {
  if (environment.ALPHA_PANDA_CONFIG_DIR) return environment.ALPHA_PANDA_CONFIG_DIR;
  return join(environment.XDG_CONFIG_HOME || join(homedir(), '.config'), 'alpha-panda');
};

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Sessions by API address, in a file that only its owner can read. */
export class SessionFile {
  readonly #folder: string;
  readonly #file: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#file = join(folder, 'sessions.json');
  }

  find(address: string): SavedSession | undefined {
    return this.#read()[address];
  }

  save(address: string, { access_token, user_id, expires_at }: SavedSession): void {
    this.#write({ ...this.#read(), [address]: { access_token, user_id, expires_at } });
  }

  /** Removes a session; returns whether there was one. */
  forget(address: string): boolean {
    const { [address]: forgotten, ...others } = this.#read();
    if (forgotten === undefined) return false;
    this.#write(others);
    return true;
  }

  #read(): Readonly<Record<string, SavedSession>> {
    try {
      return sessionsByAddress.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch (error) {
      if (isMissing(error)) return {};
      // The parser's message would quote the file, which contains tokens.
      throw new CommandFailure(
        'usage',
        'SESSIONS_UNREADABLE',
        `${this.#file} is unreadable or malformed: delete it and log in again`,
      );
    }
  }

  /** Replaces the file atomically, for commands that read it at the same time. */
  #write(sessions: Readonly<Record<string, SavedSession>>): void {
    const draft = `${this.#file}.${randomUUID()}`;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
      writeFileSync(draft, `${JSON.stringify(sessions, undefined, 2)}\n`, {
        mode: OWNER_ONLY_FILE,
        flag: 'wx',
      });
      renameSync(draft, this.#file);
    } catch (error) {
      rmSync(draft, { force: true });
      throw new CommandFailure(
        'usage',
        'SESSIONS_UNWRITABLE',
        `cannot write ${this.#file}: ${messageOf(error)}`,
      );
    }
  }
}
