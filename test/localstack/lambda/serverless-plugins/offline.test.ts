import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { type EmbeddedBroker, startEmbeddedBroker } from '@alpha-panda/embedded-kafka';
import { type Admin, Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../support/eventually.ts';
import { createFixtureService, type FixtureService, type RunningService } from './support.ts';

interface Line {
  readonly values: readonly string[];
  readonly remaining: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly isMainThread: boolean;
  readonly threadId: number;
}

let broker: EmbeddedBroker;
let admin: Admin;
let producer: Producer;
let service: FixtureService;
let topics = 0;
let topic = '';

beforeAll(async () => {
  broker = await startEmbeddedBroker({ stage: 'local' });
  const kafka = new Kafka({ brokers: [broker.bootstrapServers], logLevel: logLevel.NOTHING });
  admin = kafka.admin();
  producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await Promise.all([admin.connect(), producer.connect()]);
  service = await createFixtureService();
});

afterAll(async () => {
  await Promise.all([admin.disconnect(), producer.disconnect()]);
  await broker.close();
  await service.remove();
});

beforeEach(async () => {
  topics += 1;
  topic = `fixture.${topics}`;
  await admin.createTopics({
    topics: [
      { topic, numPartitions: 2 },
      { topic: `${topic}.dlq`, numPartitions: 1 },
    ],
  });
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const outputFile = (): string => path.join(service.folder, `${topic}.jsonl`);

const lines = async (): Promise<Line[]> => {
  const text = await readFile(outputFile(), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line): Line => JSON.parse(line));
};

const values = async (): Promise<string[]> => (await lines()).flatMap((line) => line.values);
const send = (...sent: string[]) =>
  producer.send({ topic, messages: sent.map((value) => ({ key: 'k', value })) });

const committed = async (): Promise<number> => {
  const [group] = await admin.fetchOffsets({ groupId: `${topic}.recorder`, topics: [topic] });
  return (group?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
};

const startOffline = async (
  environment: Readonly<Record<string, string>> = {},
  command: readonly string[] = ['offline'],
): Promise<RunningService> => {
  const running = service.start([...command, '--noSponsor'], {
    KAFKA_BROKERS: broker.bootstrapServers,
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    FIXTURE_TOPIC: topic,
    FIXTURE_OUTPUT_FILE: outputFile(),
    FIXTURE_LAMBDA_PORT: String(await freePort()),
    ...environment,
  });
  await until(() => running.output().includes('"event_source_mappings":"ready"'), running.output);
  return running;
};

const stop = async (running: RunningService, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
  running.process.kill(signal);
  return running.exited;
};

describe.each([[['offline']], [['offline', 'start']]])('serverless %j', (command) => {
  it('invokes the function with what is produced, commits, and stops cleanly', async () => {
    const running = await startOffline({}, command);

    await send('a', 'b', 'c');
    await until(async () => (await values()).length === 3, running.output);
    await until(async () => (await committed()) === 3, running.output);
    const code = await stop(running);

    expect(code).toBe(0);
    expect((await values()).sort()).toEqual(['a', 'b', 'c']);
    expect(running.output()).toContain(
      `event source mapping: recorder reads ${topic} in group ${topic}.recorder`,
    );
  });
});

it('gives the function its environment and a context, in a thread of its own', async () => {
  const running = await startOffline();

  await send('a');
  await until(async () => (await lines()).length === 1, running.output);
  await stop(running, 'SIGINT');

  const [line] = await lines();
  expect(line).toMatchObject({
    isMainThread: false,
    environment: {
      FROM_PROVIDER: 'provider',
      FROM_FUNCTION: 'function',
      KAFKA_BROKERS: broker.bootstrapServers,
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    },
  });
  expect(line?.environment).not.toHaveProperty('FIXTURE_TOPIC');
  expect(line?.remaining).toBeGreaterThan(0);
  expect(line?.remaining).toBeLessThanOrEqual(5_000);
});

describe('a function that', () => {
  it.each([
    ['throws', 'throw', 'asked to throw'],
    ['rejects behind its back', 'reject', 'asked to reject behind its back'],
    ['exits', 'exit', 'exit code 3'],
    ['hangs', 'hang', 'timed out after 5.00 seconds'],
  ])('%s fails its batch and nothing else', async (_, value, reason) => {
    const running = await startOffline();

    await producer.send({
      topic,
      messages: [
        { value, partition: 0 },
        { value: 'fine', partition: 1 },
      ],
    });
    await until(() => running.output().includes(reason), running.output);
    await until(async () => (await values()).includes('fine'), running.output);

    expect(running.process.exitCode).toBeNull();
    await stop(running);
  });
});

it('loses nothing when the process is killed, and goes on when its session is over', async () => {
  const first = await startOffline();
  await producer.send({ topic, messages: [{ value: 'hang', partition: 0 }] });
  await until(async () => (await values()).includes('hang'), first.output);
  first.process.kill('SIGKILL');
  await first.exited;
  expect(await committed()).toBe(0);
  await writeFile(outputFile(), '');

  const second = await startOffline();
  await until(async () => (await values()).includes('hang'), second.output);

  await stop(second);
});

it('runs changed code without a restart', async () => {
  const running = await startOffline();
  await send('before');
  await until(async () => (await values()).includes('before'), running.output);
  const source = path.join(service.folder, 'functions/recorder.ts');
  const original = await readFile(source, 'utf8');

  await writeFile(source, original.replace('const line = {', 'const line = { changed: true,'));
  await until(() => running.output().includes('functions rebuilt'), running.output);
  await send('after');
  await until(async () => (await values()).includes('after'), running.output);

  expect((await lines()).at(-1)).toMatchObject({ changed: true, values: ['after'] });
  await stop(running);
  await writeFile(source, original);
});

it('appends its counters on stop', async () => {
  const statsFile = path.join(service.folder, `${topic}.stats.jsonl`);
  await appendFile(statsFile, 'before\n');
  const running = await startOffline({ EVENT_SOURCE_STATS_FILE: statsFile });
  await send('a', 'b');
  await until(async () => (await committed()) === 2, running.output);

  await stop(running);

  const written = (await readFile(statsFile, 'utf8')).split('\n');
  expect(written[0]).toBe('before');
  expect(JSON.parse(written[1] ?? '')).toMatchObject({
    mappings: [
      {
        function: 'event-source-fixture-local-recorder',
        topic,
        metrics: { PolledEventCount: 2, CommittedEventCount: 2, SumOffsetLag: 0 },
      },
    ],
  });
});

describe('where its mapping stands is told by Lambda’s own API', () => {
  const resultOf = async (running: RunningService): Promise<string> => {
    const url = /"lambda_api":"([^"]+)"/.exec(running.output())?.[1] ?? '';
    const answer = await (await fetch(`${url}/2015-03-31/event-source-mappings/`)).text();
    return /"LastProcessingResult":"([^"]*)"/.exec(answer)?.[1] ?? '';
  };

  it('with the cause while a partition is retried, and OK when it went on', async () => {
    const running = await startOffline();
    const before = await resultOf(running);

    await producer.send({ topic, messages: [{ value: 'throw', partition: 1 }] });
    await until(async () => (await resultOf(running)).startsWith('PROBLEM'), running.output);
    const during = await resultOf(running);
    await stop(running);

    expect(before).toBe('No records processed');
    expect(during).toMatch(
      new RegExp(`^PROBLEM: ${topic}-1 waits at offset 0: the function fails.*: asked to throw`),
    );
  });

  it('with the cause while the function cannot be started', async () => {
    const source = path.join(service.folder, 'functions/recorder.ts');
    const original = await readFile(source, 'utf8');
    await writeFile(source, `${original}\nthrow new Error('JWT_SECRET_ID is not set');`);
    const running = await startOffline();

    await until(async () => (await resultOf(running)).startsWith('PROBLEM'), running.output);
    const result = await resultOf(running);
    await stop(running);
    await writeFile(source, original);

    expect(result).toBe(`PROBLEM: ${topic}: the function cannot be started: Error: JWT_SECRET_ID is not set`);
  });
});

describe('a start that cannot succeed ends with one line and exit code 1', () => {
  const failing = async (environment: Readonly<Record<string, string>>) => {
    const running = service.start(['offline', '--noSponsor'], {
      FIXTURE_TOPIC: topic,
      KAFKA_BROKERS: broker.bootstrapServers,
      ...environment,
    });
    return { code: await running.exited, output: running.output() };
  };

  it('when no broker answers', async () => {
    const { code, output } = await failing({ KAFKA_BROKERS: `127.0.0.1:${await freePort()}` });

    expect(code).toBe(1);
    expect(output).toMatch(
      /No Kafka broker answers at 127.0.0.1:\d+ \(KAFKA_BROKERS\): start one with "npm start"/,
    );
    expect(output).not.toContain('    at ');
  });

  it('when KAFKA_BROKERS is not set', async () => {
    const { code, output } = await failing({ KAFKA_BROKERS: '' });

    expect(code).toBe(1);
    expect(output).toContain('KAFKA_BROKERS is not set: run "npm start"');
  });

  it('when a topic does not exist', async () => {
    const { code, output } = await failing({ FIXTURE_TOPIC: 'fixture.absent' });

    expect(code).toBe(1);
    expect(output).toMatch(
      /Topic fixture.absent \(read by recorder\) does not exist on .*npm run local:init/,
    );
  });
});

it('waits for a topic that is created later, and can be stopped meanwhile', async () => {
  const later = { FIXTURE_TOPIC: `${topic}.later`, EVENT_SOURCE_WAIT_MS: '86400000' };
  const begin = async () =>
    service.start(['offline', '--noSponsor'], {
      KAFKA_BROKERS: broker.bootstrapServers,
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      FIXTURE_OUTPUT_FILE: outputFile(),
      FIXTURE_LAMBDA_PORT: String(await freePort()),
      ...later,
    });
  const isWaiting = (running: RunningService) =>
    until(() => running.output().includes('"bundles"'), running.output);

  const stopped = await begin();
  await isWaiting(stopped);
  expect(await stop(stopped)).toBeNull();

  const running = await begin();
  await isWaiting(running);
  expect(running.output()).not.toContain('"event_source_mappings"');
  await admin.createTopics({
    topics: [{ topic: later.FIXTURE_TOPIC }, { topic: `${later.FIXTURE_TOPIC}.dlq` }],
  });
  await until(() => running.output().includes('"event_source_mappings":"ready"'), running.output);
  expect(await stop(running)).toBe(0);
});
