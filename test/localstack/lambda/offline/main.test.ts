import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type EmbeddedBroker, startEmbeddedBroker } from '@alpha-panda/embedded-kafka';
import { type Admin, Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { freePorts } from '../../../../localstack/local-only/ports.ts';
import { until } from '../../../support/eventually.ts';
import {
  createFixtureService,
  type FixtureService,
  type RunningService,
} from '../serverless-plugins/support.ts';

let broker: EmbeddedBroker;
let admin: Admin;
let producer: Producer;
let service: FixtureService;
let port = 0;
let topics = 0;
let topic = '';

beforeAll(async () => {
  broker = await startEmbeddedBroker({ stage: 'local' });
  const kafka = new Kafka({ brokers: [broker.bootstrapServers], logLevel: logLevel.NOTHING });
  admin = kafka.admin();
  producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await Promise.all([admin.connect(), producer.connect()]);
  service = await createFixtureService();
  [port = 0] = await freePorts(1);
});

afterAll(async () => {
  await Promise.all([admin.disconnect(), producer.disconnect()]);
  await broker.close();
  await service.remove();
});

beforeEach(async () => {
  topics += 1;
  topic = `saved.${topics}`;
  await admin.createTopics({ topics: [{ topic }, { topic: `${topic}.dlq` }] });
});

const outputFile = (): string => path.join(service.folder, `${topic}.jsonl`);

const invocations = async (): Promise<readonly { readonly values: readonly string[] }[]> => {
  const text = await readFile(outputFile(), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
};

const start = (): RunningService =>
  service.startSaved({
    KAFKA_BROKERS: broker.bootstrapServers,
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    FIXTURE_TOPIC: topic,
    FIXTURE_OUTPUT_FILE: outputFile(),
    FIXTURE_LAMBDA_PORT: String(port),
  });

const ready = (running: RunningService): Promise<void> =>
  until(() => running.output().includes('"event_source_mappings":"ready"'), running.output);

const stop = (running: RunningService): Promise<number | null> => {
  running.process.kill('SIGTERM');
  return running.exited;
};

/** Sends a value and waits until the function has it. */
const invoke = async (value: string, running: RunningService): Promise<void> => {
  await producer.send({ topic, messages: [{ key: 'k', value }] });
  await until(async () => (await invocations()).some(({ values }) => values.includes(value)), running.output);
};

/** The framework says this only when it resolves the service. */
const resolvedBy = (running: RunningService): 'framework' | 'cache' =>
  running.output().includes('"service_saved"') ? 'framework' : 'cache';

it('runs the service with serverless-offline, and asks the framework only once for the same sources', async () => {
  const first = start();
  await ready(first);
  await invoke('a', first);
  await until(() => first.output().includes(`listening on http://127.0.0.1:${port}`), first.output);
  expect([resolvedBy(first), await stop(first)]).toEqual(['framework', 0]);

  const second = start();
  await ready(second);
  await invoke('b', second);
  expect([resolvedBy(second), await stop(second)]).toEqual(['cache', 0]);
});

it('asks the framework again after a change of the service or the environment', async () => {
  const first = start();
  await ready(first);
  await stop(first);
  const file = path.join(service.folder, 'serverless.yml');
  const original = await readFile(file, 'utf8');
  await writeFile(file, original.replace('FROM_FUNCTION: function', 'FROM_FUNCTION: changed'));

  const second = start();
  await ready(second);
  await invoke('a', second);
  await stop(second);
  await writeFile(file, original);

  // The topic is in the environment.
  expect([resolvedBy(first), resolvedBy(second)]).toEqual(['framework', 'framework']);
  expect((await invocations()).at(-1)).toMatchObject({ environment: { FROM_FUNCTION: 'changed' } });
});

it('runs changed code without a restart', async () => {
  const source = path.join(service.folder, 'functions/recorder.ts');
  const original = await readFile(source, 'utf8');
  const running = start();
  await ready(running);
  await invoke('before', running);
  await writeFile(source, original.replace('values,', 'changed: true,\n    values,'));
  await until(() => running.output().includes('functions rebuilt'), running.output);

  await invoke('after', running);
  await stop(running);
  await writeFile(source, original);

  expect((await invocations()).at(-1)).toMatchObject({ changed: true, values: ['after'] });
});

it('ends with what the framework says about an invalid service, and keeps nothing of it', async () => {
  const file = path.join(service.folder, 'serverless.yml');
  const original = await readFile(file, 'utf8');
  await writeFile(file, original.replace('timeout: 5', 'timeout: soon'));
  for (const running of [start(), start()]) {
    expect(await running.exited).toBe(1);
    expect(running.output()).toContain('functions.recorder.timeout');
  }
  await writeFile(file, original);
});
