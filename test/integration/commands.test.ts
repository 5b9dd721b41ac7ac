import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../localstack/dev/cloud/ports.ts';
import { HANG_MS } from '../support/eventually.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const FIXTURE = 'test/integration/fixtures/two-indices.csv';

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  /** Lines of standard error. */
  readonly complaints: readonly string[];
}

/** Runs a command of package.json to its end, with only the given engines in its environment. */
const command = (
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> =>
  new Promise((done) => {
    const { KAFKA_BROKERS: _, AWS_ENDPOINT_URL: __, ...inherited } = process.env;
    execFile(
      process.execPath,
      ['--disable-warning=TimeoutNegativeWarning', `${script}.ts`, ...args],
      { cwd: ROOT, env: { ...inherited, ...environment }, timeout: HANG_MS },
      (error, stdout, stderr) => {
        const complaints = stderr.split('\n').filter((line) => line !== '');
        done({ exitCode: error === null ? 0 : Number(error.code ?? -1), stdout, complaints });
      },
    );
  });

describe('npm run replay', () => {
  it('prints the result as JSON, equal at every run', async () => {
    const args = [FIXTURE, '--in-process', '--json'];

    const [first, second] = await Promise.all([
      command('localstack/backtest/main', args),
      command('localstack/backtest/main', args),
    ]);

    const { wall_ms: _, ...result } = JSON.parse(first.stdout);
    const { wall_ms: __, ...again } = JSON.parse(second.stdout);
    expect(first.exitCode).toBe(0);
    expect(result).toMatchObject({
      ticks: 160,
      bars: { mode: 'closed' },
      order_latency_ms: 250,
      warnings: [],
    });
    expect(result.fills).toBeGreaterThan(0);
    expect(again).toEqual(result);
  });

  it('replays one session of the file, and names its days if the session is missing', async () => {
    const { exitCode, complaints } = await command('localstack/backtest/main', [
      FIXTURE,
      '--in-process',
      '--session',
      '2026-01-06',
    ]);

    expect(exitCode).toBe(1);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain('2026-01-05');
  });

  it.each([
    ['a missing file', ['nowhere.csv', '--in-process'], 'nowhere.csv'],
    ['an unknown pace', [FIXTURE, '--pace', 'soon'], 'lockstep'],
  ])('prints one line about %s', async (_what, args, told) => {
    const { exitCode, complaints } = await command('localstack/backtest/main', args);

    expect(exitCode).toBe(1);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain(told);
  });

  it('prints one line with the unreachable broker and the remedy', async () => {
    const port = await freePort();

    const { exitCode, complaints } = await command('localstack/backtest/main', [FIXTURE], {
      KAFKA_BROKERS: `127.0.0.1:${port}`,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    });

    // How the files are read comes first.
    const starting = complaints.findIndex((line) => line.startsWith('Starting'));
    const rest = complaints.slice(starting + 1);
    expect(exitCode).toBe(1);
    expect(starting).toBeGreaterThan(0);
    expect(rest).toHaveLength(1);
    expect(rest[0]).toContain(`127.0.0.1:${port}`);
    expect(rest[0]).toMatch(/start it, or correct (KAFKA_BROKERS|AWS_ENDPOINT_URL)/);
  });
});

describe('npm start', () => {
  let taken: Server;
  let port: string;

  beforeAll(async () => {
    taken = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => taken.once('listening', listening));
    const address = taken.address();
    port = String(typeof address === 'object' && address !== null ? address.port : 0);
  });
  afterAll(() => new Promise((closed) => taken.close(closed)));

  it.each(['--http-port', '--lambda-port', '--kafka-port', '--aws-port'])(
    'prints one line with the taken port of %s and the option to change it',
    async (option) => {
      const ports = ['--http-port', '--lambda-port', '--kafka-port', '--aws-port'];
      const args = await Promise.all(
        ports.map(async (name) => [name, name === option ? port : String(await freePort())]),
      );

      const { exitCode, complaints } = await command('localstack/dev/start/main', args.flat());

      expect(exitCode).toBe(1);
      expect(complaints).toHaveLength(1);
      expect(complaints[0]).toContain(`port ${port}`);
      expect(complaints[0]).toContain(option);
    },
  );

  it('prints one line with the unreachable broker and the remedy', async () => {
    const closed = await freePort();

    const { exitCode, complaints } = await command(
      'localstack/dev/start/main',
      ['--http-port', String(await freePort()), '--lambda-port', String(await freePort())],
      { KAFKA_BROKERS: `127.0.0.1:${closed}`, AWS_ENDPOINT_URL: `http://127.0.0.1:${closed}` },
    );

    expect(exitCode).toBe(1);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatch(/start it, or correct (KAFKA_BROKERS|AWS_ENDPOINT_URL)/);
  });
});

describe('npm run local:put', () => {
  it('reports the problem and place of an item before it looks for a cloud', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'put-'));
    const file = join(folder, 'item.json');
    writeFileSync(file, '{"foo":1}');

    const { exitCode, complaints } = await command('localstack/dev/put/main', ['controls', file]);

    rmSync(folder, { recursive: true });
    expect(exitCode).toBe(1);
    expect(complaints[0]).toBe('nothing was put:');
    expect(complaints[1]).toContain('item 1: control is missing');
  });

  it('names the tables that it accepts', async () => {
    const { exitCode, complaints } = await command('localstack/dev/put/main', ['journal', '-']);

    expect(exitCode).toBe(1);
    expect(complaints).toEqual([
      '"journal" is not a table that users write: choose instruments, corporate-actions, strategies, controls. The stages write all others',
    ]);
  });
});

describe('the experiments', () => {
  it.each(['compare', 'kill', 'malformed'])('%s prints its usage', async (name) => {
    const { exitCode, stdout } = await command(`test/acceptance/${name}`, ['--help']);

    expect(exitCode).toBe(0);
    expect(stdout).toContain('Usage: npm run');
  });

  it('name the invalid option', async () => {
    const { exitCode, complaints } = await command('test/acceptance/kill', [FIXTURE, '--kills', 'many']);

    expect(exitCode).toBe(1);
    expect(complaints).toEqual(['--kills is "many": give a whole number above 0']);
  });
});
