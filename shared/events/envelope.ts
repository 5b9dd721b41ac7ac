import * as z from 'zod';
import { SCOPES, type Scope } from './brokers.ts';
import { timestamp, uuid } from './data/fields.ts';
import type { Uuid } from './ids.ts';
import { EVENT_TYPES, EVENT_VERSION, type EventData, type EventType } from './types.ts';

/** The only format on event topics, in snake_case as on the wire. */
export type EventOf<T extends EventType> = {
  readonly id: Uuid;
  /** The root of the trace: the id of its tick or request. */
  readonly correlation_id: Uuid;
  /** The event that directly caused this one; null at the root. */
  readonly causation_id: Uuid | null;
  readonly broker: Scope;
  readonly type: T;
  /** Market time, ISO 8601 UTC: an effect carries the time of its cause. */
  readonly ts: string;
  /** The Kafka partition key. */
  readonly key: string;
  /** The stage or feed that made it. */
  readonly source: string;
  readonly version: number;
  readonly data: EventData[T];
};

export type Envelope = { [T in EventType]: EventOf<T> }[EventType];

/** The schema of a whole event of one type: the envelope is strict, an unknown field is an error. */
export const envelopeSchema = <T extends EventType>(type: T) =>
  z.strictObject({
    id: uuid,
    correlation_id: uuid,
    causation_id: uuid.nullable(),
    broker: z.enum(SCOPES),
    type: z.literal(type),
    ts: timestamp,
    key: z.string().min(1).max(256),
    source: z.string().min(1).max(128),
    version: z.literal(EVENT_VERSION),
    data: EVENT_TYPES[type].data,
  });
