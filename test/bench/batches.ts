import { packageService } from '../../infra/commands/packaged-service.ts';
import { isDeadLetterReader, STAGE_FUNCTIONS, type StageFunction } from '../../infra/service/stages.ts';
import { putSeed } from '../../localstack/dev/seed/seed.ts';
import { instrumentSeed } from '../../localstack/dev/seed/seed-item.ts';
import { SIMULATED_INSTRUMENTS } from '../../localstack/market-data/simulator/instruments.ts';
import type { TopicName } from '../../shared/events/topics.ts';
import { packagedCloud } from '../artifact/support/packaged-cloud.ts';
import { sampleEvents } from '../artifact/support/sample-events.ts';
import { awsUnderTest, TEST_PREFIX } from '../support/aws.ts';
import { kafkaUnderTest } from '../support/kafka.ts';
import { kafkaEvent } from '../support/records.ts';
import type { Benchmark, Findings } from './benchmark.ts';
import { median } from './measure.ts';
import { figure, tableLines } from './report.ts';

/** Invocations that warm the compiler, and measured ones. */
const WARM_UP = 40;
const INVOCATIONS = 200;

/** Stages whose input is made from events alone. The others read dead letters and commands, a few a month. */
const measurable = (stage: StageFunction): boolean =>
  !isDeadLetterReader(stage) && stage.folder !== 'redriver';

/** Batches of one event of a topic, from offset 0 on. */
const batchesOf = (topic: TopicName) => {
  const [event] = sampleEvents(topic);
  if (event === undefined) throw new Error(`no sample of ${topic}`);
  const value = Buffer.from(JSON.stringify(event));
  const key = Buffer.from(event.key);
  return (offset: number) =>
    kafkaEvent([{ topic, partition: 0, offset, timestamp: Date.parse(event.ts), key, value, headers: [] }]);
};

export const batches: Benchmark = {
  name: 'batches',
  title: '(g) One invocation with a batch of one event',

  async run({ say }): Promise<Findings> {
    say('  packaging ...');
    await using service = await packageService('dev', { tablePrefix: TEST_PREFIX, marketClock: 'event' });
    const [aws, kafka] = await Promise.all([awsUnderTest(), kafkaUnderTest()]);
    const cloud = await packagedCloud(service, { awsEndpoint: aws.endpoint, kafkaBrokers: kafka.brokers });
    const rows: string[][] = [];
    try {
      await putSeed(aws.client, TEST_PREFIX, SIMULATED_INSTRUMENTS.map(instrumentSeed));
      for (const stage of STAGE_FUNCTIONS.filter(measurable)) {
        const zip = await cloud.functionOf(stage.name);
        for (const topic of stage.consumes) {
          const batchAt = batchesOf(topic);
          const durations: number[] = [];
          let logged = 0;
          for (let offset = 0; offset < WARM_UP + INVOCATIONS; offset += 1) {
            if (offset === WARM_UP) logged = zip.output().length;
            const start = performance.now();
            await zip.invoke(batchAt(offset), { functionName: stage.name, awsRequestId: 'request' });
            if (offset >= WARM_UP) durations.push(performance.now() - start);
          }
          const bytes = (zip.output().length - logged) / INVOCATIONS;
          rows.push([`${stage.name} ← ${topic}`, figure(median(durations)), figure(Math.round(bytes))]);
        }
        await cloud.end(stage.name);
      }
    } finally {
      await cloud.close();
      await Promise.all([aws.close(), kafka.close()]);
    }
    return {
      verdicts: [],
      lines: [
        ...tableLines([['', 'ms', 'bytes of log'], ...rows]),
        `  Medians of ${INVOCATIONS} warm invocations of the zips on the embedded engines, by the clock.`,
      ],
    };
  },
};
