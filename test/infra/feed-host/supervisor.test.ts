import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Release } from '../../../infra/feed-host/release.ts';
import { Supervisor } from '../../../infra/feed-host/supervisor.ts';

const LOOK_MS = 60_000;
const OVERLAP_MS = 20_000;

const release = (version: string): Release => ({
  version,
  environment: {},
  unpack: () => Promise.reject(new Error('not unpacked here')),
});

/** A host whose releases, processes and time are those of the test. */
class Host {
  /** What is deployed. */
  deployed: Release | Error | undefined = release('1');
  readonly events: string[] = [];
  readonly #ends = new Map<string, (how: string) => void>();
  #sleeping: { readonly milliseconds: number; readonly wake: () => void } | undefined;

  readonly supervisor = new Supervisor({
    release: async () => {
      if (this.deployed instanceof Error) throw this.deployed;
      return this.deployed;
    },
    start: async ({ version }) => {
      this.events.push(`start ${version}`);
      const { promise: ended, resolve } = Promise.withResolvers<string>();
      this.#ends.set(version, resolve);
      const stop = async () => {
        this.events.push(`stop ${version}`);
        resolve('SIGTERM');
      };
      return { ended, stop };
    },
    sleep: (milliseconds, signal) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const wake = () => {
        this.#sleeping = undefined;
        resolve();
      };
      this.#sleeping = { milliseconds, wake };
      signal.addEventListener('abort', wake);
      return promise;
    },
    log: (message) => this.events.push(message),
  });

  /** Waits until the supervisor sleeps. */
  async sleeps(milliseconds: number): Promise<void> {
    for (let turns = 0; this.#sleeping?.milliseconds !== milliseconds; turns += 1) {
      if (turns > 1_000) throw new Error(`the supervisor does not sleep for ${milliseconds} ms`);
      await turn();
    }
  }

  /** Waits until the supervisor sleeps, and ends the sleep. */
  async sleepOver(milliseconds: number): Promise<void> {
    await this.sleeps(milliseconds);
    this.#sleeping?.wake();
  }

  end(version: string, how: string): void {
    this.#ends.get(version)?.(how);
  }
}

test('starts what is deployed, and leaves it alone while nothing else is', async () => {
  const host = new Host();
  const run = host.supervisor.run();

  await host.sleepOver(LOOK_MS);
  await host.sleepOver(LOOK_MS);
  await host.sleeps(LOOK_MS);
  await host.supervisor.stop();
  await run;

  expect(host.events).toEqual(['start 1', 'stop 1']);
});

test('starts a new release beside the old one, and stops the old one after the overlap', async () => {
  const host = new Host();
  const run = host.supervisor.run();
  await host.sleeps(LOOK_MS);
  host.deployed = release('2');

  await host.sleepOver(LOOK_MS);
  await host.sleepOver(OVERLAP_MS);
  await host.sleepOver(LOOK_MS);
  await host.sleeps(LOOK_MS);
  await host.supervisor.stop();
  await run;

  expect(host.events).toEqual(['start 1', 'start 2', 'the new release takes over', 'stop 1', 'stop 2']);
});

test('keeps the old release if the new one ends at once, and does not start it again', async () => {
  const host = new Host();
  const run = host.supervisor.run();
  await host.sleeps(LOOK_MS);
  host.deployed = release('2');

  await host.sleepOver(LOOK_MS);
  await host.sleeps(OVERLAP_MS);
  host.end('2', 'code 1');
  await host.sleepOver(LOOK_MS);
  await host.sleepOver(LOOK_MS);
  await host.sleeps(LOOK_MS);
  await host.supervisor.stop();
  await run;

  expect(host.events).toEqual([
    'start 1',
    'start 2',
    'the new release ended (code 1); the one before goes on',
    'stop 1',
  ]);
});

test('waits while Lambda updates the function', async () => {
  const host = new Host();
  host.deployed = undefined;
  const run = host.supervisor.run();
  await host.sleeps(LOOK_MS);
  expect(host.events).toEqual([]);
  host.deployed = release('1');

  await host.sleepOver(LOOK_MS);
  await host.sleeps(LOOK_MS);
  await host.supervisor.stop();
  await run;

  expect(host.events).toEqual(['start 1', 'stop 1']);
});

test('goes on if it cannot look for a new release', async () => {
  const host = new Host();
  const run = host.supervisor.run();
  await host.sleeps(LOOK_MS);
  host.deployed = new Error('lambda answered 503');

  await host.sleepOver(LOOK_MS);
  await host.sleepOver(LOOK_MS);
  await host.sleeps(LOOK_MS);
  await host.supervisor.stop();
  await run;

  expect(host.events).toContain('could not look for a new release: lambda answered 503');
  expect(host.events.filter((event) => event.startsWith('start'))).toEqual(['start 1']);
});

test('fails if the first look fails, so that the host starts it again', async () => {
  const host = new Host();
  host.deployed = new Error('lambda answered 404');

  await expect(host.supervisor.run()).rejects.toThrow('lambda answered 404');
});

test('fails if the feed ends by itself, so that the host starts it again', async () => {
  const host = new Host();
  const run = host.supervisor.run();
  const failure = expect(run).rejects.toThrow('the market feed ended: code 137');

  await host.sleeps(LOOK_MS);
  host.end('1', 'code 137');

  await failure;
});

test('ends what runs if AWS refuses ten times in a row to tell what is deployed', async () => {
  const host = new Host();
  const run = host.supervisor.run();
  const failure = expect(run).rejects.toThrow('lambda answered 403');
  await host.sleeps(LOOK_MS);
  host.deployed = new Error('lambda answered 403: {"Message":"not authorized"}');

  for (let look = 0; look < 10; look += 1) await host.sleepOver(LOOK_MS);

  await failure;
});

test('goes on if refusals are not in a row', async () => {
  const host = new Host();
  const run = host.supervisor.run();
  await host.sleeps(LOOK_MS);
  for (const status of [403, 503, 403]) {
    host.deployed = new Error(`lambda answered ${status}: no`);
    for (let look = 0; look < 9; look += 1) await host.sleepOver(LOOK_MS);
    await host.sleeps(LOOK_MS);
  }

  await host.supervisor.stop();
  await run;

  expect(host.events.at(-1)).toBe('stop 1');
});
