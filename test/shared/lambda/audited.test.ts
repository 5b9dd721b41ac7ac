import { Logger } from '@aws-lambda-powertools/logger';
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { toAttributes } from '../../../shared/dynamo/attributes.ts';
import { TransientError } from '../../../shared/errors.ts';
import { auditedBy } from '../../../shared/lambda/audited.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../../support/aws.ts';
import { CALLER_SESSION } from '../../support/call-route.ts';
import { auditEntry, ORIGIN, requestId, SWITCH } from '../audit/world.ts';

describe('audited changes of the tables of a deployment', () => {
  let aws: AwsUnderTest;

  beforeAll(async () => {
    aws = await awsUnderTest();
  });
  afterAll(() => aws.close());

  it('are saved while Kafka is down, logged as pending, and published by the next read', async () => {
    const settings = readSettings({
      STAGE: 'local',
      TABLE_PREFIX: TEST_PREFIX,
      KAFKA_BROKERS: 'localhost:1',
    });
    const logger = new Logger({ logLevel: 'SILENT' });
    const warn = vi.spyOn(logger, 'warn');
    const sent: unknown[] = [];
    const counted: string[] = [];
    let isDown = true;
    const publisher = {
      publish: async (records: readonly { readonly value: unknown }[]) => {
        if (isDown) throw new TransientError('KAFKA_PUBLISH_FAILED', 'cannot publish 1 records');
        sent.push(...records.map(({ value }) => value));
      },
    };
    await aws.client.send(
      new PutItemCommand({ TableName: `${TEST_PREFIX}-sessions`, Item: toAttributes(CALLER_SESSION) }),
    );
    const audited = auditedBy('risk-api', {
      client: aws.client,
      publisher,
      settings,
      logger,
      count: (metric) => counted.push(metric),
    });

    const { version } = await audited.change(SWITCH, auditEntry(), 'any', () => ({ engaged: true }));
    expect(version).toBe(1);
    expect(warn).toHaveBeenCalledWith('audit entry pending, published later', {
      error_message: 'cannot publish 1 records',
    });

    isDown = false;
    await audited.read(SWITCH);
    await audited.read(SWITCH);
    expect(sent).toHaveLength(1);
    const trail = await aws.client.send(new ScanCommand({ TableName: `${TEST_PREFIX}-journal` }));
    expect(trail.Items?.map(({ event }) => event?.S)).toEqual(sent);
    expect(JSON.parse(String(sent[0]))).toMatchObject({
      source: 'risk-api',
      type: 'operator_action',
      data: { actor: { address_hash: ORIGIN.addressHash, user_agent: ORIGIN.userAgent } },
    });
    expect(counted).toEqual([]);
  });

  it('are counted once each if they loosen a control and succeed', async () => {
    const counted: string[] = [];
    const audited = auditedBy('risk-api', {
      client: aws.client,
      publisher: { publish: async () => undefined },
      settings: readSettings({ STAGE: 'local', TABLE_PREFIX: TEST_PREFIX, KAFKA_BROKERS: 'localhost:1' }),
      logger: new Logger({ logLevel: 'SILENT' }),
      count: (metric) => counted.push(metric),
    });
    const release = auditEntry({ action: 'kill_switch_released', correlationId: requestId(2) });

    await audited.change(SWITCH, release, 'any', () => ({ engaged: false }));
    await audited.change(SWITCH, release, 'any', () => undefined);
    await expect(audited.change(SWITCH, release, 99, () => ({ engaged: false }))).rejects.toThrow();

    expect(counted).toEqual(['releases']);
  });
});
