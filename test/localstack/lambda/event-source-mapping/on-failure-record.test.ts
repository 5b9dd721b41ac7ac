import { describe, expect, it } from 'vitest';
import {
  type DiscardedBatch,
  kafkaFailureMessage,
} from '../../../../localstack/lambda/event-source-mapping/on-failure-record.ts';
import { record } from './support.ts';

const ARN = 'arn:aws:kafka:ap-south-1:000000000000:cluster/panda/1';
const BATCH: DiscardedBatch = {
  records: [record()],
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

describe('kafkaFailureMessage', () => {
  it('describes one record and carries its event as an object', () => {
    const message = kafkaFailureMessage(BATCH, record({ partition: 1, offset: 7 }));

    expect(message).toEqual({
      requestContext: {
        requestId: 'r-1',
        functionArn: 'arn:aws:lambda:ap-south-1:000000000000:function:stage',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: '2022-06-16T08:00:05.000Z',
      KafkaBatchInfo: {
        batchSize: 1,
        eventSourceArn: ARN,
        bootstrapServers: 'b:9092',
        payloadSize: Buffer.byteLength(JSON.stringify(message.payload)),
        recordInfo: { offset: '7', timestamp: '2022-06-16T08:00:00.000Z' },
      },
      payload: {
        eventSource: 'aws:kafka',
        eventSourceArn: ARN,
        bootstrapServers: 'b:9092',
        records: { 'ticks-1': [expect.objectContaining({ offset: 7, key: 'aw==' })] },
      },
    });
  });

  it('has no payload for a record that is too large, and no response without an invocation', () => {
    const message = kafkaFailureMessage(
      {
        ...BATCH,
        reason: 'payload-too-large',
        invocation: { ...BATCH.invocation, invokeCount: 0 },
      },
      record(),
    );

    expect(message).not.toHaveProperty('payload');
    expect(message.requestContext.condition).toBe('MaximumPayloadSizeExceeded');
    expect(message.responseContext).toBeNull();
    expect(message.KafkaBatchInfo.payloadSize).toBeGreaterThan(0);
  });

  it('has no function error after a partial failure, and names the age of a record that is too old', () => {
    const message = kafkaFailureMessage(
      { ...BATCH, reason: 'record-age-exceeded', invocation: { ...BATCH.invocation, functionError: false } },
      record(),
    );

    expect(message.requestContext.condition).toBe('RecordAgeExceeded');
    expect(message.responseContext).toEqual({ statusCode: 200, executedVersion: '$LATEST' });
  });

  it('writes the epoch for a timestamp outside the range of dates', () => {
    const message = kafkaFailureMessage(BATCH, record({ timestamp: Number.MAX_SAFE_INTEGER }));

    expect(message.KafkaBatchInfo.recordInfo.timestamp).toBe('1970-01-01T00:00:00.000Z');
  });
});
