import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configFolder, type SavedSession, SessionFile } from '../../../infra/cli/session-file.ts';
import { temporaryFolder } from './support/command-under-test.ts';

const HERE = 'http://127.0.0.1:3000';
const THERE = 'https://api.example.com/dev';

const session = (user_id: string): SavedSession => ({
  access_token: `token-of-${user_id}`,
  user_id,
  expires_at: '2026-03-03T00:30:00.000Z',
});

describe('SessionFile', () => {
  it('keeps a session for each API', () => {
    const file = new SessionFile(temporaryFolder());

    file.save(HERE, session('DEMO01'));
    file.save(THERE, session('AB1234'));

    expect(file.find(HERE)).toEqual(session('DEMO01'));
    expect(file.find(THERE)).toEqual(session('AB1234'));
  });

  it('forgets one and keeps the others', () => {
    const file = new SessionFile(temporaryFolder());
    file.save(HERE, session('DEMO01'));
    file.save(THERE, session('AB1234'));

    expect(file.forget(HERE)).toBe(true);

    expect(file.find(HERE)).toBeUndefined();
    expect(file.find(THERE)).toEqual(session('AB1234'));
    expect(file.forget(HERE)).toBe(false);
  });

  it('can be read by its owner only, in a folder of its owner only', () => {
    const folder = join(temporaryFolder(), 'deeper', 'alpha-panda');

    new SessionFile(folder).save(HERE, session('DEMO01'));

    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'sessions.json')).mode & 0o777).toBe(0o600);
  });

  it('replaces a file that others could read', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'sessions.json');
    writeFileSync(path, '{}', { mode: 0o644 });

    new SessionFile(folder).save(HERE, session('DEMO01'));

    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['sessions.json']);
  });

  it('keeps nothing but what it needs', () => {
    const folder = temporaryFolder();
    const answer = { ...session('DEMO01'), message: 'Logged in', session_id: 'secret' };

    new SessionFile(folder).save(HERE, answer);

    expect(readFileSync(join(folder, 'sessions.json'), 'utf8')).not.toContain('session_id');
  });

  it.each(['no JSON with secret-token', '{"http://127.0.0.1:3000":{"access_token":"secret-token"}}'])(
    'says what to do about a file that it did not write, and quotes nothing of it: %s',
    (content) => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'sessions.json'), content);

      const read = () => new SessionFile(folder).find(HERE);

      expect(read).toThrow('delete it and log in again');
      expect(read).not.toThrow('secret-token');
    },
  );

  it('says what is in the way of writing', () => {
    const path = join(temporaryFolder(), 'a-file');
    writeFileSync(path, '');

    expect(() => new SessionFile(path).save(HERE, session('DEMO01'))).toThrow(
      /cannot write .*a-file|a-file.*unreadable/,
    );
  });
});

describe('configFolder', () => {
  it.each([
    [{ ALPHA_PANDA_CONFIG_DIR: '/own', XDG_CONFIG_HOME: '/xdg' }, /^\/own$/],
    [{ XDG_CONFIG_HOME: '/xdg' }, /^\/xdg\/alpha-panda$/],
    [{}, /\/\.config\/alpha-panda$/],
  ])('of %o', (environment, expected) => {
    expect(configFolder(environment)).toMatch(expected);
  });
});
