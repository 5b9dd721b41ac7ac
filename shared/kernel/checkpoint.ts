import { hash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { AlphaPandaError, RefusalError } from '../errors.ts';
import type { Watermark } from '../events/origin.ts';
import { isEmpty, type Outbox, type PackedOutbox, packOutbox, unpackOutbox } from './outbox.ts';
import type { StateCodec } from './stage.ts';

/** The last record taken from a partition: its offset, and a digest that differs from another log's record. */
export type Position = readonly [offset: number, digest: number];

/** A record that was given up, with its reason. Its dead letter is the same from every environment. */
export type GivenUp = readonly [offset: number, reason: string, error: string];

/** The data of a stage for one partition, saved as one item. */
export interface Checkpoint {
  /** Epoch milliseconds of its first version. */
  readonly epoch: number;
  /** Partition → last record taken. */
  readonly positions: Readonly<Record<string, Position>>;
  /** Partition → upstream → last emission seen on that partition. */
  readonly origins: Readonly<Record<string, Readonly<Record<string, Watermark>>>>;
  /** Topic → its number of partitions when state was first built on it. */
  readonly partitionCounts: Readonly<Record<string, number>>;
  /** Partition → its next record, if the dead letter of it is too large for the outbox. */
  readonly givenUp: Readonly<Record<string, GivenUp>>;
  /** The stage's state, encoded by its codec. */
  readonly state: unknown;
  /** Partition → what its last batch emitted, until it is known to be published. */
  readonly outboxes: Readonly<Record<string, Outbox>>;
  /** The partition whose batch may save next; undefined if all may race. */
  readonly turn: Turn | undefined;
}

/** A partition that lost races, and their number in a row. */
type Turn = readonly [partition: string, races: number];

/**
 * The partition of an outbox in a checkpoint of an earlier release, which did not name it. Each environment publishes
 * it.
 */
export const UNNAMED_PARTITION = '';

/** The key of a stage's checkpoint, if its topics share one per partition number. */
export const checkpointIdOf = (stage: string, partition: number): string => `${stage}#${partition}`;

/** Tells a stored body from others of the same version. */
export const bodyDigest = (body: Uint8Array): string => hash('sha256', body, 'base64url').slice(0, 22);

type Packed = readonly [
  epoch: number,
  positions: Checkpoint['positions'],
  origins: Checkpoint['origins'],
  partitionCounts: Checkpoint['partitionCounts'],
  givenUp: Checkpoint['givenUp'],
  state: unknown,
  /** A single outbox in a checkpoint of an earlier release. */
  outboxes: PackedOutbox | Readonly<Record<string, PackedOutbox>>,
  turn?: Turn,
];

const mapValues = <A, B>(values: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));

const isAlone = (outboxes: Packed[6]): outboxes is PackedOutbox => Array.isArray(outboxes);

const unpackOutboxes = (packed: Packed[6]): Checkpoint['outboxes'] => {
  if (!isAlone(packed)) return mapValues(packed, unpackOutbox);
  const outbox = unpackOutbox(packed);
  return isEmpty(outbox) ? {} : { [UNNAMED_PARTITION]: outbox };
};

/** First byte of a stored checkpoint: the format of the rest. */
const PLAIN = 1;
const DEFLATED = 2;

/** Below this, compressing costs more than it saves: DynamoDB bills whole kilobytes. */
const COMPRESS_FROM = 700;

/** The stored form: a format byte, then JSON, compressed if it is large. */
export const encodeCheckpoint = (checkpoint: Checkpoint): Uint8Array => {
  const packed: Packed = [
    checkpoint.epoch,
    checkpoint.positions,
    checkpoint.origins,
    checkpoint.partitionCounts,
    checkpoint.givenUp,
    checkpoint.state,
    mapValues(checkpoint.outboxes, packOutbox),
    ...(checkpoint.turn === undefined ? ([] as const) : ([checkpoint.turn] as const)),
  ];
  const json = Buffer.from(JSON.stringify(packed));
  const compress = json.length >= COMPRESS_FROM;
  const body = compress ? deflateRawSync(json, { level: 1 }) : json;
  return Buffer.concat([Buffer.of(compress ? DEFLATED : PLAIN), body]);
};

const refusing = <Read>(read: () => Read): Read => {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof AlphaPandaError) throw cause;
    throw new RefusalError(
      'CHECKPOINT_UNREADABLE',
      'the stored checkpoint cannot be read: it was written by another version or damaged. Disable the event source mappings of the stage, then restore the table from its point-in-time backup, or reset the stage',
      { cause },
    );
  }
};

/** @throws RefusalError `CHECKPOINT_UNREADABLE` for bytes that are not from `encodeCheckpoint`. */
export const decodeCheckpoint = (stored: Uint8Array): Checkpoint =>
  refusing(() => {
    const body = Buffer.from(stored.buffer, stored.byteOffset + 1, stored.byteLength - 1);
    const json = stored[0] === DEFLATED ? inflateRawSync(body) : stored[0] === PLAIN ? body : undefined;
    if (json === undefined) throw new Error(`format byte ${stored[0]}`);
    const [epoch, positions, origins, partitionCounts, givenUp, state, outboxes, turn] = JSON.parse(
      json.toString(),
    ) as Packed;
    return {
      ...{ epoch, positions, origins, partitionCounts, givenUp, state, turn },
      outboxes: unpackOutboxes(outboxes),
    };
  });

/** @throws RefusalError `CHECKPOINT_UNREADABLE` for a state that is not from the codec. */
export const decodeState = <State>(codec: StateCodec<State>, stored: Uint8Array): State => {
  const { state } = decodeCheckpoint(stored);
  return refusing(() => codec.decode(state));
};
