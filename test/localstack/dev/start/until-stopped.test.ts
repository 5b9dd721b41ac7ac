import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { type Program, untilStopped } from '../../../../localstack/dev/start/until-stopped.ts';

const start = (run: (program: Program) => Promise<void>, stopWithinMs = 60_000) => {
  const signals = new EventEmitter();
  const complaints: string[] = [];
  const code = untilStopped(run, { signals, complain: (line) => complaints.push(line), stopWithinMs });
  return { signals, complaints, code };
};

const forever = (): Promise<never> => new Promise(() => undefined);

describe('a program that runs until it is stopped', () => {
  it('exits with 0 after it has ended and stopped what it started', async () => {
    let stopped = false;
    const { code, complaints } = start(async ({ started }) => {
      started('engines', () => {
        stopped = true;
      });
    });

    expect(await code).toBe(0);
    expect(stopped).toBe(true);
    expect(complaints).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM'])('aborts and exits with 0 on %s', async (name) => {
    let signal: AbortSignal | undefined;
    const { signals, code } = start((program) => {
      signal = program.signal;
      return forever();
    });

    signals.emit(name);

    expect(await code).toBe(0);
    expect(signal?.aborted).toBe(true);
  });

  it('exits with 1 and the message of an error', async () => {
    const { code, complaints } = start(() => Promise.reject(new Error('port 3000 is taken')));

    expect(await code).toBe(1);
    expect(complaints).toEqual(['port 3000 is taken']);
  });

  it('exits with 1 and the first failure that a part reports', async () => {
    const { code, complaints } = start(({ fail }) => {
      fail('the functions ended');
      fail('again');
      return forever();
    });

    expect(await code).toBe(1);
    expect(complaints).toEqual(['the functions ended']);
  });

  it('exits with 1 if a part does not stop in time', async () => {
    const { code } = start(async ({ started }) => started('engines', forever), 1);

    expect(await code).toBe(1);
  });
});
