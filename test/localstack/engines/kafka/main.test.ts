import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { buildBatch } from '../../../conformance/broker/support/build-batch.ts';
import {
  createTopic,
  fetchFrom,
  newProducer,
  produceBatch,
} from '../../../conformance/broker/support/raw-calls.ts';
import { RawClient } from '../../../conformance/broker/support/raw-client.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const MAIN = fileURLToPath(new URL('../../../../localstack/engines/kafka/main.ts', import.meta.url));

interface Running {
  readonly child: ChildProcess;
  readonly ready: { readonly host: string; readonly port: number; readonly bootstrapServers: string };
}

const run = async (...options: string[]): Promise<Running> => {
  const child = spawn(process.execPath, [MAIN, '--port', '0', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, ready: JSON.parse(String(line)) };
};

const connected = async (broker: Running['ready']): Promise<RawClient> => {
  const client = await RawClient.connect(broker);
  onTestFinished(() => client.close());
  return client;
};

const killed = async (child: ChildProcess, signal: NodeJS.Signals): Promise<unknown[]> => {
  const exited = once(child, 'exit');
  child.kill(signal);
  return exited;
};

test('it prints its address as one line of JSON', async () => {
  const { ready } = await run();

  expect(ready).toEqual({
    ready: true,
    host: '127.0.0.1',
    port: expect.any(Number),
    bootstrapServers: `127.0.0.1:${ready.port}`,
    folder: null,
  });
});

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it cleanly', async (signal) => {
  const { child, ready } = await run();
  await connected(ready);

  expect(await killed(child, signal)).toEqual([0, null]);
});

test('what was acknowledged survives kill -9, and producers are known again', async () => {
  const folder = temporaryFolder();
  const first = await run('--folder', folder);
  const writer = await connected(first.ready);
  await createTopic(writer, 't');
  const identity = await newProducer(writer);
  for (let sequence = 0; sequence < 50; sequence += 1) {
    const batch = buildBatch({ values: [`value ${sequence}`], ...identity, baseSequence: sequence });
    await produceBatch(writer, 't', batch);
  }
  await killed(first.child, 'SIGKILL');

  const second = await run('--folder', folder);
  const reader = await connected(second.ready);
  const { highWatermark, records } = await fetchFrom(reader, 't', 0);
  const again = await produceBatch(
    reader,
    't',
    buildBatch({ values: ['value 49'], ...identity, baseSequence: 49 }),
  );
  const next = await newProducer(reader);

  expect(highWatermark).toBe(50);
  expect(records.includes('value 49')).toBe(true);
  expect(again).toMatchObject({ errorCode: 0, baseOffset: 49 });
  expect(next.producerId).not.toBe(identity.producerId);
});

test.each([
  { options: ['--stage', 'prod'], reason: '"local" only' },
  { options: ['--port', 'abc'], reason: '--port must be a whole number' },
  { options: ['--folder', '/dev/null/x'], reason: '/dev/null' },
])('$options is refused in words, with exit code 1', async ({ options, reason }) => {
  const child = spawn(process.execPath, [MAIN, '--port', '0', ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [said] = await once(child.stderr, 'data');
  const [code] = await once(child, 'exit');

  expect(String(said)).toContain(reason);
  expect(code).toBe(1);
});
