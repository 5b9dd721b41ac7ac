import * as z from 'zod';
import { envelopeSchema } from '../../shared/events/envelope.ts';
import { EVENT_TYPES, EVENT_VERSION, type EventType } from '../../shared/events/types.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The event types, in the order of their table. */
export const EVENT_NAMES = Object.keys(EVENT_TYPES) as EventType[];

/** `trading_signal.v1` */
export const schemaName = (type: EventType): string => `${type}.v${EVENT_VERSION}`;

/** The JSON Schema of a whole event: envelope and data, from the schema that the code itself checks with. */
export const eventSchema = (type: EventType, target: 'draft-07' | 'draft-2020-12'): JsonSchema => {
  const { $schema, ...schema } = z.toJSONSchema(envelopeSchema(type), { target });
  return {
    ...(target === 'draft-2020-12' && { $schema, $id: `urn:alpha-panda:event:${schemaName(type)}` }),
    title: schemaName(type),
    description: EVENT_TYPES[type].summary,
    ...schema,
  };
};
