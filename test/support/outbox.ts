import * as fc from 'fast-check';
import type { Outbox } from '../../shared/kernel/outbox.ts';
import type { EmitProjection } from '../../shared/kernel/stage.ts';
import type { AttributeValue, Item } from '../../shared/ports/item.ts';
import type { OutgoingRecord } from '../../shared/ports/record.ts';

/** Bytes as Node has them after a round trip through base64. */
const buffers = fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes));

const textOrBytes = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), buffers);

export const outgoingRecords: fc.Arbitrary<OutgoingRecord> = fc.record(
  {
    topic: fc.constantFrom('market.ticks', 'paper.signals.raw', 'paper.signals.raw.dlq'),
    partition: fc.nat({ max: 100 }),
    key: fc.option(textOrBytes),
    value: fc.option(textOrBytes),
    headers: fc.array(fc.tuple(fc.string({ maxLength: 20 }), textOrBytes), { maxLength: 4 }),
  },
  { requiredKeys: ['topic', 'key', 'value', 'headers'] },
);

const names = fc
  .stringMatching(/^[a-z$_]{1,12}$/)
  .filter((name) => name !== '__proto__' && name !== '$bytes');

const { value: attributeValues } = fc.letrec<{ value: AttributeValue; map: Item; list: AttributeValue[] }>(
  (tie) => ({
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      buffers,
      tie('map'),
      tie('list'),
    ),
    map: fc.dictionary(names, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    list: fc.array(tie('value'), { maxLength: 4 }),
  }),
);

const items: fc.Arbitrary<Item> = fc
  .tuple(
    fc.integer({ min: 1, max: 0xffff_ffff }),
    fc.nat(),
    fc.dictionary(names, attributeValues, { maxKeys: 4, noNullPrototype: true }),
  )
  .map(([instrument_token, timestamp_ms, rest]) => ({ ...rest, instrument_token, timestamp_ms }));

export const projections: fc.Arbitrary<EmitProjection> = fc
  .tuple(items, fc.boolean())
  .map(([item, ordered]) => ({
    kind: 'projection',
    table: 'instruments',
    item,
    ...(ordered && { orderedBy: 'timestamp_ms' }),
  }));

export const outboxes: fc.Arbitrary<Outbox> = fc.record({
  records: fc.array(outgoingRecords, { maxLength: 10 }),
  projections: fc.array(projections, { maxLength: 10 }),
});
