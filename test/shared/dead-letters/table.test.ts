import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDeadLetter } from '../../../shared/dead-letters/dead-letter.ts';
import { MAX_INLINE_BYTES } from '../../../shared/dead-letters/item.ts';
import { stageLetterItem } from '../../../shared/dead-letters/table.ts';
import { PoisonError } from '../../../shared/errors.ts';
import { DEAD_LETTER_HEADERS, deadLetterOf } from '../../../shared/kernel/dead-letter.ts';
import { packOutbox, unpackOutbox } from '../../../shared/kernel/outbox.ts';
import type { Item } from '../../../shared/ports/item.ts';
import type { KafkaRecord, OutgoingRecord } from '../../../shared/ports/record.ts';
import { oddRecord, SESSION_OPEN } from '../../support/records.ts';

const TOPIC = 'paper.signals.raw';
const AT = SESSION_OPEN + 10;

const itemOf = (letter: OutgoingRecord, now?: number): Item =>
  stageLetterItem(letter, { at: AT, now, retentionDays: 30 });

const bytes = (text: string): Buffer => Buffer.from(text);

/** What the kernel puts on the dead-letter topic and into its outbox. */
const letterOf = (
  original: KafkaRecord,
  error: unknown = new PoisonError('BAD_JSON', 'not JSON'),
  stage = 'paper.risk-manager',
): OutgoingRecord =>
  deadLetterOf(original, stage, error, `${stage}/paper.signals.raw-0@1.${original.offset}#0`);

const original = oddRecord(TOPIC);

describe('the item of a dead letter', () => {
  it('has stage, reason, position and original bytes', () => {
    const item = itemOf(letterOf(original));

    expect(item).toEqual({
      topic: TOPIC,
      dead_letter_id: expect.stringMatching(/^00000@0000000000000007@paper\.risk-manager@[0-9a-f]{8}$/),
      reason: 'BAD_JSON',
      error: 'not JSON',
      stage: 'paper.risk-manager',
      attempts: 1,
      original_partition: 0,
      original_offset: 7,
      original_timestamp: SESSION_OPEN,
      dead_letter_timestamp: AT,
      key: original.key,
      value: original.value,
      headers: [
        { name: 'traceparent', value: bytes('00-é') },
        { name: 'traceparent', value: Buffer.alloc(0) },
        { name: '__proto__', value: Buffer.from([0x80, 0xff]) },
        { name: 'origin', value: bytes('strategy-runner/market.ticks-0@1.3#0') },
      ],
    });
    expect(parseDeadLetter(item)).toBeDefined();
  });

  it('believes the last reason, not one that came with the record', () => {
    const forged = { ...original, headers: [['dead-letter-reason', bytes('FORGED')]] as const };

    const item = itemOf(letterOf(forged));

    expect(item).toMatchObject({
      reason: 'BAD_JSON',
      headers: [{ name: 'dead-letter-reason', value: bytes('FORGED') }],
    });
  });

  it('believes what its stage says of a copy of a dead letter', () => {
    const own = [
      ['dead-letter-stage', bytes('paper.portfolio-manager')],
      ['dead-letter-reason', bytes('OLD')],
      ['traceparent', bytes('00-a')],
      ['dead-letter-offset', bytes('3')],
    ] as const;

    const item = itemOf(letterOf({ ...original, headers: own }));

    expect(item).toMatchObject({ stage: 'paper.risk-manager', reason: 'BAD_JSON', original_offset: 7 });
    expect(item.headers).toEqual(own.map(([name, value]) => ({ name, value })));
  });

  it('has all headers of the record, in order', () => {
    const names = Object.values(DEAD_LETTER_HEADERS).filter((name) => name !== 'dead-letter-original-origin');
    const header = fc.tuple(
      fc.constantFrom(...names, 'origin', 'redrive-of', 'redrive-for', 'a', '__proto__'),
      fc.uint8Array({ maxLength: 3 }).map((value) => Buffer.from(value)),
    );
    fc.assert(
      fc.property(fc.array(header, { maxLength: 12 }), (headers) => {
        const item = itemOf(letterOf({ ...original, headers }));

        expect(item.headers).toEqual(headers.map(([name, value]) => ({ name, value })));
        expect(item).toMatchObject({ stage: 'paper.risk-manager', original_offset: 7, attempts: 1 });
      }),
    );
  });

  it('distinguishes a tombstone and a keyless record from empty ones', () => {
    const absent = itemOf(letterOf({ ...original, key: null, value: null }));
    const empty = itemOf(letterOf({ ...original, key: Buffer.alloc(0), value: Buffer.alloc(0) }));

    expect(absent).not.toHaveProperty('key');
    expect(absent).not.toHaveProperty('value');
    expect(empty).toMatchObject({ key: Buffer.alloc(0), value: Buffer.alloc(0) });
  });

  it('names the redriven dead letter only for a redrive by the redriver', () => {
    const redriveBy = (origin: string) =>
      itemOf(
        letterOf({
          ...original,
          headers: [
            ['redrive-of', bytes(`${TOPIC}/00000@0000000000000001`)],
            ['redrive-for', bytes('paper.risk-manager')],
            ['origin', bytes(origin)],
          ],
        }),
      ).redrive_of;

    expect(redriveBy('paper.redriver/paper.redrives-0@1.0#0')).toBe(`${TOPIC}/00000@0000000000000001`);
    expect(redriveBy('strategy-runner/market.ticks-0@1.0#0')).toBeUndefined();
    expect(redriveBy('zerodha.redriver/zerodha.redrives-0@1.0#0')).toBeUndefined();
  });

  it('has well-formed text where the message of the error is cut within a character', () => {
    const item = itemOf(letterOf(original, new PoisonError('BAD_JSON', `x${'😀'.repeat(600)}`)));

    expect(String(item.error).isWellFormed()).toBe(true);
  });

  it('leaves out a record that is too large, and has its position', () => {
    const large = itemOf(letterOf({ ...original, value: Buffer.alloc(MAX_INLINE_BYTES) }));
    const crowded = itemOf(
      letterOf({
        ...original,
        headers: Array.from({ length: 20_000 }, (_, n) => [String(n), Buffer.alloc(1)]),
      }),
    );

    for (const item of [large, crowded]) {
      expect(item).toMatchObject({
        reason: 'BAD_JSON',
        value_omitted: true,
        original_partition: 0,
        original_offset: 7,
      });
      expect(item).not.toHaveProperty('value');
      expect(item).not.toHaveProperty('headers');
    }
  });

  it('has a record just below that', () => {
    const value = randomBytes(MAX_INLINE_BYTES - 1_500);

    const item = itemOf(letterOf({ ...original, value }));

    expect(value.equals(Buffer.from(item.value instanceof Uint8Array ? item.value : []))).toBe(true);
  });

  it('sorts by partition and offset of the record', () => {
    const ids = [0, 9, 10, 123_456].map((offset) => itemOf(letterOf({ ...original, offset })).dead_letter_id);

    expect(ids.map(String).toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(4);
  });

  it('has the same key when it is written again, also from a stored outbox', () => {
    const letter = letterOf(original);
    const [stored] = unpackOutbox(
      JSON.parse(JSON.stringify(packOutbox({ records: [letter], projections: [] }))),
    ).records;

    expect(stored && itemOf(stored)).toEqual(itemOf(letter));
    expect(itemOf(letterOf(original, new Error('another reason'))).dead_letter_id).toBe(
      itemOf(letter).dead_letter_id,
    );
  });

  it.each<readonly [string, OutgoingRecord]>([
    ['another stage', letterOf(original, undefined, 'paper.portfolio-manager')],
    ['another value', letterOf({ ...original, value: bytes('other') })],
    ['another key', letterOf({ ...original, key: null })],
    ['another time of the record', letterOf({ ...original, timestamp: SESSION_OPEN + 1 })],
    ['another partition', letterOf({ ...original, partition: 1 })],
  ])('has another key for %s', (_, other) => {
    expect(itemOf(other).dead_letter_id).not.toBe(itemOf(letterOf(original)).dead_letter_id);
  });

  it.each([-1, 0, 8_640_000_000_000_001, Number.MAX_SAFE_INTEGER])(
    'has the time of the record, %d',
    (timestamp) => {
      const item = itemOf(letterOf({ ...original, timestamp }));

      expect(item).toMatchObject({ original_timestamp: timestamp, dead_letter_timestamp: AT });
      expect(parseDeadLetter(item)).toBeDefined();
    },
  );

  it('expires where the wall is the clock', () => {
    expect(itemOf(letterOf(original), AT).expires_at).toBe(Math.floor(AT / 1_000) + 30 * 86_400);
    expect(itemOf(letterOf(original))).not.toHaveProperty('expires_at');
  });
});
