import type { TableName } from '../dynamo/tables.ts';
import type { Envelope } from '../events/envelope.ts';
import type { Item } from './stage.ts';

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

/** Consistent reads of tables. A failure that may pass is a TransientError. */
export interface TableReader {
  get(table: TableName, key: Item): Promise<Item | undefined>;
  /** The items that exist, in no order. */
  getMany(table: TableName, keys: readonly Item[]): Promise<readonly Item[]>;
  /** All items of one partition key value, by sort key. */
  query(table: TableName, partitionKey: string | number): Promise<readonly Item[]>;
  /** The whole table: for small ones that a person edits. */
  scan(table: TableName): Promise<readonly Item[]>;
}

/** Takes the snapshot that a batch is reduced with, knowing what is in the batch. */
export type LoadContext<Context, Input = Envelope> = (inputs: readonly Input[]) => Promise<Context>;
