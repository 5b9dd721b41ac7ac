import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Jvm, startJvm, waitUntilReady } from '../../../../localstack/engines/jvm/jvm.ts';

describe('a program in its own process', () => {
  let folder: string;
  const started: Jvm[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'jvm-'));
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map((jvm) => jvm.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  /** A shell script in Java's place. */
  const start = async (script: string): Promise<Jvm> => {
    const jvm = await startJvm({
      title: 'Example',
      java: '/bin/sh',
      parameters: ['-c', script],
      folder,
      logFile: join(folder, 'log'),
    });
    started.push(jvm);
    return jvm;
  };

  it('is polled until it answers', async () => {
    const jvm = await start('exec sleep 60');
    let asked = 0;

    await waitUntilReady('Example', jvm, async () => {
      asked += 1;
      if (asked < 3) throw new Error('not yet');
    });

    expect(asked).toBe(3);
  });

  it('reports how it ended and the end of its log if it ends before it answers', async () => {
    const jvm = await start('echo Address already in use; exit 3');

    const ready = waitUntilReady('Example', jvm, () => Promise.reject(new Error('refused')));

    await expect(ready).rejects.toMatchObject({
      code: 'JVM_NOT_STARTED',
      message: 'Example ended (exit code 3). The end of its log:\nAddress already in use',
    });
  });

  it('ends when it is stopped', async () => {
    const jvm = await start('exec sleep 60');

    await jvm.stop();

    expect(await jvm.ended).toContain('SIGTERM');
    expect(() => process.kill(jvm.pid, 0)).toThrow(/ESRCH/);
  });

  it('is reported if it cannot be run', async () => {
    const jvm = startJvm({
      title: 'Example',
      java: '/nowhere/java',
      parameters: [],
      folder,
      logFile: join(folder, 'log'),
    });

    await expect(jvm).rejects.toMatchObject({
      code: 'JVM_NOT_STARTED',
      message: expect.stringContaining('ENOENT'),
    });
  });
});
