import { formatOrigin, ORIGIN_HEADER, type Origin } from '../events/origin.ts';
import type { AttributeValue, Item } from '../ports/item.ts';
import type { OutgoingRecord } from '../ports/record.ts';
import type { EmitProjection, EmitRecord } from './stage.ts';

/** What a saved batch has to publish. */
export interface Outbox {
  readonly records: readonly OutgoingRecord[];
  readonly projections: readonly EmitProjection[];
}

export const isEmpty = (outbox: Outbox): boolean =>
  outbox.records.length === 0 && outbox.projections.length === 0;

/** The record of an event to publish. */
export const eventRecord = (topic: string, key: string, value: string, origin: Origin): OutgoingRecord => ({
  topic,
  key,
  value,
  headers: [[ORIGIN_HEADER, formatOrigin(origin)]],
});

/** The record of an unchanged record to publish. */
export const sameRecord = (
  { topic, partition, key, value, headers }: EmitRecord,
  origin: Origin,
): OutgoingRecord => ({
  topic: topic.name,
  ...(partition !== undefined && { partition }),
  key,
  value,
  headers: [
    ...headers.filter(([name]) => name !== ORIGIN_HEADER),
    [ORIGIN_HEADER, formatOrigin(origin)] as const,
  ],
});

const HEADER_OVERHEAD = 16;

/** The approximate bytes of a record in the checkpoint, before compression. */
export const outgoingSize = ({ topic, key, value, headers }: OutgoingRecord): number => {
  const size = (part: Buffer | string | null) =>
    part === null ? 4 : typeof part === 'string' ? part.length : Math.ceil((part.length * 4) / 3);
  return headers.reduce(
    (sum, [name, bytes]) => sum + name.length + size(bytes) + HEADER_OVERHEAD,
    topic.length + size(key) + size(value) + HEADER_OVERHEAD,
  );
};

/** JSON has no bytes. They are encoded as an object with this one member. */
const BYTES = '$bytes';

type Packed = string | null | { readonly [BYTES]: string };

const packBytes = (part: Buffer | string | null): Packed =>
  part === null || typeof part === 'string' ? part : { [BYTES]: part.toString('base64') };

const unpackBytes = (part: Packed): Buffer | string | null =>
  part === null || typeof part === 'string' ? part : Buffer.from(part[BYTES], 'base64');

const packValue = (value: AttributeValue | undefined): unknown => {
  if (value instanceof Uint8Array) return { [BYTES]: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(packValue);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, packValue(inner)]));
  }
  return value;
};

const isPackedBytes = (value: object): value is { readonly [BYTES]: string } =>
  BYTES in value && typeof value[BYTES] === 'string' && Object.keys(value).length === 1;

const unpackValue = (value: unknown): AttributeValue => {
  if (Array.isArray(value)) return value.map(unpackValue);
  if (typeof value === 'object' && value !== null) {
    if (isPackedBytes(value)) return Buffer.from(value[BYTES], 'base64');
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, unpackValue(inner)]));
  }
  return value as AttributeValue;
};

type PackedRecord = readonly [
  topic: string,
  key: Packed,
  value: Packed,
  headers: readonly (readonly [string, Packed])[],
  partition?: number,
];
type PackedProjection = readonly [table: string, item: unknown, orderedBy: string | null];
export type PackedOutbox = readonly [readonly PackedRecord[], readonly PackedProjection[]];

export const packOutbox = (outbox: Outbox): PackedOutbox => [
  outbox.records.map(({ topic, key, value, headers, partition }) => {
    const packedHeaders = headers.map(([name, bytes]) => [name, packBytes(bytes)] as const);
    const packed = [topic, packBytes(key), packBytes(value), packedHeaders] as const;
    return partition === undefined ? packed : [...packed, partition];
  }),
  outbox.projections.map(({ table, item, orderedBy }) => [table, packValue(item), orderedBy ?? null]),
];

/** Whether two outboxes have the same content, so that publishing one is enough. */
export const isSameOutbox = (one: Outbox, other: Outbox): boolean =>
  one === other || JSON.stringify(packOutbox(one)) === JSON.stringify(packOutbox(other));

export const unpackOutbox = ([records, projections]: PackedOutbox): Outbox => ({
  records: records.map(([topic, key, value, headers, partition]) => ({
    topic,
    ...(partition !== undefined && { partition }),
    key: unpackBytes(key),
    value: unpackBytes(value),
    headers: headers.map(([name, bytes]) => [name, unpackBytes(bytes) ?? ''] as const),
  })),
  projections: projections.map(([table, item, orderedBy]) => ({
    kind: 'projection',
    table,
    item: unpackValue(item) as Item,
    ...(orderedBy === null ? {} : { orderedBy }),
  })),
});
