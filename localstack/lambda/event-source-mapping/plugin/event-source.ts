import { type FunctionDefinition, isRecord } from './serverless.ts';

/** An `msk` or `kafka` event of `serverless.yml`, our additional keys included. */
export interface EventSource {
  readonly kind: 'msk' | 'kafka';
  readonly topic: string;
  /** ARN or intrinsic function; only for `msk`. */
  readonly arn?: unknown;
  readonly bootstrapServers?: unknown;
  readonly enabled?: boolean;
  readonly batchSize?: number;
  /** Seconds. */
  readonly maximumBatchingWindow?: number;
  readonly startingPosition?: string;
  /** Unix seconds. */
  readonly startingPositionTimestamp?: number;
  readonly consumerGroupId?: string;
  readonly filterPatterns?: readonly unknown[];
  readonly provisionedPollerConfig?: object;
  readonly pollerGroupName?: string;
  readonly functionResponseType?: string;
  readonly maximumRetryAttempts?: number;
  readonly maximumRecordAgeInSeconds?: number;
  readonly bisectBatchOnFunctionError?: boolean;
  /** `kafka://topic`, ARN or intrinsic function. */
  readonly onFailureDestination?: unknown;
  readonly metrics?: readonly string[];
}

/** The Kafka event sources of a function, in the order of the file. Serverless has validated them against its schema. */
export const eventSourcesOf = (definition: FunctionDefinition): EventSource[] => {
  const sources: EventSource[] = [];
  for (const event of definition.events ?? []) {
    if ('msk' in event && isEventSource(event.msk)) sources.push({ ...event.msk, kind: 'msk' });
    if ('kafka' in event && isEventSource(event.kafka)) sources.push({ ...event.kafka, kind: 'kafka' });
  }
  return sources;
};

const isEventSource = (value: unknown): value is Omit<EventSource, 'kind'> =>
  isRecord(value) && typeof value.topic === 'string';
