import { describe, expect, it } from 'vitest';
import {
  type MappingOptions,
  resolveMappingSettings,
} from '../../../../localstack/lambda/event-source-mapping/mapping-settings.ts';

const OPTIONS: MappingOptions = {
  functionName: 'stage',
  functionArn: 'arn:aws:lambda:ap-south-1:000000000000:function:stage',
  topic: 'ticks',
  consumerGroupId: 'panda.stage',
  bootstrapServers: 'b-1:9092,b-2:9092',
};
const settingsOf = (options: Partial<MappingOptions>) =>
  resolveMappingSettings({ ...OPTIONS, ...options }).settings;
const warningsOf = (options: Partial<MappingOptions>) =>
  resolveMappingSettings({ ...OPTIONS, ...options }).warnings;

describe('resolveMappingSettings', () => {
  it("applies AWS's defaults", () => {
    expect(settingsOf({})).toMatchObject({
      batchSize: 100,
      maximumBatchingWindowMs: 500,
      startingPosition: { kind: 'TRIM_HORIZON' },
      reportBatchItemFailures: false,
      maximumRetryAttempts: Number.POSITIVE_INFINITY,
      maximumRecordAgeMs: Number.POSITIVE_INFINITY,
      bisectBatchOnFunctionError: false,
      filter: undefined,
    });
  });

  it('keeps a window of 0 apart from none', () => {
    expect(settingsOf({ maximumBatchingWindow: 0 }).maximumBatchingWindowMs).toBe(0);
    expect(settingsOf({ maximumBatchingWindow: 2 }).maximumBatchingWindowMs).toBe(2_000);
  });

  it('retries 10 times when a destination is set and no number is', () => {
    const attemptsOf = (maximumRetryAttempts?: number) =>
      settingsOf({ onFailureDestination: 'kafka://ticks.dlq', maximumRetryAttempts, provisioned: true })
        .maximumRetryAttempts;

    expect([undefined, -1, 3].map(attemptsOf)).toEqual([10, 10, 3]);
  });

  it('ignores on demand what only a provisioned mapping has', () => {
    const options = {
      onFailureDestination: 'kafka://ticks.dlq',
      maximumRetryAttempts: 3,
      maximumRecordAgeInSeconds: 60,
      bisectBatchOnFunctionError: true,
      functionResponseType: 'ReportBatchItemFailures',
    };

    expect(settingsOf(options)).toMatchObject({
      onFailureDestination: undefined,
      maximumRetryAttempts: Number.POSITIVE_INFINITY,
      maximumRecordAgeMs: Number.POSITIVE_INFINITY,
      bisectBatchOnFunctionError: false,
      reportBatchItemFailures: false,
    });
    expect(warningsOf(options)).toEqual([expect.stringMatching(/on demand and ignores .*kafka:\/\//)]);
    expect(settingsOf({ ...options, provisioned: true })).toMatchObject({
      onFailureDestination: { kind: 'kafka', topic: 'ticks.dlq' },
      maximumRetryAttempts: 3,
      maximumRecordAgeMs: 60_000,
      bisectBatchOnFunctionError: true,
      reportBatchItemFailures: true,
    });
  });

  it('takes seconds for the starting timestamp', () => {
    expect(
      settingsOf({ startingPosition: 'AT_TIMESTAMP', startingPositionTimestamp: 1_655_366_400 })
        .startingPosition,
    ).toEqual({
      kind: 'AT_TIMESTAMP',
      timestamp: 1_655_366_400_000,
    });
  });

  it('reads a topic or an ARN as destination', () => {
    expect(
      settingsOf({ onFailureDestination: 'kafka://a.b', provisioned: true }).onFailureDestination,
    ).toEqual({
      kind: 'kafka',
      topic: 'a.b',
    });
    for (const service of ['sqs', 'sns', 's3']) {
      const arn = `arn:aws:${service}:::x`;
      expect(settingsOf({ onFailureDestination: arn }).onFailureDestination).toEqual({ kind: 'arn', arn });
    }
  });

  it('names every problem at once', () => {
    const options = {
      batchSize: 0,
      maximumBatchingWindow: 301,
      maximumRecordAgeInSeconds: 5,
      consumerGroupId: 'a b',
      onFailureDestination: 'kafka://ticks',
    };

    expect(() => settingsOf(options)).toThrow(
      /consumerGroupId.*batchSize is 0.*maximumBatchingWindow is 301/,
    );
    expect(() => settingsOf(options)).toThrow(/maximumRecordAgeInSeconds is 5/);
    expect(() => settingsOf(options)).toThrow(/is the topic the mapping reads/);
  });

  it.each([
    [{ startingPosition: 'EARLIEST' }],
    [{ startingPosition: 'AT_TIMESTAMP' }],
    [{ batchSize: 1.5 }],
    [{ batchSize: 10_001 }],
    [{ maximumRetryAttempts: -2 }],
    [{ functionResponseType: 'ReportEverything' }],
    [{ onFailureDestination: 'ticks.dlq' }],
    [{ filterPatterns: [{ key: ['x'] }] }],
  ] satisfies [Partial<MappingOptions>][])('refuses %j', (options) => {
    expect(() => settingsOf(options)).toThrow('stage on topic ticks');
  });

  it('warns of what AWS has only in provisioned mode', () => {
    expect(
      warningsOf({
        maximumRetryAttempts: 1,
        functionResponseType: 'ReportBatchItemFailures',
        maximumBatchingWindow: 0,
      }),
    ).toEqual([
      expect.stringMatching(
        /maximumRetryAttempts, functionResponseType.*maximumBatchingWindow: 0.*provisionedPollerConfig/,
      ),
    ]);
    expect(warningsOf({ maximumRetryAttempts: 1, provisioned: true })).toEqual([]);
    expect(warningsOf({})).toEqual([]);
  });

  it('warns that other destinations are not delivered to', () => {
    expect(
      warningsOf({ onFailureDestination: 'arn:aws:sqs:::x', maximumRetryAttempts: 1, provisioned: true }),
    ).toEqual([expect.stringContaining('NOT delivered to locally')]);
  });
});
