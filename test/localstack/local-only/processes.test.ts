import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { isAlive } from '../../../localstack/local-only/processes.ts';

it('knows a process that runs from one that has ended', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1_000)']);
  const pid = child.pid ?? 0;

  const before = isAlive(pid);
  child.kill();
  await once(child, 'exit');

  expect([before, isAlive(pid)]).toEqual([true, false]);
});
