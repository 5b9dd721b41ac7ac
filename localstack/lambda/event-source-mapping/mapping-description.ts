import { stableUuid } from './consumer-group-id.ts';
import type { MappingSettings } from './mapping-settings.ts';

/** A mapping in Lambda's API: the fields of `EventSourceMappingConfiguration` that the emulation knows. */
export interface MappingDescription {
  readonly UUID: string;
  readonly FunctionArn: string;
  readonly Topics: readonly [string];
  readonly EventSourceArn?: string;
  readonly SelfManagedEventSource?: {
    readonly Endpoints: { readonly KAFKA_BOOTSTRAP_SERVERS: readonly string[] };
  };
  readonly BatchSize: number;
  readonly MaximumBatchingWindowInSeconds: number;
  readonly StartingPosition: string;
  /** -1: no limit. */
  readonly MaximumRetryAttempts: number;
  readonly MaximumRecordAgeInSeconds: number;
  readonly BisectBatchOnFunctionError: boolean;
  readonly FunctionResponseTypes: readonly string[];
  readonly DestinationConfig?: { readonly OnFailure: { readonly Destination: string } };
  /** `Creating` until its partitions are assigned for the first time. */
  readonly State: 'Creating' | 'Enabled';
  readonly StateTransitionReason: string;
  /** `OK`, `No records processed`, or `PROBLEM:` and the cause. AWS gives fewer details of the cause. */
  readonly LastProcessingResult: string;
  /** Seconds since the epoch. */
  readonly LastModified: number;
}

const unlimited = (value: number): number => (Number.isFinite(value) ? value : -1);

export const describeMapping = (
  settings: MappingSettings,
  now: {
    readonly state: MappingDescription['State'];
    readonly lastProcessingResult: string;
    readonly startedAt: number;
  },
): MappingDescription => {
  const { functionName, functionArn, topic, consumerGroupId, source, onFailureDestination } = settings;
  const group = { ConsumerGroupId: consumerGroupId };
  return {
    UUID: stableUuid(functionName, topic, consumerGroupId),
    FunctionArn: functionArn,
    Topics: [topic],
    ...(source.eventSourceArn === undefined
      ? {
          SelfManagedEventSource: {
            Endpoints: { KAFKA_BOOTSTRAP_SERVERS: source.bootstrapServers.split(',') },
          },
          SelfManagedKafkaEventSourceConfig: group,
        }
      : { EventSourceArn: source.eventSourceArn, AmazonManagedKafkaEventSourceConfig: group }),
    BatchSize: settings.batchSize,
    MaximumBatchingWindowInSeconds: Math.ceil(settings.maximumBatchingWindowMs / 1_000),
    StartingPosition: settings.startingPosition.kind,
    MaximumRetryAttempts: unlimited(settings.maximumRetryAttempts),
    MaximumRecordAgeInSeconds: unlimited(settings.maximumRecordAgeMs / 1_000),
    BisectBatchOnFunctionError: settings.bisectBatchOnFunctionError,
    FunctionResponseTypes: settings.reportBatchItemFailures ? ['ReportBatchItemFailures'] : [],
    ...(onFailureDestination !== undefined && {
      DestinationConfig: {
        OnFailure: {
          Destination:
            onFailureDestination.kind === 'kafka'
              ? `kafka://${onFailureDestination.topic}`
              : onFailureDestination.arn,
        },
      },
    }),
    State: now.state,
    StateTransitionReason: 'User action',
    LastProcessingResult: now.lastProcessingResult,
    LastModified: Math.floor(now.startedAt / 1_000),
  };
};
