import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeEvent } from '../../../../localstack/lambda/event-source-mapping/event-json.ts';
import {
  envelopeBytes,
  partitionBytes,
  recordBytes,
} from '../../../../localstack/lambda/event-source-mapping/event-size.ts';
import type { SourceRecord } from '../../../../localstack/lambda/event-source-mapping/record.ts';
import { record } from './support.ts';

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
const anyRecord: fc.Arbitrary<SourceRecord> = fc
  .record({
    partition: fc.integer({ min: 0, max: 2_000 }),
    offset: fc.maxSafeNat(),
    timestamp: fc.integer({ min: -1, max: 4e12 }),
    timestampType: fc.constantFrom('CREATE_TIME', 'LOG_APPEND_TIME'),
    key: fc.option(bytes),
    value: fc.option(bytes),
    headers: fc.array(
      fc.record({ key: fc.string({ unit: 'binary', maxLength: 8 }), value: fc.option(bytes) }),
      { maxLength: 4 },
    ),
  })
  .map((fields) => record(fields));

it('the computed size is the size of the JSON, to the byte', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.array(anyRecord, { minLength: 1, maxLength: 5 }), {
        maxLength: 3,
        selector: (list) => list[0]?.partition,
      }),
      fc.constantFrom('omit' as const, 'null' as const),
      fc.option(fc.constant('arn:aws:kafka:ap-south-1:000000000000:cluster/panda/1')),
      (lists, nullFields, eventSourceArn) => {
        const source = {
          bootstrapServers: 'b:9092',
          nullFields,
          ...(eventSourceArn === null ? {} : { eventSourceArn }),
        };
        const partitions = lists.map((list) =>
          list.map((item) => ({ ...item, partition: list[0]?.partition ?? 0 })),
        );

        const computed = partitions.reduce(
          (sum, list) =>
            sum +
            partitionBytes('ticks', list[0]?.partition ?? 0) +
            list.length -
            1 +
            list.reduce((size, item) => size + recordBytes(item, nullFields), 0),
          envelopeBytes(source) - (partitions.length > 0 ? 1 : 0),
        );

        expect(computed).toBe(Buffer.byteLength(JSON.stringify(encodeEvent(partitions.flat(), source))));
      },
    ),
  );
});
