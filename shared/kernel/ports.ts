import type { Envelope } from '../events/envelope.ts';
import type { TableName } from '../ports/tables.ts';
import type { OutgoingRecord } from './record.ts';
import type { EmitProjection, Item } from './stage.ts';

/** Milliseconds since the epoch. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/**
 * What time the market has. Live it is the wall clock; in a replay or a simulated session it is whatever the
 * events say, and `now` is undefined: stages then take the newest time they see in their input.
 */
export interface MarketClock {
  now(): number | undefined;
}

export const MARKET_CLOCKS = ['wall', 'event'] as const;

export const marketClock = (kind: (typeof MARKET_CLOCKS)[number], clock: Clock = systemClock): MarketClock =>
  kind === 'wall' ? clock : { now: () => undefined };

/** One part of the items of a partition key value, in the order of their sort keys, which are text. */
export interface PageRequest {
  /** Of the index where one is named, of the table otherwise. */
  readonly partitionKey: string | number;
  /** An index of the table. What was just written may be missing, and no two sort keys in a list may be the same. */
  readonly index?: string;
  /** Sort key of the last item of the page before: this one begins behind it. */
  readonly after?: string;
  /** How many items at most; from 1. */
  readonly limit: number;
  readonly newestFirst: boolean;
  /** Bounds of the sort key, both included. */
  readonly sortKeyFrom?: string;
  readonly sortKeyTo?: string;
}

export interface Page {
  readonly items: readonly Item[];
  /** Whether there are items behind the last one. */
  readonly more: boolean;
}

/** Consistent reads of tables, but for those by an index. A failure that may pass is a TransientError. */
export interface TableReader {
  get(table: TableName, key: Item): Promise<Item | undefined>;
  /** The items that exist, in no order. */
  getMany(table: TableName, keys: readonly Item[]): Promise<readonly Item[]>;
  /** All items of one partition key value, by sort key. */
  query(table: TableName, partitionKey: string | number): Promise<readonly Item[]>;
  /** Some items of one partition key value: for what is too long to be read whole. */
  page(table: TableName, request: PageRequest): Promise<Page>;
  /** The whole table: for small ones that a person edits. */
  scan(table: TableName): Promise<readonly Item[]>;
}

/** Takes the snapshot that a batch is reduced with, knowing what is in the batch. */
export type LoadContext<Context, Input = Envelope> = (inputs: readonly Input[]) => Promise<Context>;

/** A checkpoint as the store holds it. */
export interface StoredCheckpoint {
  /** Grows by one with every save. */
  readonly version: number;
  readonly body: Uint8Array;
}

/** A checkpoint to save. */
export interface NextCheckpoint extends StoredCheckpoint {
  /**
   * `bodyDigest` of the checkpoint that it was made from; undefined for the first. After a reset or a restore another
   * history can stand in the store at the same version, and must not be overwritten.
   */
  readonly follows: string | undefined;
}

export type SaveResult =
  | { readonly saved: true }
  /** Another environment saved first; `current` is what it saved, where the store tells. */
  | { readonly saved: false; readonly current?: StoredCheckpoint };

/** One item per checkpoint, each written over the one that it follows and no other. Failures are TransientErrors. */
export interface CheckpointStore {
  load(id: string): Promise<StoredCheckpoint | undefined>;
  /** Writes `version` if the stored one is `version - 1` and has the digest `follows` (or, for 1, none is stored). */
  save(id: string, next: NextCheckpoint): Promise<SaveResult>;
}

/** Puts records on topics and returns when all replicas have them. Failures are TransientErrors. */
export interface Publisher {
  publish(records: readonly OutgoingRecord[]): Promise<void>;
}

/** Writes projections; a write that loses against a newer one is no failure. Failures are TransientErrors. */
export interface ProjectionWriter {
  write(projections: readonly EmitProjection[]): Promise<void>;
}

/** What the log itself says, to tell a redelivery from a log that is not the one we knew. */
export interface LogInspector {
  partitionCount(topic: string): Promise<number>;
  /** The offset that the next record will get. */
  endOffset(topic: string, partition: number): Promise<number>;
}

/** A Kafka event source mapping of a function, as Lambda tells of it. */
export interface EventSource {
  readonly functionName: string;
  readonly topics: readonly string[];
  /** Lambda's: `Enabled` where it reads. */
  readonly state: string;
  /** Why its last batch or poll failed; absent where it did not. */
  readonly problem?: string;
}

/** Asks Lambda where event source mappings stand. */
export interface EventSourceReader {
  /**
   * All of the account in this region.
   * @throws TransientError `LAMBDA_API_UNREACHABLE` when nobody answers in time
   */
  list(): Promise<readonly EventSource[]>;
}

/** Asks whether topics can be written to and read at this moment. */
export interface TopicProbe {
  /** @throws TransientError when one of them is missing or not led, or nobody answers in time */
  check(topics: readonly string[]): Promise<void>;
}
