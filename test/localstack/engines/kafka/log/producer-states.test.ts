import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProducerStates } from '../../../../../localstack/engines/kafka/log/producer-states.ts';
import { readBatchHeader } from '../../../../../localstack/engines/kafka/log/record-batch.ts';
import { errorCodes } from '../../../../../localstack/engines/kafka/protocol/error-codes.ts';
import { buildBatch } from '../../../../conformance/broker/support/build-batch.ts';

const LAST_SEQUENCE = 2 ** 31 - 1;

const header = (baseSequence: number, records = 1, producerEpoch = 0, producerId = 1) => {
  const values = Array.from({ length: records }, () => 'x');
  return readBatchHeader(buildBatch({ values, producerId, producerEpoch, baseSequence }));
};

test('writes each of the last batches once, in any order and number of resends', () => {
  const batches = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(batches, fc.infiniteStream(fc.nat(4)), (sizes, backSteps) => {
      const states = new ProducerStates();
      const written: { sequence: number; size: number; offset: number }[] = [];
      let next = 0;
      for (const size of sizes) {
        expect(states.check(header(next, size))).toBeUndefined();
        states.record(header(next, size), next, 0);
        written.push({ sequence: next, size, offset: next });
        next += size;
        const again = written.at(-1 - (backSteps.next().value ?? 0)) ?? written.at(-1);
        if (again !== undefined) expect(states.check(header(again.sequence, again.size))).toBe(again.offset);
      }
    }),
    { numRuns: 50 },
  );
});

test('after the greatest sequence number comes 0', () => {
  const states = new ProducerStates();
  states.record(header(LAST_SEQUENCE), 10, 0);

  expect(states.check(header(0))).toBeUndefined();
  expect(() => states.check(header(1))).toThrow(
    expect.objectContaining({ code: errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER }),
  );
});

test('a batch may reach over the greatest sequence number', () => {
  const states = new ProducerStates();
  states.record(header(LAST_SEQUENCE, 3), 10, 0);

  expect(states.check(header(LAST_SEQUENCE, 3))).toBe(10);
  expect(states.check(header(2))).toBeUndefined();
});

test('producers without an id are not watched', () => {
  const states = new ProducerStates();

  states.record(header(5, 1, -1, -1), 0, 0);

  expect(states.size).toBe(0);
  expect(states.check(header(99, 1, -1, -1))).toBeUndefined();
});

test('a producer that was inactive for too long is forgotten', () => {
  const states = new ProducerStates();
  states.record(header(0, 1, 0, 1), 0, 1000);
  states.record(header(0, 1, 0, 2), 1, 2000);

  states.expire(1500);

  expect(states.size).toBe(1);
});
