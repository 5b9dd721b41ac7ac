import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { commandUnderTest } from './support/command-under-test.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

const fill = (number: number) => ({
  event_id: '850f9306-798f-5a2e-917c-04556bea54c8',
  correlation_id: '521a6e83-1eb4-538c-982c-d2f3a4d8cf77',
  order_id: `order-${number}`,
  fill_id: `fill-${number}`,
  signal_id: 'f31fa9c2-7330-54cd-b9cc-c071a7509da4',
  strategy_id: 'momentum-demo',
  instrument_token: 408065,
  side: 'BUY',
  quantity: 10,
  fill_price: 1_506.2,
  fees: 6.33,
  complete: true,
  execution_mode: 'paper',
  at: '2026-03-02T03:45:41.250Z',
});

const start = (args: readonly string[], environment: Readonly<Record<string, string>>) => {
  const child = spawn(process.execPath, ['infra/cli/main.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const ended = new Promise<number | null>((done) => child.once('close', done));
  return { child, ended };
};

describe('npm run cli', () => {
  it('prints its result, whole, and ends with its exit code', async () => {
    const items = Array.from({ length: 2_000 }, (_, number) => fill(number));
    const { api, folder } = await commandUnderTest({ 'GET /fills/paper': { body: { items } } });

    const { child, ended } = start(['fills', 'paper', '--json', '--limit', '2000'], {
      ALPHA_PANDA_API: api.address,
      ALPHA_PANDA_CONFIG_DIR: folder,
    });

    expect(JSON.parse(await text(child.stdout)).items).toHaveLength(2_000);
    expect(await ended).toBe(0);
  });

  it('ends with 2 where the command line is wrong', async () => {
    const { child, ended } = start(['frob'], {});

    expect(await text(child.stderr)).toContain('unknown command "frob"');
    expect(await ended).toBe(2);
  });

  it('exits without an error when the pipe closes', async () => {
    const items = Array.from({ length: 20_000 }, (_, number) => fill(number));
    const { api, folder } = await commandUnderTest({ 'GET /fills/paper': { body: { items } } });

    const { child, ended } = start(['fills', 'paper', '--limit', '20000'], {
      ALPHA_PANDA_API: api.address,
      ALPHA_PANDA_CONFIG_DIR: folder,
    });
    child.stdout.once('data', () => child.stdout.destroy());

    const [complaints, exitCode] = await Promise.all([text(child.stderr), ended]);
    expect([complaints, exitCode]).toEqual(['', 0]);
  });
});
