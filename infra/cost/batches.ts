import { SHARED_TOPICS, topicDefinition } from '../../shared/events/topics.ts';
import { BATCHES } from './measurements.ts';
import type { MappingFacts } from './template-facts.ts';
import { eventsOf, marketSeconds, ticksOf, type Workload } from './workload.ts';

/** What a mapping brings its function in a month. */
export interface MappingLoad {
  readonly invocations: number;
  readonly gigabyteSeconds: number;
  readonly writeUnits: number;
  readonly logBytes: number;
}

const MEGABYTES_OF_CORE = 1_769;
const MEGABYTES_OF_GIGABYTE = 1_024;
const KILOBYTE = 1_024;

/** Assumed: a call to DynamoDB or Kafka in the same region, in milliseconds. */
export const NETWORK_MS = 5;
/** Assumed: the share of one strategy in a tick, in milliseconds of a core. */
export const STRATEGY_MS = 0.002;
/** START, END and REPORT of Lambda itself. */
export const LAMBDA_LOG_BYTES = 350;

const TICKS = SHARED_TOPICS.marketTicks;

/** Invocations, and the batches of single partitions that they bring. */
interface Arrivals {
  readonly events: number;
  readonly invocations: number;
  readonly partitionBatches: number;
}

/** Ticks come with the feed's batches, or once in a window. Other events come one by one. */
const arrivalsOf = ({ topic, windowSeconds }: MappingFacts, workload: Workload): Arrivals => {
  if (topic === TICKS.name) {
    const events = ticksOf(workload);
    const rate = Math.min(workload.sends, windowSeconds > 0 ? 1 / windowSeconds : Number.POSITIVE_INFINITY);
    const invocations = Math.min(events, rate * marketSeconds);
    const partitions = Math.min(TICKS.partitions, workload.instruments);
    return { events, invocations, partitionBatches: Math.min(events, invocations * partitions) };
  }
  const { types, broker } = topicDefinition(topic);
  const events = types.reduce((sum, type) => sum + eventsOf[type](workload, broker), 0);
  return { events, invocations: events, partitionBatches: events };
};

/** The load of one mapping, by the measured cost of a batch of its stage. */
export const mappingLoad = (mapping: MappingFacts, workload: Workload): MappingLoad => {
  const { events, invocations, partitionBatches } = arrivalsOf(mapping, workload);
  const measured = BATCHES[mapping.stage.folder];
  const perPartition = Math.ceil(workload.instruments / TICKS.partitions);
  const { base, perInstrument } = measured.checkpointBytes;
  const checkpointUnits = Math.ceil((base + perInstrument * perPartition) / KILOBYTE);
  const coreMs =
    invocations * measured.milliseconds +
    (mapping.stage.folder === 'strategy-runner' ? events * workload.strategies * STRATEGY_MS : 0);
  const seconds =
    (coreMs / Math.min(1, mapping.memory / MEGABYTES_OF_CORE) +
      invocations * measured.roundTrips * NETWORK_MS) /
    1_000;
  return {
    invocations,
    gigabyteSeconds: (seconds * mapping.memory) / MEGABYTES_OF_GIGABYTE,
    writeUnits:
      partitionBatches * (checkpointUnits + measured.writeUnits.perBatch) +
      events * measured.writeUnits.perEvent,
    logBytes: invocations * (measured.logBytes + LAMBDA_LOG_BYTES),
  };
};
