import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatOrigin, type Watermark } from '../../../shared/events/origin.ts';
import type { Checkpoint, Position } from '../../../shared/kernel/checkpoint.ts';
import {
  digestOf,
  missingIn,
  nameOf,
  positionOf,
  raiseWatermarks,
  unseenOf,
} from '../../../shared/kernel/skip.ts';
import type { KafkaRecord } from '../../../shared/ports/record.ts';
import { record, SESSION_OPEN } from '../../support/records.ts';
import { check } from '../../support/seed.ts';

const UPSTREAM = 'strategy-runner/market.ticks-0';

const emitted = (offset: number, [epoch, cause, index]: Watermark, upstream = UPSTREAM): KafkaRecord =>
  record({
    offset,
    headers: [['origin', Buffer.from(formatOrigin({ upstream, epoch, offset: cause, index }))]],
  });

type Marks = Checkpoint['origins'][string];

const unseenPlaces = (records: readonly KafkaRecord[], position: Position | undefined, watermarks: Marks) =>
  unseenOf(records, position, watermarks, SESSION_OPEN).map(({ place }) => place);

const defects = (records: readonly KafkaRecord[], watermarks: Marks) =>
  unseenOf(records, undefined, watermarks, SESSION_OPEN).map(({ defect }) => defect?.code);

const raised = (watermarks: Marks, records: readonly KafkaRecord[]) =>
  raiseWatermarks(watermarks, records, SESSION_OPEN);

describe('unseenOf', () => {
  it('skips records at or before the position', () => {
    const records = [3, 4, 5, 6].map((offset) => record({ offset }));

    expect(unseenPlaces(records, [4, 0], {})).toEqual([2, 3]);
    expect(unseenPlaces(records, undefined, {})).toEqual([0, 1, 2, 3]);
  });

  it('skips a repeated emission of an upstream at a later offset', () => {
    const records = [emitted(10, [1, 5, 0]), emitted(11, [1, 5, 1]), emitted(12, [1, 6, 0])];

    expect(unseenPlaces(records, [9, 0], { [UPSTREAM]: [1, 5, 0] })).toEqual([1, 2]);
  });

  it('skips a duplicate within the same batch', () => {
    const records = [
      emitted(0, [1, 5, 0]),
      emitted(1, [1, 5, 1]),
      emitted(2, [1, 5, 0]),
      emitted(3, [1, 5, 1]),
    ];

    expect(unseenPlaces(records, undefined, {})).toEqual([0, 1]);
  });

  it('keeps watermarks per upstream', () => {
    const other = 'strategy-runner/market.ticks-1';

    expect(unseenPlaces([emitted(0, [1, 1, 0], other)], undefined, { [UPSTREAM]: [1, 9, 0] })).toEqual([0]);
  });

  it('accepts an upstream that began again', () => {
    expect(unseenPlaces([emitted(0, [2, 0, 0])], undefined, { [UPSTREAM]: [1, 99, 9] })).toEqual([0]);
  });

  it('takes every record without an origin, or with a malformed one', () => {
    const odd = record({ offset: 1, headers: [['origin', Buffer.from('who knows')]] });

    expect(unseenPlaces([record(), odd], undefined, {})).toEqual([0, 1]);
  });

  it.each(['__proto__', 'constructor'])('treats an upstream called %s like the others', (upstream) => {
    const records = [emitted(0, [1, 1, 0], upstream), emitted(1, [1, 1, 0], upstream)];

    expect(unseenPlaces(records, undefined, {})).toEqual([0]);
    expect(unseenPlaces(records, undefined, raised({}, records))).toEqual([]);
  });

  it('takes a record once if one batch has it twice', () => {
    expect(
      unseenPlaces(
        [0, 1, 1, 2].map((offset) => record({ offset })),
        undefined,
        {},
      ),
    ).toEqual([0, 1, 3]);
  });

  it('makes a dead letter, not a skip, of an older epoch of an upstream that began again', () => {
    const watermarks = { [UPSTREAM]: [SESSION_OPEN, 5, 0] as const };
    const old = emitted(0, [SESSION_OPEN - 1, 9, 0]);

    expect(defects([old, emitted(1, [SESSION_OPEN, 6, 0])], watermarks)).toEqual([
      'ORIGIN_OUTDATED',
      undefined,
    ]);
    expect(raised(watermarks, [old])).toEqual(watermarks);
  });

  it('refuses an origin of the future, which would make its upstream skipped', () => {
    const forged = emitted(0, [999_999_999_999_999, 999_999_999_999_999, 9]);
    const real = emitted(1, [SESSION_OPEN, 0, 0]);

    expect(defects([forged, real], {})).toEqual(['ORIGIN_IN_FUTURE', undefined]);
    expect(Object.values(raised({}, [forged, real]))).toEqual([[SESSION_OPEN, 0, 0]]);
  });

  it('limits the upstreams of a checkpoint, so that forged ones cannot fill it', () => {
    const many = Array.from({ length: 300 }, (_, n) => emitted(n, [1, 0, 0], `made-up/market.ticks-${n}`));

    expect(defects(many, {}).filter((code) => code === 'TOO_MANY_UPSTREAMS')).toHaveLength(44);
    expect(Object.keys(raised({}, many))).toHaveLength(256);
  });

  it('takes each emission once, with any number of repeats', () => {
    const expected = fc
      .tuple(fc.integer({ min: 1, max: 20 }), fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 4 }))
      .map(([count, repeats]) => {
        const all = Array.from({ length: count }, (_, n): Watermark => [1, Math.floor(n / 2), n % 2]);
        // An outbox is published again as a run, from any place to its end.
        const again = repeats.flatMap(([at, length]) => all.slice(at % count, (at % count) + length + 1));
        return { all, log: [...all, ...again] };
      });

    check(
      fc.property(expected, fc.integer({ min: 1, max: 7 }), ({ all, log }, size) => {
        const records = log.map((watermark, offset) => emitted(offset, watermark));
        const taken: string[] = [];
        let watermarks = {};
        for (let start = 0; start < records.length; start += size) {
          const batch = records.slice(start, start + size);
          for (const place of unseenPlaces(batch, undefined, watermarks))
            taken.push(String(log[start + place]));
          watermarks = raised(watermarks, batch);
        }

        expect(taken).toEqual(all.map(String));
      }),
    );
  });
});

describe('raiseWatermarks', () => {
  it('only raises watermarks', () => {
    const watermarks = raised({ [UPSTREAM]: [1, 5, 0] }, [emitted(0, [1, 4, 9]), emitted(1, [1, 7, 0])]);

    expect(watermarks).toEqual({ [UPSTREAM]: [1, 7, 0] });
    expect(raised(watermarks, [emitted(2, [1, 6, 0])])).toEqual(watermarks);
  });

  it('leaves the given watermarks unchanged', () => {
    const before = {};

    raised(before, [emitted(0, [1, 1, 1])]);

    expect(before).toEqual({});
  });
});

describe('missingIn', () => {
  it('counts offsets between the position and the records, and between records', () => {
    const at = (...offsets: number[]) => offsets.map((offset) => record({ offset }));

    expect(missingIn(at(3, 4, 5), [2, 0])).toBe(0);
    expect(missingIn(at(5, 6, 9), [2, 0])).toBe(4);
    expect(missingIn(at(5, 6), undefined)).toBe(0);
    expect(missingIn(at(1, 2, 3), [7, 0])).toBe(0);
  });
});

describe('position', () => {
  it('is the offset and the digest of its record', () => {
    const one = record({ offset: 7 });

    expect(positionOf(one)).toEqual([7, digestOf(one)]);
    expect(nameOf(record({ topic: 'paper.signals.raw', partition: 2 }))).toBe('paper.signals.raw-2');
  });

  it('distinguishes records by key, value and time', () => {
    const digests = [
      record(),
      record({ key: Buffer.from('other') }),
      record({ key: null }),
      record({ value: Buffer.from('other') }),
      record({ value: null }),
      record({ timestamp: 1 }),
    ].map(digestOf);

    expect(new Set(digests).size).toBe(digests.length);
  });
});
