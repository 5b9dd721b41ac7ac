import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isRecord } from '@alpha-panda/kafka-event-source-mapping/serverless';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zipEntries } from '../../../support/zip-entries.ts';
import { createFixtureService, type FixtureService } from './support.ts';

let service: FixtureService;
let resources: Record<string, unknown> = {};

const propertiesOf = (logicalId: string): unknown => {
  const resource = resources[logicalId];
  return isRecord(resource) ? resource.Properties : undefined;
};

const entriesOf = async (name: string): Promise<readonly string[]> =>
  zipEntries(await readFile(path.join(service.folder, `.serverless/${name}.zip`)));

beforeAll(async () => {
  service = await createFixtureService();
  await service.run(['package']);
  const template: unknown = JSON.parse(
    await readFile(
      path.join(service.folder, '.serverless/cloudformation-template-update-stack.json'),
      'utf8',
    ),
  );
  if (isRecord(template) && isRecord(template.Resources)) resources = template.Resources;
});
afterAll(() => service.remove());

describe('event-source-template', () => {
  it('writes every added key of an msk event into the template', () => {
    expect(propertiesOf('RecorderEventSourceMappingMSKFixturerecords')).toMatchObject({
      MaximumBatchingWindowInSeconds: 0,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 3,
      MaximumRecordAgeInSeconds: -1,
      BisectBatchOnFunctionError: true,
      DestinationConfig: { OnFailure: { Destination: 'kafka://fixture.records.dlq' } },
      MetricsConfig: { Metrics: ['EventCount', 'ErrorCount', 'KafkaMetrics'] },
      ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 4, PollerGroupName: 'fixture' },
      BatchSize: 10,
      Topics: ['fixture.records'],
    });
  });

  it('and of a kafka event, whose destination may be a queue of the same stack', () => {
    expect(propertiesOf('IdleEventSourceMappingKafkaFixturerecords')).toMatchObject({
      MaximumBatchingWindowInSeconds: 0,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: -1,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['FailureQueue', 'Arn'] } } },
    });
  });

  it('leaves out what the event does not say', () => {
    expect(Object.keys(propertiesOf('IdleEventSourceMappingKafkaFixturerecords') ?? {})).not.toEqual(
      expect.arrayContaining(['MaximumRecordAgeInSeconds']),
    );
  });

  it.each([
    ['maximumRetryAttempts: 10001', 'maximumRetryAttempts'],
    ['maximumRecordAgeInSeconds: 5', 'maximumRecordAgeInSeconds'],
    ['functionResponseType: ReportSomething', 'functionResponseType'],
  ])('refuses %s', async (line, key) => {
    const broken = await createFixtureService();
    const file = path.join(broken.folder, 'serverless.yml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(new RegExp(`${key}: .*`), line));

    await expect(broken.run(['package'])).rejects.toThrow(key);
    await broken.remove();
  });
});

describe('bundle', () => {
  it('zips each function alone: one module, nothing else', async () => {
    expect(await entriesOf('recorder')).toEqual(['index.mjs']);
  });

  it('gives a module that is imported late a file of its own, in the zip of its function', async () => {
    const [late, ...others] = await entriesOf('idle');

    expect(late).toMatch(/^chunks\/late-\w+\.mjs$/);
    expect(others).toEqual(['index.mjs']);
    const bundle = path.join(service.folder, '.serverless/bundles/idle/index.mjs');
    const { handler }: { handler: () => Promise<unknown> } = await import(/* @vite-ignore */ bundle);
    expect(await handler()).toBe('imported late');
  });

  it('points the function at the module in the zip', () => {
    expect(propertiesOf('RecorderLambdaFunction')).toMatchObject({ Handler: 'index.handler' });
  });

  it('minifies; the map stays behind, and nothing refers to it', async () => {
    const bundle = await readFile(
      path.join(service.folder, '.serverless/bundles/recorder/index.mjs'),
      'utf8',
    );
    const map = await readFile(
      path.join(service.folder, '.serverless/bundles/recorder/index.mjs.map'),
      'utf8',
    );

    expect(bundle).not.toContain('sourceMappingURL');
    expect(bundle.split('\n').length).toBeLessThan(5);
    expect(JSON.parse(map)).toMatchObject({ version: 3, sources: [expect.stringContaining('recorder.ts')] });
  });

  it('leaves nothing of an earlier package in a zip', async () => {
    const late = path.join(service.folder, 'functions/late.ts');
    await writeFile(late, (await readFile(late, 'utf8')).replace('late', 'later'));
    const before = await entriesOf('idle');

    await service.run(['package']);

    const after = await entriesOf('idle');
    expect(after).toHaveLength(2);
    expect(after).not.toEqual(before);
  });

  it('leaves the bundles of a running cloud as they are', async () => {
    const cloud = path.join(service.folder, 'node_modules/.cache/alpha-panda/bundles', randomUUID());
    const running = path.join(cloud, 'recorder/index.mjs');
    await mkdir(path.dirname(running), { recursive: true });
    await writeFile(running, 'export const handler = () => "running";');

    await service.run(['package']);

    expect(await readFile(running, 'utf8')).toBe('export const handler = () => "running";');
    expect(await readdir(cloud, { recursive: true })).toEqual(['recorder', 'recorder/index.mjs']);
    await rm(cloud, { recursive: true });
  });

  it('refuses a CommonJS module that is imported lazily, whose names the bundle would not have', async () => {
    const lazy = await createFixtureService();
    await writeFile(
      path.join(lazy.folder, 'functions/idle.ts'),
      "export const handler = async () => new (await import('kiteconnect')).KiteConnect({ api_key: 'a' });",
    );

    await expect(lazy.run(['package'])).rejects.toThrow(
      /functions\/idle\.ts .* imports .*kiteconnect.* lazily, which is CommonJS/,
    );
    await lazy.remove();
  });
});
