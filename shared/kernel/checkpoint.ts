import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { RefusalError } from '../errors.ts';
import type { Watermark } from '../events/origin.ts';
import { type Outbox, type PackedOutbox, packOutbox, unpackOutbox } from './outbox.ts';

/** The last record taken from a partition: its offset, and a digest that tells it from another log's record. */
export type Position = readonly [offset: number, digest: number];

/** A record that was given up, and why: what its dead letter will say whoever publishes it. */
export type GivenUp = readonly [offset: number, reason: string, error: string];

/** Everything a stage knows about one partition, saved as one item. */
export interface Checkpoint {
  /** When it was first made, epoch milliseconds. */
  readonly epoch: number;
  /** Partition → last record taken. */
  readonly positions: Readonly<Record<string, Position>>;
  /** Partition → upstream → last emission seen on that partition. */
  readonly origins: Readonly<Record<string, Readonly<Record<string, Watermark>>>>;
  /** Topic → how many partitions it had when state was first built on it. */
  readonly partitionCounts: Readonly<Record<string, number>>;
  /** Partition → the record next in line whose dead letter is too large for the outbox. */
  readonly givenUp: Readonly<Record<string, GivenUp>>;
  /** The stage's state as its codec packed it. */
  readonly state: unknown;
  readonly outbox: Outbox;
}

type Packed = readonly [
  epoch: number,
  positions: Checkpoint['positions'],
  origins: Checkpoint['origins'],
  partitionCounts: Checkpoint['partitionCounts'],
  givenUp: Checkpoint['givenUp'],
  state: unknown,
  outbox: PackedOutbox,
];

/** First byte of a stored checkpoint: how the rest is written. */
const PLAIN = 1;
const DEFLATED = 2;

/** Below this, compressing costs more than it saves: DynamoDB bills whole kilobytes. */
const COMPRESS_FROM = 700;

/** As stored: a format byte, then JSON, compressed where that pays. */
export const encodeCheckpoint = (checkpoint: Checkpoint): Uint8Array => {
  const packed: Packed = [
    checkpoint.epoch,
    checkpoint.positions,
    checkpoint.origins,
    checkpoint.partitionCounts,
    checkpoint.givenUp,
    checkpoint.state,
    packOutbox(checkpoint.outbox),
  ];
  const json = Buffer.from(JSON.stringify(packed));
  const compress = json.length >= COMPRESS_FROM;
  const body = compress ? deflateRawSync(json, { level: 1 }) : json;
  return Buffer.concat([Buffer.of(compress ? DEFLATED : PLAIN), body]);
};

/** @throws RefusalError `CHECKPOINT_UNREADABLE` for what `encodeCheckpoint` did not write. */
export const decodeCheckpoint = (stored: Uint8Array): Checkpoint => {
  try {
    const body = Buffer.from(stored.buffer, stored.byteOffset + 1, stored.byteLength - 1);
    const json = stored[0] === DEFLATED ? inflateRawSync(body) : stored[0] === PLAIN ? body : undefined;
    if (json === undefined) throw new Error(`format byte ${stored[0]}`);
    const [epoch, positions, origins, partitionCounts, givenUp, state, outbox] = JSON.parse(
      json.toString(),
    ) as Packed;
    return { epoch, positions, origins, partitionCounts, givenUp, state, outbox: unpackOutbox(outbox) };
  } catch (cause) {
    throw new RefusalError(
      'CHECKPOINT_UNREADABLE',
      'the stored checkpoint cannot be read: it was written by another version or damaged; restore the table from its point-in-time backup, or reset the stage',
      { cause },
    );
  }
};
