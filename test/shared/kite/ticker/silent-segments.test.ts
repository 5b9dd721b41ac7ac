import { describe, expect, it } from 'vitest';
import { SilentSegments } from '../../../../shared/kite/ticker/silent-segments.ts';

const RELIANCE = 738_561;
const NIFTY = 256_265;
const CRUDE = 58_424_839;
const MINUTE = 60_000;

const at = (time: string): number => Date.parse(`${time}+05:30`);

/** Watches from a moment on. @returns what is found at another one */
const watching = (from: string, tokens: readonly number[] = [RELIANCE]) => {
  const segments = new SilentSegments(MINUTE);
  segments.watch(tokens, at(from));
  return segments;
};

describe('in market hours', () => {
  it('finds a segment that sent nothing for a minute', () => {
    const segments = watching('2026-11-30T10:00:00');
    expect(segments.find(at('2026-11-30T10:00:59'))).toEqual([]);
    expect(segments.find(at('2026-11-30T10:01:00'))).toEqual(['NSE']);
  });

  it('finds the one segment that is silent while another sends', () => {
    const segments = watching('2026-11-30T10:00:00', [RELIANCE, NIFTY]);
    segments.ticked(RELIANCE, at('2026-11-30T10:00:59'));
    expect(segments.find(at('2026-11-30T10:01:00'))).toEqual(['INDICES']);
  });

  it('counts from the last tick', () => {
    const segments = watching('2026-11-30T10:00:00');
    segments.ticked(RELIANCE, at('2026-11-30T10:00:50'));
    expect(segments.find(at('2026-11-30T10:01:49'))).toEqual([]);
    expect(segments.find(at('2026-11-30T10:01:50'))).toEqual(['NSE']);
  });

  it('counts from the moment the connection opened', () => {
    const segments = watching('2026-11-30T10:00:00');
    segments.restart(at('2026-11-30T10:05:00'));
    expect(segments.find(at('2026-11-30T10:05:59'))).toEqual([]);
  });

  it('waits twice as long after each report, up to sixteen minutes, until a new connection helps', () => {
    const segments = watching('2026-11-30T10:00:00');
    const found = (from: number): number[] => {
      const minutes: number[] = [];
      for (let minute = from; minute < from + 80; minute += 1) {
        if (segments.find(at('2026-11-30T10:00:00') + minute * MINUTE).length > 0) minutes.push(minute);
      }
      return minutes;
    };
    expect(found(0)).toEqual([1, 3, 7, 15, 31, 47, 63, 79]);

    segments.restart(at('2026-11-30T11:19:55'));
    segments.ticked(RELIANCE, at('2026-11-30T11:20:00'));
    expect(found(80)).toEqual([81, 83, 87, 95, 111, 127, 143, 159]);
  });

  it('finds an instrument that ticks every 90 seconds once, not once between any two ticks', () => {
    const segments = watching('2026-11-30T10:00:00');
    let found = 0;
    for (let second = 0; second < 3_600; second += 1) {
      const now = at('2026-11-30T10:00:00') + second * 1_000;
      if (second % 90 === 45) segments.ticked(RELIANCE, now);
      if (segments.find(now).length === 0) continue;
      found += 1;
      segments.restart(now + 500);
    }
    expect(found).toBe(1);
  });

  it('waits a minute again for a segment that was never silent for sixteen minutes', () => {
    const segments = watching('2026-11-30T10:00:00');
    expect(segments.find(at('2026-11-30T10:01:00'))).toEqual(['NSE']);
    segments.restart(at('2026-11-30T10:01:01'));
    for (let second = 90; second <= 1_140; second += 1) {
      const now = at('2026-11-30T10:00:00') + second * 1_000;
      segments.ticked(RELIANCE, now);
      expect(segments.find(now)).toEqual([]);
    }
    expect(segments.find(at('2026-11-30T10:19:59'))).toEqual([]);
    expect(segments.find(at('2026-11-30T10:20:00'))).toEqual(['NSE']);
  });

  it('keeps the wait of a segment when the instruments change', () => {
    const segments = watching('2026-11-30T10:00:00');
    segments.watch([RELIANCE, 408_065, NIFTY], at('2026-11-30T10:00:30'));
    expect(segments.find(at('2026-11-30T10:01:00'))).toEqual(['NSE']);
    expect(segments.find(at('2026-11-30T10:01:30'))).toEqual(['INDICES']);
  });

  it('finds nothing of a segment without instruments', () => {
    const segments = watching('2026-11-30T10:00:00');
    segments.watch([NIFTY], at('2026-11-30T10:00:30'));
    segments.ticked(NIFTY, at('2026-11-30T10:05:00'));
    expect(segments.find(at('2026-11-30T10:05:10'))).toEqual([]);
  });
});

describe('outside market hours', () => {
  it.each([
    ['before the market opens', '2026-11-30T08:00:00', '2026-11-30T09:10:00'],
    ['in the closing auction', '2026-11-30T15:15:00', '2026-11-30T15:29:00'],
    ['on a holiday', '2026-11-24T10:00:00', '2026-11-24T12:00:00'],
    ['on a Sunday', '2026-11-29T10:00:00', '2026-11-29T12:00:00'],
  ])('finds nothing %s', (_, from, to) => {
    expect(watching(from).find(at(to))).toEqual([]);
  });

  it('counts from the open', () => {
    const segments = watching('2026-11-30T08:00:00');
    for (let time = at('2026-11-30T08:00:00'); time < at('2026-11-30T09:15:59'); time += 1_000) {
      expect(segments.find(time)).toEqual([]);
    }
    expect(segments.find(at('2026-11-30T09:16:00'))).toEqual(['NSE']);
  });

  it('goes on with commodities in the evening', () => {
    const segments = watching('2026-11-30T19:00:00', [RELIANCE, CRUDE]);
    expect(segments.find(at('2026-11-30T19:01:00'))).toEqual(['MCX']);
  });
});

it('watches nothing without a limit', () => {
  const segments = new SilentSegments(Number.POSITIVE_INFINITY);
  segments.watch([RELIANCE], at('2026-11-30T10:00:00'));
  expect(segments.find(at('2026-11-30T15:00:00'))).toEqual([]);
});

it('watches no segment without a calendar', () => {
  const segments = watching('2026-11-30T10:00:00', [256 * 5 + 8, 256 * 5 + 200]);
  expect(segments.find(at('2026-11-30T12:00:00'))).toEqual([]);
});
