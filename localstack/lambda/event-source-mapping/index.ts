export type { Backoff } from './backoff.ts';
export { Concurrency } from './concurrency.ts';
export { type EventRecord, type EventSourceIdentity, encodeEvent, type KafkaEvent } from './event-json.ts';
export { EventSourceMapping, type Invoke, type MappingRuntime } from './event-source-mapping.ts';
export type { FaultSettings } from './faults.ts';
export type { ConsumerTuning } from './group-consumer.ts';
export { createKafkaClient } from './kafka-client.ts';
export { describeMapping, type MappingDescription } from './mapping-description.ts';
export {
  type MappingOptions,
  type MappingSettings,
  MappingSettingsError,
  resolveMappingSettings,
} from './mapping-settings.ts';
export type { MappingMetrics } from './metrics.ts';
export { type LambdaApi, startLambdaApi } from './plugin/lambda-api.ts';
export type { SourceRecord } from './record.ts';
