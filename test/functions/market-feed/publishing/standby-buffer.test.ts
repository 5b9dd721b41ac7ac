import { describe, expect, it } from 'vitest';
import { StandbyBuffer } from '../../../../functions/market-feed/publishing/standby-buffer.ts';
import { tickOf } from '../world.ts';

const frame = (price: number, count = 1) => Array.from({ length: count }, () => tickOf(7, 0, price));
const pricesSince = (buffer: StandbyBuffer, at: number) =>
  buffer.since(at).map(({ last_price }) => last_price);

describe('the buffer of a run that waits', () => {
  it('has the ticks since a time, in order of arrival', () => {
    const buffer = new StandbyBuffer();
    for (const at of [100, 200, 300]) buffer.add(frame(at), at);

    expect(pricesSince(buffer, 200)).toEqual([200, 300]);
    expect(buffer.oldestAt(150)).toBe(200);
    expect(buffer.reaches(0)).toBe(true);
  });

  it('drops what is older than its time, and knows since when it is whole', () => {
    const buffer = new StandbyBuffer(1_000);
    for (let at = 0; at <= 5_000; at += 1) buffer.add(frame(at), at);

    expect(buffer.since(Number.NEGATIVE_INFINITY)).toHaveLength(1_001);
    expect(buffer.oldestAt(Number.NEGATIVE_INFINITY)).toBe(4_000);
    expect(buffer.reaches(3_999)).toBe(false);
    expect(buffer.reaches(4_000)).toBe(true);
  });

  it('drops the oldest of too many, and knows since when it is whole', () => {
    const buffer = new StandbyBuffer(10_000, 10);
    for (const at of [1, 2, 3, 4]) buffer.add(frame(at, 4), at);

    expect(pricesSince(buffer, 0)).toEqual([3, 3, 3, 3, 4, 4, 4, 4]);
    expect(buffer.reaches(2)).toBe(false);
    expect(buffer.reaches(3)).toBe(true);
  });
});
