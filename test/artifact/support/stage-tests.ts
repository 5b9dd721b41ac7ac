import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Admin, Kafka } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isDeadLetterReader, STAGE_FUNCTIONS, type StageFunction } from '../../../infra/service/stages.ts';
import { topicsWritten } from '../../../infra/stack/roles.ts';
import { putSeed } from '../../../localstack/dev/seed/seed.ts';
import { instrumentSeed, strategySeed } from '../../../localstack/dev/seed/seed-item.ts';
import { SIMULATED_INSTRUMENTS } from '../../../localstack/market-data/simulator/instruments.ts';
import { dynamoProjectionWriter } from '../../../shared/dynamo/projection-writer.ts';
import { SCOPES } from '../../../shared/events/brokers.ts';
import { readersOf } from '../../../shared/events/pipeline.ts';
import { LAMBDA_FAILURES } from '../../../shared/events/topics.ts';
import { KafkaPublisher } from '../../../shared/kafka/publisher.ts';
import type { EmitProjection } from '../../../shared/kernel/stage.ts';
import type { KafkaRecord } from '../../../shared/ports/record.ts';
import { type TableName, tableName } from '../../../shared/ports/tables.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../../support/aws.ts';
import { type KafkaUnderTest, kafkaUnderTest } from '../../support/kafka.ts';
import { kafkaEvent, record } from '../../support/records.ts';
import { letterId, letterItem, redriveCommand } from '../../support/redrives.ts';
import { packaged } from './packaged.ts';
import { type PackagedCloud, packagedCloud } from './packaged-cloud.ts';
import type { PackagedFunction } from './packaged-function.ts';
import { SAMPLE_TICKS, sampleEvents } from './sample-events.ts';

/** The expected outcome of a record: topics with new records, and tables with new items. */
interface Outcome {
  /** Undefined where it depends on the sample: the test of the stage covers it. */
  readonly published: readonly string[] | undefined;
  readonly written: readonly TableName[];
}

const NOTHING: Outcome = { published: [], written: [] };
const DEPENDS: Outcome = { published: undefined, written: [] };

/** By the function's folder. A record without another outcome changes the stage's checkpoint only. */
const outcomeOf = ({ folder, scope }: StageFunction, topic: string): Outcome => {
  const kind = topic.replace(/^(paper|zerodha)\./, '');
  switch (folder) {
    case 'price-recorder':
      return NOTHING;
    case 'strategy-runner':
      return { published: ['paper.signals.raw', 'zerodha.signals.raw'], written: ['journal'] };
    case 'risk-manager':
      return {
        published: [scope === 'paper' ? 'paper.signals.validated' : 'zerodha.signals.rejected'],
        written: ['journal'],
      };
    case 'paper-trading-engine':
      return { published: ['paper.orders.filled'], written: ['journal'] };
    case 'portfolio-manager':
      return kind === 'orders.filled'
        ? { published: [`${scope}.pnl.snapshots`], written: ['positions', 'journal'] }
        : NOTHING;
    case 'dead-letters':
      return { published: [], written: ['dead-letters'] };
    case 'redriver':
      return { published: [redrivenTopicOf(scope)], written: ['dead-letters', 'journal'] };
    default:
      return DEPENDS;
  }
};

/** The topic whose dead letter is redriven. */
const redrivenTopicOf = (scope: StageFunction['scope']): string =>
  scope === 'shared' ? 'market.ticks' : `${scope}.orders.failed`;

const letterToRedrive = (scope: StageFunction['scope']): EmitProjection => {
  const topic = redrivenTopicOf(scope);
  const [stage = ''] = readersOf(topic);
  return { kind: 'projection', table: 'dead-letters', item: letterItem(0, { topic, stage }) };
};

describe('the zip of a stage', () => {
  let aws: AwsUnderTest;
  let kafka: KafkaUnderTest;
  let cloud: PackagedCloud;
  let admin: Admin;
  let publisher: KafkaPublisher;

  beforeAll(async () => {
    [aws, kafka] = await Promise.all([awsUnderTest(), kafkaUnderTest()]);
    cloud = await packagedCloud(packaged, { awsEndpoint: aws.endpoint, kafkaBrokers: kafka.brokers });
    const client: Kafka = await kafka.connect();
    admin = client.admin();
    await admin.connect();
    publisher = new KafkaPublisher(() => kafka.connect());
    const strategy = strategySeed({
      id: 'every-tick',
      type: 'low_frequency',
      instruments: SAMPLE_TICKS.slice(0, 1).map((tick) => tick.instrument_token),
      parameters: { every_ticks: 1, quantity: 1 },
    });
    await putSeed(aws.client, TEST_PREFIX, [
      ...SIMULATED_INSTRUMENTS.map(instrumentSeed),
      { ...strategy, item: { ...strategy.item, zerodha_trading_enabled: true } },
    ]);
    await dynamoProjectionWriter(aws.client, TEST_PREFIX).write(SCOPES.map(letterToRedrive));
  });
  afterAll(async () => {
    await publisher.close();
    await admin.disconnect();
    await cloud.close();
    await Promise.all([aws.close(), kafka.close()]);
  });

  const endOf = async (topic: string): Promise<number> =>
    (await admin.fetchTopicOffsets(topic)).reduce((sum, { high }) => sum + Number(high), 0);
  const ends = async (topics: readonly string[]): Promise<ReadonlyMap<string, number>> =>
    new Map(await Promise.all(topics.map(async (topic) => [topic, await endOf(topic)] as const)));

  /** Samples for a topic that no earlier stage has written. */
  const samplesFor = (topic: string) => {
    if (topic.endsWith('.redrives')) {
      const scope = topic.split('.')[0] as StageFunction['scope'];
      return [redriveCommand(redrivenTopicOf(scope), letterId(0))];
    }
    if (topic !== LAMBDA_FAILURES.name) {
      return sampleEvents(topic).map((event) => ({
        topic,
        partition: 0,
        key: event.key,
        value: JSON.stringify(event),
        headers: [],
      }));
    }
    const given = record({ topic: redrivenTopicOf('shared'), value: Buffer.from('{"not":"an event"}') });
    const message = {
      requestContext: { functionArn: 'arn:aws:lambda:ap-south-1:123456789012:function:x-price-recorder' },
      condition: 'RetriesExhausted',
      payload: kafkaEvent([given]),
    };
    return [{ topic, key: null, value: JSON.stringify(message), headers: [] }];
  };

  /** The records of a topic. */
  const recordsOf = async (topic: string): Promise<readonly KafkaRecord[]> => {
    if ((await endOf(topic)) === 0) await publisher.publish(samplesFor(topic));
    const records = await kafka.read(topic, await endOf(topic));
    return records.map((record) => ({ ...record, topic, timestamp: Date.now() }));
  };

  const contents = async (client: DynamoDBClient, table: TableName): Promise<string> => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName(TEST_PREFIX, table) }));
    return Items.map((item) => JSON.stringify(item))
      .toSorted()
      .join('\n');
  };

  /** The counts that the function has written: those of its first invocation, and of every one with a problem. */
  const metricsOf = (zip: PackagedFunction): readonly Readonly<Record<string, unknown>>[] =>
    zip
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{"_aws"'))
      .map((line) => JSON.parse(line));

  describe.each(STAGE_FUNCTIONS.map((stage) => [stage.name, stage] as const))('%s', (name, stage) => {
    afterAll(() => cloud.end(name));

    test.each(stage.consumes)('processes a record of %s with its expected outcome', async (topic) => {
      const records = await recordsOf(topic);
      const { published, written } = outcomeOf(stage, topic);
      const topics = isDeadLetterReader(stage) ? [] : topicsWritten(stage);
      const tables = stage.tables.filter(({ uses }) => uses.some((use) => use.startsWith('put')));
      const before = await ends(topics);
      const tablesBefore = await Promise.all(tables.map(({ table }) => contents(aws.client, table)));
      const zip = await cloud.functionOf(name);

      const answer = await zip.invoke(kafkaEvent(records), { functionName: name, awsRequestId: 'request' });

      expect(answer, zip.output()).toEqual({ batchItemFailures: [] });
      const metrics = metricsOf(zip);
      expect(metrics[0]).toMatchObject({ service: stage.stageName, saves: 1 });
      for (const line of metrics) {
        expect(line).toMatchObject({ poison: 0, missing: 0, partitionsStopped: 0 });
      }
      const after = await ends(topics);
      const grown = topics.filter((one) => after.get(one) !== before.get(one));
      if (published !== undefined) {
        expect(grown).toEqual(published.length === 0 ? [] : expect.arrayContaining([...published]));
      }
      expect(grown.filter((one) => one.endsWith('.dlq'))).toEqual([]);
      const tablesAfter = await Promise.all(tables.map(({ table }) => contents(aws.client, table)));
      const changed = tables.filter((_, place) => tablesAfter[place] !== tablesBefore[place]);
      expect(changed.map(({ table }) => table)).toEqual(expect.arrayContaining([...written]));
    });
  });
});
