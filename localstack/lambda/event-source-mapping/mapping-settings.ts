import { type Backoff, DEFAULT_BACKOFF } from './backoff.ts';
import { compileFilter, type RecordFilter } from './filter/record-filter.ts';

export type StartingPosition =
  | { readonly kind: 'TRIM_HORIZON' }
  | { readonly kind: 'LATEST' }
  /** `timestamp` in milliseconds since the epoch. */
  | { readonly kind: 'AT_TIMESTAMP'; readonly timestamp: number };

/** Where discarded records go. Only Kafka topics are delivered locally. */
export type OnFailureDestination =
  | { readonly kind: 'kafka'; readonly topic: string }
  | { readonly kind: 'arn'; readonly arn: string };

/** One `msk` or `kafka` event of a function, in the units and with the names of `serverless.yml`. */
export interface MappingOptions {
  readonly functionName: string;
  readonly functionArn: string;
  readonly topic: string;
  readonly consumerGroupId: string;
  /** Present for `msk`, absent for `kafka`. */
  readonly eventSourceArn?: string | undefined;
  /** The function's `bootstrapServers`, comma-separated. */
  readonly bootstrapServers: string;
  readonly batchSize?: number | undefined;
  /** Whole seconds, 0 to 300; without it 500 ms, which no number of seconds can express. */
  readonly maximumBatchingWindow?: number | undefined;
  readonly startingPosition?: string | undefined;
  /** Unix seconds; only with AT_TIMESTAMP. */
  readonly startingPositionTimestamp?: number | undefined;
  readonly filterPatterns?: readonly unknown[] | undefined;
  readonly functionResponseType?: string | undefined;
  readonly maximumRetryAttempts?: number | undefined;
  readonly maximumRecordAgeInSeconds?: number | undefined;
  readonly bisectBatchOnFunctionError?: boolean | undefined;
  readonly onFailureDestination?: string | undefined;
  /** Whether `provisionedPollerConfig` is there. Without it the mapping is on demand, and ignores some of the above. */
  readonly provisioned?: boolean | undefined;
  /** Not AWS's: for a handler that must be tested against `"key": null`. */
  readonly nullFields?: 'omit' | 'null' | undefined;
  /** Not AWS's: its schedule is not documented. */
  readonly backoff?: Backoff | undefined;
}

/** The same, with defaults applied and checked. */
export interface MappingSettings {
  readonly functionName: string;
  readonly functionArn: string;
  readonly topic: string;
  readonly consumerGroupId: string;
  readonly source: {
    readonly eventSourceArn?: string;
    readonly bootstrapServers: string;
    readonly nullFields: 'omit' | 'null';
  };
  readonly batchSize: number;
  readonly maximumBatchingWindowMs: number;
  readonly startingPosition: StartingPosition;
  readonly filter: RecordFilter | undefined;
  readonly reportBatchItemFailures: boolean;
  readonly maximumRetryAttempts: number;
  readonly maximumRecordAgeMs: number;
  readonly bisectBatchOnFunctionError: boolean;
  readonly onFailureDestination: OnFailureDestination | undefined;
  readonly backoff: Backoff;
}

/** Settings that AWS would refuse; the message lists all of them. */
export class MappingSettingsError extends Error {
  constructor(functionName: string, topic: string, problems: readonly string[]) {
    super(
      `The event source mapping of ${functionName} on topic ${topic} is not valid: ${problems.join('; ')}`,
    );
    this.name = 'MappingSettingsError';
  }
}

/** Retries when a destination is set and no number is given: AWS then stops after 10 instead of never. */
const RETRIES_WITH_DESTINATION = 10;
const DEFAULT_WINDOW_MS = 500;

/**
 * Applies AWS's defaults and limits, and collects warnings about what would be different on AWS.
 * @throws MappingSettingsError
 */
export const resolveMappingSettings = (
  options: MappingOptions,
): {
  settings: MappingSettings;
  warnings: readonly string[];
} => {
  const problems: string[] = [];
  const inRange = (name: string, value: number, from: number, to: number): number => {
    if (!Number.isInteger(value) || value < from || value > to) {
      problems.push(`${name} is ${value}, expected a whole number from ${from} to ${to}`);
    }
    return value;
  };
  const limit = (name: string, value: number | undefined, from: number, to: number): number =>
    value === undefined || value === -1 ? Number.POSITIVE_INFINITY : inRange(name, value, from, to);

  const destination = readDestination(options, problems);
  const retries = limit('maximumRetryAttempts', options.maximumRetryAttempts, 0, 10_000);
  const maximumRecordAge = limit('maximumRecordAgeInSeconds', options.maximumRecordAgeInSeconds, 60, 604_800);
  const isProvisioned = options.provisioned === true;
  const onFailureDestination = isProvisioned || destination?.kind === 'arn' ? destination : undefined;
  const retryAttempts = isProvisioned ? retries : Number.POSITIVE_INFINITY;
  if (!/^[a-zA-Z0-9\-/*:_+=.@]{1,200}$/.test(options.consumerGroupId)) {
    problems.push(
      `consumerGroupId is "${options.consumerGroupId}", expected 1 to 200 letters, digits or -/*:_+=.@`,
    );
  }
  if (
    options.functionResponseType !== undefined &&
    options.functionResponseType !== 'ReportBatchItemFailures'
  ) {
    problems.push(
      `functionResponseType is "${options.functionResponseType}", the only one is ReportBatchItemFailures`,
    );
  }
  const { eventSourceArn, bootstrapServers } = options;
  const source = { bootstrapServers, nullFields: options.nullFields ?? ('omit' as const) };
  const settings: MappingSettings = {
    functionName: options.functionName,
    functionArn: options.functionArn,
    topic: options.topic,
    consumerGroupId: options.consumerGroupId,
    source: eventSourceArn === undefined ? source : { eventSourceArn, ...source },
    batchSize: inRange('batchSize', options.batchSize ?? 100, 1, 10_000),
    maximumBatchingWindowMs:
      options.maximumBatchingWindow === undefined
        ? DEFAULT_WINDOW_MS
        : inRange('maximumBatchingWindow', options.maximumBatchingWindow, 0, 300) * 1000,
    startingPosition: readStartingPosition(options, problems),
    filter: readFilter(options, problems),
    reportBatchItemFailures: isProvisioned && options.functionResponseType !== undefined,
    maximumRetryAttempts:
      onFailureDestination !== undefined && retryAttempts === Number.POSITIVE_INFINITY
        ? RETRIES_WITH_DESTINATION
        : retryAttempts,
    maximumRecordAgeMs: isProvisioned ? maximumRecordAge * 1000 : Number.POSITIVE_INFINITY,
    bisectBatchOnFunctionError: isProvisioned && (options.bisectBatchOnFunctionError ?? false),
    onFailureDestination,
    backoff: options.backoff ?? DEFAULT_BACKOFF,
  };
  if (problems.length > 0) throw new MappingSettingsError(options.functionName, options.topic, problems);
  return { settings, warnings: warningsOf(options, destination) };
};

const readStartingPosition = (options: MappingOptions, problems: string[]): StartingPosition => {
  const { startingPosition = 'TRIM_HORIZON', startingPositionTimestamp } = options;
  switch (startingPosition) {
    case 'TRIM_HORIZON':
    case 'LATEST':
      return { kind: startingPosition };
    case 'AT_TIMESTAMP':
      if (startingPositionTimestamp === undefined) {
        problems.push('startingPosition AT_TIMESTAMP needs startingPositionTimestamp in Unix seconds');
      }
      return { kind: startingPosition, timestamp: (startingPositionTimestamp ?? 0) * 1000 };
    default:
      problems.push(
        `startingPosition is "${startingPosition}", expected TRIM_HORIZON, LATEST or AT_TIMESTAMP`,
      );
      return { kind: 'TRIM_HORIZON' };
  }
};

const readFilter = (options: MappingOptions, problems: string[]): RecordFilter | undefined => {
  try {
    return compileFilter(options.filterPatterns ?? []);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
    return undefined;
  }
};

const readDestination = (options: MappingOptions, problems: string[]): OnFailureDestination | undefined => {
  const { onFailureDestination: destination, topic } = options;
  if (destination === undefined) return undefined;
  const kafka = /^kafka:\/\/([a-zA-Z0-9._-]{1,249})$/.exec(destination)?.[1];
  if (kafka !== undefined) {
    if (kafka === topic) problems.push('onFailureDestination is the topic the mapping reads');
    return { kind: 'kafka', topic: kafka };
  }
  if (/^arn:[^:]+:(sqs|sns|s3):/.test(destination)) return { kind: 'arn', arn: destination };
  problems.push(
    `onFailureDestination is "${destination}", expected kafka://topic or the ARN of an SQS queue, SNS topic or S3 bucket`,
  );
  return undefined;
};

const warningsOf = (options: MappingOptions, destination: OnFailureDestination | undefined): string[] => {
  const warnings: string[] = [];
  const provisionedOnly = [
    ...(options.maximumRetryAttempts === undefined ? [] : ['maximumRetryAttempts']),
    ...(options.maximumRecordAgeInSeconds === undefined ? [] : ['maximumRecordAgeInSeconds']),
    ...(options.bisectBatchOnFunctionError === undefined ? [] : ['bisectBatchOnFunctionError']),
    ...(options.functionResponseType === undefined ? [] : ['functionResponseType']),
    ...(destination?.kind === 'kafka' ? ['a kafka:// onFailureDestination'] : []),
    ...(options.maximumBatchingWindow === 0 ? ['the low latency of maximumBatchingWindow: 0'] : []),
  ];
  if (options.provisioned !== true && provisionedOnly.length > 0) {
    warnings.push(
      `this mapping is on demand and ignores ${provisionedOnly.join(', ')}, as on AWS; add provisionedPollerConfig`,
    );
  }
  const isUsed = options.provisioned === true || destination?.kind === 'arn';
  if (destination !== undefined && isUsed && (options.maximumRetryAttempts ?? -1) === -1) {
    warnings.push(
      `with an onFailureDestination and no maximumRetryAttempts AWS gives up after ${RETRIES_WITH_DESTINATION} retries`,
    );
  }
  if (destination !== undefined && destination.kind !== 'kafka') {
    warnings.push(
      `${destination.arn} is NOT delivered to locally: discarded records are only logged and counted as dropped`,
    );
  }
  return warnings;
};
