import type { StageKind } from '../../shared/events/pipeline.ts';

/** What one batch of a stage takes. */
export interface BatchMeasurement {
  /** Milliseconds of a full core for a batch of one event. */
  readonly milliseconds: number;
  /** Calls to DynamoDB and Kafka one after the other, each with the latency of a network. */
  readonly roundTrips: number;
  /** Bytes of the checkpoint, of which each batch of a partition writes one. */
  readonly checkpointBytes: { readonly base: number; readonly perInstrument: number };
  /**
   * Write units of tables besides the checkpoint, the entries of emitted events in the trail included. Those of signals
   * are counted at their reader, because few ticks have one.
   */
  readonly writeUnits: { readonly perBatch: number; readonly perEvent: number };
  /** Bytes that the function writes to its log. */
  readonly logBytes: number;
}

/** When and how the table below was measured. Run both commands again after a change of a stage. */
export const MEASURED = {
  date: '2026-11-29',
  commands: ['npm run bench -- batches', 'npm run bench -- dynamo-cost'],
  machine: 'two virtual cores of an Intel Xeon, other programs on the same cores',
} as const;

/** Of stages that only read dead letters or commands no figure is needed: a month has a few of them. */
const RARE: BatchMeasurement = {
  milliseconds: 10,
  roundTrips: 3,
  checkpointBytes: { base: 900, perInstrument: 0 },
  writeUnits: { perBatch: 0, perEvent: 2 },
  logBytes: 800,
};

/** Write units of an event's entry in the audit trail. The list index doubles them for events in lists. */
export const TRAIL_UNITS = 3.2;

export const BATCHES: Readonly<Record<StageKind, BatchMeasurement>> = {
  'price-recorder': {
    milliseconds: 2,
    roundTrips: 2,
    // 30 without the book and the last trade of ticks in full mode.
    checkpointBytes: { base: 0, perInstrument: 68 },
    writeUnits: { perBatch: 0, perEvent: 0 },
    logBytes: 770,
  },
  'strategy-runner': {
    milliseconds: 1.9,
    roundTrips: 1,
    checkpointBytes: { base: 60, perInstrument: 99 },
    writeUnits: { perBatch: 0, perEvent: 0 },
    logBytes: 770,
  },
  'risk-manager': {
    milliseconds: 3.7,
    roundTrips: 4,
    checkpointBytes: { base: 5_020, perInstrument: 0 },
    writeUnits: { perBatch: 0, perEvent: 3.2 },
    logBytes: 770,
  },
  'paper-trading-engine': {
    milliseconds: 3.4,
    roundTrips: 4,
    checkpointBytes: { base: 3_370, perInstrument: 0 },
    writeUnits: { perBatch: 0, perEvent: 3.2 },
    logBytes: 770,
  },
  'portfolio-manager': {
    milliseconds: 3.3,
    roundTrips: 5,
    checkpointBytes: { base: 9_640, perInstrument: 0 },
    writeUnits: { perBatch: 0, perEvent: 19.7 },
    logBytes: 770,
  },
  'dead-letters': RARE,
  redriver: RARE,
};
