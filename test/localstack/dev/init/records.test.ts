import { startEmbeddedBroker } from '@alpha-panda/embedded-kafka';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Endpoints, toolDynamo } from '../../../../localstack/dev/init/endpoints.ts';
import { initialize } from '../../../../localstack/dev/init/initialize.ts';
import { type Agreement, emptyRecords } from '../../../../localstack/dev/init/records.ts';
import { toolKafka } from '../../../../localstack/dev/init/tool-kafka.ts';
import { putSeed, removeSeed, requireSeed, seedAbsent } from '../../../../localstack/dev/seed/seed.ts';
import { paperLimitsSeed } from '../../../../localstack/dev/seed/seed-item.ts';
import { startEmbeddedAws } from '../../../../localstack/engines/aws/embedded-aws.ts';
import { TopicWatcher } from '../../../../localstack/watch/topic-watcher.ts';
import { dynamoTableReader } from '../../../../shared/dynamo/table-reader.ts';
import { decodeEvent } from '../../../../shared/events/decode.ts';
import { SHARED_TOPICS } from '../../../../shared/events/topics.ts';
import type { KafkaRecord } from '../../../../shared/ports/record.ts';
import { eventually } from '../../../support/eventually.ts';

const PREFIX = 'records-test';
const LIMITS = { broker: 'paper', control: 'limits' };
const USER_LIMITS = paperLimitsSeed({ max_daily_trades: 7 });
const EMPTYING = { command: 'replay/main.ts bars.csv', user: 'asha', now: Date.UTC(2026, 0, 5) };
const SILENT: Agreement = { yes: false, ask: undefined };
const YES: Agreement = { yes: true, ask: undefined };

describe('records of stages', () => {
  let endpoints: Endpoints;
  let broker: Awaited<ReturnType<typeof startEmbeddedBroker>>;
  let aws: Awaited<ReturnType<typeof startEmbeddedAws>>;

  beforeAll(async () => {
    [broker, aws] = await Promise.all([
      startEmbeddedBroker({ stage: 'local' }),
      startEmbeddedAws({ port: 0, stage: 'local' }),
    ]);
    endpoints = { kafkaBrokers: broker.bootstrapServers, awsEndpointUrl: aws.endpoint };
    await initialize(endpoints, PREFIX, []);
  });
  afterAll(() => Promise.all([broker.close(), aws.close()]));

  const tables = () => dynamoTableReader(toolDynamo(endpoints), PREFIX);

  beforeEach(() =>
    putSeed(toolDynamo(endpoints), PREFIX, [
      { table: 'positions', item: { broker: 'paper', position_id: 'a:1' } },
      { table: 'positions', item: { broker: 'paper', position_id: 'a:2' } },
      { table: 'journal', item: { correlation_id: 'a', entry_id: 'b' } },
      USER_LIMITS,
    ]),
  );

  it('are kept without a terminal to ask, and the error counts them', async () => {
    await expect(emptyRecords(endpoints, PREFIX, SILENT, EMPTYING)).rejects.toMatchObject({
      code: 'AGREEMENT_NEEDED',
      message: expect.stringContaining('2 in positions, 1 in journal'),
    });

    expect(await tables().scan('positions')).toHaveLength(2);
    expect(await tables().scan('journal')).toHaveLength(1);
  });

  it('are kept if the user says no', async () => {
    const no: Agreement = { yes: false, ask: async () => false };

    await expect(emptyRecords(endpoints, PREFIX, no, EMPTYING)).rejects.toMatchObject({ code: 'NOT_AGREED' });

    expect(await tables().scan('positions')).toHaveLength(2);
  });

  it("are deleted if the user agrees, without users' settings, and the audit entry names the user", async () => {
    const heard: KafkaRecord[] = [];
    const watcher = await TopicWatcher.start(
      toolKafka(endpoints, 'test'),
      [SHARED_TOPICS.operatorActions.name],
      (record) => heard.push(record),
    );

    await emptyRecords(endpoints, PREFIX, { yes: false, ask: async () => true }, EMPTYING);

    const record = await eventually('an event', () => heard[0]);
    await watcher.stop();
    expect(await tables().scan('positions')).toEqual([]);
    expect((await tables().scan('journal')).map(({ event }) => event)).toEqual([String(record.value)]);
    expect(await tables().get('controls', LIMITS)).toEqual(USER_LIMITS.item);
    expect(decodeEvent(record.value)).toMatchObject({
      type: 'operator_action',
      data: {
        action: 'records_emptied',
        actor: { user_id: 'asha' },
        reason: 'replay/main.ts bars.csv',
        changes: [
          { field: 'positions', before: '2' },
          { field: 'journal', before: '1' },
        ],
      },
    });
  });

  it('are kept until Kafka can take the audit entry', async () => {
    const unreachable = { ...endpoints, kafkaBrokers: '127.0.0.1:1' };

    await expect(emptyRecords(unreachable, PREFIX, YES, EMPTYING)).rejects.toThrow();

    expect(await tables().scan('positions')).toHaveLength(2);
  });

  it('need no agreement in empty tables', async () => {
    await expect(emptyRecords(endpoints, 'not-there', SILENT, EMPTYING)).resolves.toEqual({});
  });
});

describe('items that a run puts for itself', () => {
  let aws: Awaited<ReturnType<typeof startEmbeddedAws>>;
  let dynamo: ReturnType<typeof toolDynamo>;

  beforeAll(async () => {
    const broker = await startEmbeddedBroker({ stage: 'local' });
    aws = await startEmbeddedAws({ port: 0, stage: 'local' });
    const endpoints = { kafkaBrokers: broker.bootstrapServers, awsEndpointUrl: aws.endpoint };
    await initialize(endpoints, PREFIX, []);
    await broker.close();
    dynamo = toolDynamo(endpoints);
  });
  afterAll(() => aws.close());

  const limits = () => dynamoTableReader(dynamo, PREFIX).get('controls', LIMITS);

  it('are removed after the run', async () => {
    const put = await seedAbsent(dynamo, PREFIX, [USER_LIMITS]);

    await removeSeed(dynamo, PREFIX, put);

    expect(await limits()).toBeUndefined();
  });

  it('stay if a user has changed them', async () => {
    const put = await seedAbsent(dynamo, PREFIX, [USER_LIMITS]);
    const changed = paperLimitsSeed({ max_daily_trades: 8 });
    await putSeed(dynamo, PREFIX, [changed]);

    await removeSeed(dynamo, PREFIX, put);

    expect(await limits()).toEqual(changed.item);
  });

  it('are refused if the tables differ, and nothing changes', async () => {
    await putSeed(dynamo, PREFIX, [USER_LIMITS]);

    await expect(requireSeed(dynamo, PREFIX, [USER_LIMITS])).resolves.toBeUndefined();
    await expect(
      requireSeed(dynamo, PREFIX, [paperLimitsSeed({ max_daily_trades: 9 })]),
    ).rejects.toMatchObject({ code: 'SETTINGS_DIFFER', message: expect.stringContaining('controls') });

    expect(await limits()).toEqual(USER_LIMITS.item);
  });
});
