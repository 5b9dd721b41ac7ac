import { connect } from 'node:net';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ChildOptions, jsonLine, startChild } from '../../../../localstack/dev/cloud/child-process.ts';
import { HANG_MS } from '../../../support/eventually.ts';

const MODULE = resolve(import.meta.dirname, '../../../../localstack/dev/cloud/child-process.ts');

const child = (script: string, change: Partial<ChildOptions> = {}): ChildOptions => ({
  name: 'the child',
  args: ['-e', script],
  env: process.env,
  ready: jsonLine,
  stepWithinMs: 20_000,
  ...change,
});

/** Announces that it is ready, and then waits forever. */
const READY = 'console.log(JSON.stringify({ port: 7 })); setInterval(() => {}, 1000);';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A process that was killed may be there for a while, but it listens no more. */
const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => socket.destroy());
    socket.once('error', () => resolve(false));
    socket.once('close', (failed) => resolve(!failed));
  });

describe('startChild', () => {
  it('returns the announcement and receives every line', async () => {
    const lines: string[] = [];

    const started = await startChild(
      child(`console.log('first'); ${READY}`, { onLine: (line) => lines.push(line) }),
    );
    await started.stop();

    expect(started.announcement).toEqual({ port: 7 });
    expect(lines).toEqual(['first', '{"port":7}']);
  });

  it('stops a child by SIGTERM, which it may handle', async () => {
    const started = await startChild(child(`process.on('SIGTERM', () => process.exit(3)); ${READY}`));

    await started.stop();

    expect(await started.ended).toBe('exit code 3');
  });

  it('kills a child that ignores SIGTERM after the grace period', async () => {
    const started = await startChild(child(`process.on('SIGTERM', () => {}); ${READY}`));

    await started.stop(50);

    expect(await started.ended).toBe('signal SIGKILL');
  });

  it('kills the processes that the child has started, too', async () => {
    const grandchild = `require('node:net').createServer().listen(0, '127.0.0.1', function () {
      console.log(JSON.stringify(this.address()));
    })`;
    const script = `require('node:child_process').spawn(
      process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' });
      setInterval(() => {}, 1000);`;
    const started = await startChild(child(script));
    const port = Number(started.announcement.port);
    expect(await listens(port)).toBe(true);

    await started.kill();

    await expect.poll(() => listens(port)).toBe(false);
    expect(await started.ended).toBe('signal SIGKILL');
  });

  it('reports the last lines of a child that ends before it is ready', async () => {
    const starting = startChild(child(`console.error('port 9092 is taken'); process.exit(1);`));

    await expect(starting).rejects.toMatchObject({
      code: 'CHILD_NOT_STARTED',
      message: 'port 9092 is taken',
    });
  });

  it('names a child that ends without output', async () => {
    const starting = startChild(child('process.exit(4)'));

    await expect(starting).rejects.toThrow('the child did not start: exit code 4');
  });

  it('kills a child that makes no progress in time, even if it prints', async () => {
    const script = `setInterval(() => console.log('trying again'), 10)`;
    const starting = startChild(child(script, { stepWithinMs: 200, isProgress: (line) => line === 'step' }));

    await expect(starting).rejects.toMatchObject({ code: 'CHILD_NOT_STARTED' });
  });

  it('names the limit of a silent child', async () => {
    const starting = startChild(child('setInterval(() => {}, 1000)', { stepWithinMs: 100 }));

    await expect(starting).rejects.toThrow('it made no progress for 100 ms');
  });

  it('waits longer than one step for a child that makes progress', async () => {
    const script = `let n = 0; setInterval(() => console.log(++n < 15 ? 'step' : '{"ready":true}'), 200)`;

    const started = await startChild(
      child(script, { stepWithinMs: 2_000, isProgress: (line) => line === 'step' }),
    );
    await started.stop();

    expect(started.lastLines().filter((line) => line === 'step')).toHaveLength(14);
  });

  it('ends a child whose parent has ended', async () => {
    const listening = `require('node:net').createServer().listen(0, '127.0.0.1', function () {
      console.log(JSON.stringify(this.address()));
    })`;
    const parent = `
      import { jsonLine, startChild } from ${JSON.stringify(MODULE)};
      const child = await startChild({ name: 'x', args: ['-e', ${JSON.stringify(listening)}], env: process.env,
        ready: jsonLine, stepWithinMs: 20_000 });
      console.log(JSON.stringify(child.announcement));
      setInterval(() => {}, 1000);`;
    const started = await startChild(child(parent, { args: ['--input-type=module', '-e', parent] }));
    const port = Number(started.announcement.port);
    expect(await listens(port)).toBe(true);

    process.kill(started.pid, 'SIGKILL');

    await expect.poll(() => listens(port), { timeout: HANG_MS }).toBe(false);
  });

  it('kills a starting child when the signal aborts, and waits for its end', async () => {
    const killing = new AbortController();
    const pids: number[] = [];
    const starting = startChild(
      child('console.log(process.pid); setInterval(() => {}, 1000);', {
        signal: killing.signal,
        onLine: (line) => {
          pids.push(Number(line));
          killing.abort();
        },
      }),
    );

    await expect(starting).rejects.toMatchObject({ code: 'CHILD_NOT_STARTED' });
    expect(pids.map(isAlive)).toEqual([false]);
  });

  it('keeps a ready child running when the signal aborts', async () => {
    const killing = new AbortController();
    const started = await startChild(child(READY, { signal: killing.signal }));

    killing.abort();

    expect(isAlive(started.pid)).toBe(true);
    await started.stop();
  });
});

describe('jsonLine', () => {
  it.each(['ready', '{"open":', '[1]', '"text"', ''])('rejects %j', (line) => {
    expect(jsonLine(line)).toBeUndefined();
  });

  it('returns an object', () => {
    expect(jsonLine('{"a":1}')).toEqual({ a: 1 });
  });
});
