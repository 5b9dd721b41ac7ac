import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { EVENT_NAMES, eventSchema, schemaName } from '../../../infra/docs/event-schemas.ts';
import { events } from '../../support/events.ts';
import { tick, tickEvent } from '../../support/records.ts';
import { check } from '../../support/seed.ts';

/** Schemas read back from the published JSON, as an outside producer would. */
const published = new Map(
  EVENT_NAMES.map((type) => [
    type,
    z.fromJSONSchema(JSON.parse(JSON.stringify(eventSchema(type, 'draft-2020-12')))),
  ]),
);

describe('published JSON Schemas', () => {
  it('take every valid event', () => {
    check(
      fc.property(events, (event) => {
        const result = published.get(event.type)?.safeParse(JSON.parse(JSON.stringify(event)));

        expect(result?.error?.issues ?? []).toEqual([]);
        expect(result?.success).toBe(true);
      }),
    );
  });

  it.each([
    { version: 2 },
    { extra: 1 },
    { id: 'x' },
    { broker: 'upstox' },
    { ts: '2022-06-16 09:15:00' },
    { data: { ...tick(), last_price: -1 } },
    { data: { ...tick(), instrument_token: 1.5 } },
    { data: { ...tick(), surprise: true } },
  ])('refuse a tick with %j', (change) => {
    expect(published.get('market_tick')?.safeParse({ ...tickEvent(tick()), ...change }).success).toBe(false);
  });

  it('name what they are, and require what an event must have', () => {
    for (const type of EVENT_NAMES) {
      expect(eventSchema(type, 'draft-2020-12')).toMatchObject({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: `urn:alpha-panda:event:${schemaName(type)}`,
        title: `${type}.v1`,
        additionalProperties: false,
        required: expect.arrayContaining(['id', 'correlation_id', 'causation_id', 'type', 'version', 'data']),
      });
    }
  });
});
