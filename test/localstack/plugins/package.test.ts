import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRecord } from '../../../localstack/plugins/serverless.ts';
import { createFixtureService, type FixtureService } from './support.ts';

let service: FixtureService;
let resources: Record<string, unknown> = {};

const propertiesOf = (logicalId: string): unknown => {
  const resource = resources[logicalId];
  return isRecord(resource) ? resource.Properties : undefined;
};

/** Names in a zip file's central directory. */
function entriesOf(zip: Buffer): string[] {
  const names: string[] = [];
  for (
    let at = zip.indexOf('PK\x01\x02', 0, 'latin1');
    at >= 0;
    at = zip.indexOf('PK\x01\x02', at + 4, 'latin1')
  ) {
    names.push(zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)));
  }
  return names;
}

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
    expect(propertiesOf('RecorderEventSourceMappingMSKFixtureFixturerecords')).toMatchObject({
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
    for (const name of ['recorder', 'idle']) {
      expect(entriesOf(await readFile(path.join(service.folder, `.serverless/${name}.zip`)))).toEqual([
        'index.mjs',
      ]);
    }
  });

  it('points the function at the module in the zip', () => {
    expect(propertiesOf('RecorderLambdaFunction')).toMatchObject({ Handler: 'index.handler' });
  });

  it('minifies, without a source map', async () => {
    const bundle = await readFile(path.join(service.folder, '.build/recorder/index.mjs'), 'utf8');

    expect(bundle).not.toContain('sourceMappingURL');
    expect(bundle.split('\n').length).toBeLessThan(5);
  });
});
