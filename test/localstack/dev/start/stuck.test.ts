import {
  describeMapping,
  type LambdaApi,
  type MappingDescription,
  resolveMappingSettings,
  startLambdaApi,
} from '@alpha-panda/kafka-event-source-mapping';
import { afterEach, expect, it } from 'vitest';
import { readStuck } from '../../../../localstack/dev/start/stuck.ts';

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

it('lists the mappings with a problem', async () => {
  api = await startLambdaApi(() => [mapping('a', 'OK'), mapping('b', 'PROBLEM: ticks-0 waits')]);

  expect(await readStuck(api.url)).toEqual([{ group: 'b', problem: 'ticks-0 waits' }]);
});

it('reports an API that does not answer', async () => {
  api = await startLambdaApi(() => []);
  const { url } = api;
  await api.close();

  expect(await readStuck(url)).toEqual([{ group: '', problem: 'the event source mappings do not answer' }]);
});
