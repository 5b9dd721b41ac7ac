import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startGuard } from '../../../../localstack/engines/jvm/guard.ts';
import { HANG_MS } from '../../../support/eventually.ts';

describe('the guard', () => {
  let folder: string;
  const pids: number[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guard-'));
  });

  afterEach(() => {
    for (const pid of pids.splice(0)) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('kills watched processes and removes the folder after its owner was killed', async () => {
    const guard = pathToFileURL('localstack/engines/jvm/guard.ts').href;
    const owner = spawn(process.execPath, [
      '--input-type=module',
      '--eval',
      `import { spawn } from 'node:child_process';
       import { startGuard } from '${guard}';
       const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
       startGuard('${folder}').watch(child.pid);
       console.log(child.pid);`,
    ]);
    const [line] = await once(owner.stdout, 'data');
    const pid = Number(line);
    pids.push(pid);
    expect(isAlive(pid)).toBe(true);

    owner.kill('SIGKILL');

    await vi.waitUntil(() => !isAlive(pid) && !existsSync(folder), { timeout: HANG_MS });
  });

  it('changes nothing after its release', async () => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    const pid = child.pid ?? 0;
    pids.push(pid);
    const guard = startGuard(folder);
    guard.watch(pid);

    await guard.release();

    expect(isAlive(pid)).toBe(true);
    expect(existsSync(folder)).toBe(true);
  });
});

/** A zombie counts as dead: in a container, no process may ever wait for it. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/stat`;
  return !(existsSync(status) && readFileSync(status, 'utf8').includes(') Z '));
};
