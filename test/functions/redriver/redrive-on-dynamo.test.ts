import { randomBytes } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listDeadLetters } from '../../../functions/dead-letters/api/list-dead-letters.ts';
import { redriveDeadLetters } from '../../../functions/dead-letters/api/redrive-dead-letters.ts';
import { loadRedriverContext } from '../../../functions/redriver/context.ts';
import { redriver } from '../../../functions/redriver/stage.ts';
import { MAX_INLINE_BYTES } from '../../../shared/dead-letters/item.ts';
import { toAttributes } from '../../../shared/dynamo/attributes.ts';
import { dynamoCheckpointStore } from '../../../shared/dynamo/checkpoint-store.ts';
import { dynamoProjectionWriter } from '../../../shared/dynamo/projection-writer.ts';
import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import { dynamoVersionedItems } from '../../../shared/dynamo/versioned-items.ts';
import { redriveTopic } from '../../../shared/events/topics.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../../support/aws.ts';
import { CALLER_SESSION, callRoute } from '../../support/call-route.ts';
import { kernelIn, lettersIn, world } from '../../support/kernel.ts';
import { kafkaEvent } from '../../support/records.ts';
import { FILLS, letterItem, takerStage } from '../../support/redrives.ts';

describe('dead letters on DynamoDB', () => {
  let aws: AwsUnderTest;
  beforeAll(async () => {
    aws = await awsUnderTest();
  });
  afterAll(() => aws.close());

  it('are recorded, asked for, put back whole and marked, the largest and empty ones too', async () => {
    const w = world();
    const tables = dynamoTableReader(aws.client, TEST_PREFIX);
    const projections = dynamoProjectionWriter(aws.client, TEST_PREFIX);
    const ports = {
      store: dynamoCheckpointStore(aws.client, TEST_PREFIX),
      projections,
      deadLetters: lettersIn(projections),
    };
    const values = [randomBytes(MAX_INLINE_BYTES - 1_000), Buffer.alloc(0), null, Buffer.from('not json')];
    for (const value of values)
      w.log.append({ topic: FILLS.name, key: 'k', value, headers: [['bytes', Buffer.from([0x80, 0xff])]] });
    const portfolio = takerStage('paper.portfolio-manager', () => false);
    await kernelIn(w, portfolio, ports).handle(kafkaEvent(w.log.read(FILLS.name)));
    const requests = dynamoVersionedItems(aws.client, TEST_PREFIX);
    const services = { tables, requests, publisher: w.log, onBadItem: () => {} };
    await aws.client.send(
      new PutItemCommand({ TableName: `${TEST_PREFIX}-sessions`, Item: toAttributes(CALLER_SESSION) }),
    );
    const params = { topic: FILLS.name };

    const { body } = await callRoute(redriveDeadLetters, services, {
      body: { topic: FILLS.name, all: true, reason: 'mended' },
    });
    const { response } = await kernelIn(w, redriver('paper'), {
      ...ports,
      loadContext: loadRedriverContext({ tables, scope: 'paper' }),
    }).handle(kafkaEvent(w.log.read(redriveTopic('paper').name)));

    const again = w.log.read(FILLS.name).slice(values.length);
    const open = await callRoute(listDeadLetters, services, { params, query: { redriven: 'false' } });
    const done = await callRoute(listDeadLetters, services, { params, query: { redriven: 'true' } });
    expect(body).toMatchObject({ redrives: 4, skipped: [] });
    expect(response.batchItemFailures).toEqual([]);
    expect(again.map(({ value }) => value)).toEqual(values);
    expect(again.map(({ headers }) => headers[0])).toEqual(
      values.map(() => ['bytes', Buffer.from([0x80, 0xff])]),
    );
    expect(open.body).toEqual({ items: [] });
    expect(done.body).toMatchObject({
      items: [3, 2, 1, 0].map((n) => ({ original_offset: n, redriven: { by: 'DEMO01' } })),
    });
  });

  it('are listed and recorded with an invented stage name', async () => {
    const tables = dynamoTableReader(aws.client, TEST_PREFIX);
    const topic = 'paper.orders.failed';
    await dynamoProjectionWriter(aws.client, TEST_PREFIX).write([
      {
        kind: 'projection',
        table: 'dead-letters',
        item: letterItem(0, { topic, stage: 'é'.repeat(1_024), original_offset: 1 }),
      },
    ]);

    const { body } = await callRoute(
      listDeadLetters,
      {
        tables,
        requests: dynamoVersionedItems(aws.client, TEST_PREFIX),
        publisher: world().log,
        onBadItem: () => {},
      },
      { params: { topic } },
    );

    expect(body).toMatchObject({ items: [{ not_redrivable: { code: 'STAGE_UNKNOWN' } }] });
  });
});
