import { afterEach, expect, it } from 'vitest';
import { readStuck } from '../../../../localstack/dev/start/stuck.ts';
import type { MappingDescription } from '../../../../localstack/lambda/event-source-mapping/mapping-description.ts';
import { describeMapping } from '../../../../localstack/lambda/event-source-mapping/mapping-description.ts';
import { resolveMappingSettings } from '../../../../localstack/lambda/event-source-mapping/mapping-settings.ts';
import {
  type LambdaApi,
  startLambdaApi,
} from '../../../../localstack/lambda/event-source-mapping/plugin/lambda-api.ts';

let api: LambdaApi | undefined;
afterEach(() => api?.close());

const mapping = (consumerGroupId: string, lastProcessingResult: string): MappingDescription => {
  const { settings } = resolveMappingSettings({
    functionName: 'stage',
    functionArn: 'arn',
    topic: 'ticks',
    consumerGroupId,
    bootstrapServers: '127.0.0.1:9092',
  });
  return describeMapping(settings, { state: 'Enabled', lastProcessingResult, startedAt: 0 });
};

it('names those that have a problem', async () => {
  api = await startLambdaApi(() => [mapping('a', 'OK'), mapping('b', 'PROBLEM: ticks-0 waits')]);

  expect(await readStuck(api.url)).toEqual([{ group: 'b', problem: 'ticks-0 waits' }]);
});

it('takes silence for a problem', async () => {
  api = await startLambdaApi(() => []);
  const { url } = api;
  await api.close();

  expect(await readStuck(url)).toEqual([
    { group: '', problem: 'the event source mappings do not say where they stand' },
  ]);
});
