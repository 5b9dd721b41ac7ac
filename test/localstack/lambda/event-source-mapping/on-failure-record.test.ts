import { describe, expect, it } from 'vitest';
import {
  batchFailureMessage,
  type DiscardedBatch,
  kafkaFailureMessage,
  s3FailureObject,
} from '../../../../localstack/lambda/event-source-mapping/on-failure-record.ts';
import { record, records } from './support.ts';

const ARN = 'arn:aws:kafka:ap-south-1:000000000000:cluster/panda/1';
const BATCH: DiscardedBatch = {
  records: [...records(0, 2, 4960), record({ partition: 1, offset: 7, timestamp: 1_655_366_401_500 })],
  reason: 'retries-exhausted',
  invocation: {
    requestId: 'r-1',
    functionArn: 'arn:aws:lambda:ap-south-1:000000000000:function:stage',
    invokeCount: 3,
    functionError: true,
  },
  timestamp: '2022-06-16T08:00:05.000Z',
  source: { eventSourceArn: ARN, bootstrapServers: 'b:9092', nullFields: 'omit' },
};

describe('batchFailureMessage', () => {
  it('tells SQS and SNS where the records are', () => {
    expect(batchFailureMessage(BATCH)).toEqual({
      requestContext: {
        requestId: 'r-1',
        functionArn: 'arn:aws:lambda:ap-south-1:000000000000:function:stage',
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 3,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: '2022-06-16T08:00:05.000Z',
      KafkaBatchInfo: {
        batchSize: 3,
        eventSourceArn: ARN,
        bootstrapServers: 'b:9092',
        payloadSize: Buffer.byteLength(s3FailureObject(BATCH).payload),
        recordsInfo: {
          'ticks-0': {
            firstRecordOffset: '4960',
            lastRecordOffset: '4961',
            firstRecordTimestamp: '2022-06-16T08:00:00.000Z',
            lastRecordTimestamp: '2022-06-16T08:00:00.000Z',
          },
          'ticks-1': {
            firstRecordOffset: '7',
            lastRecordOffset: '7',
            firstRecordTimestamp: '2022-06-16T08:00:01.500Z',
            lastRecordTimestamp: '2022-06-16T08:00:01.500Z',
          },
        },
      },
    });
  });

  it('has no response when the function was never invoked', () => {
    const message = batchFailureMessage({
      ...BATCH,
      reason: 'payload-too-large',
      invocation: { ...BATCH.invocation, invokeCount: 0 },
    });

    expect(message.requestContext.condition).toBe('MaximumPayloadSizeExceeded');
    expect(message.responseContext).toBeNull();
  });

  it('survives a timestamp that no date can hold', () => {
    const message = batchFailureMessage({
      ...BATCH,
      records: [record({ timestamp: Number.MAX_SAFE_INTEGER })],
    });

    expect(message.KafkaBatchInfo.recordsInfo['ticks-0']?.firstRecordTimestamp).toBe(
      '1970-01-01T00:00:00.000Z',
    );
  });
});

describe('s3FailureObject', () => {
  it('adds the event as one string', () => {
    const event: unknown = JSON.parse(s3FailureObject(BATCH).payload);

    expect(event).toMatchObject({
      eventSource: 'aws:kafka',
      records: { 'ticks-0': [{ offset: 4960 }, { offset: 4961 }], 'ticks-1': [{ offset: 7 }] },
    });
  });
});

describe('kafkaFailureMessage', () => {
  it('is about one record and carries it as an object', () => {
    const message = kafkaFailureMessage(BATCH, record({ partition: 1, offset: 7 }));

    expect(message.requestContext.condition).toBe('RetriesExhausted');
    expect(message.KafkaBatchInfo).toMatchObject({
      batchSize: 1,
      recordInfo: { offset: '7', timestamp: '2022-06-16T08:00:00.000Z' },
    });
    expect(message.payload?.records).toEqual({
      'ticks-1': [expect.objectContaining({ offset: 7, key: 'aw==' })],
    });
  });

  it('leaves out the payload that was too large', () => {
    const message = kafkaFailureMessage({ ...BATCH, reason: 'payload-too-large' }, record());

    expect(message).not.toHaveProperty('payload');
    expect(message.KafkaBatchInfo.payloadSize).toBeGreaterThan(0);
  });
});
