import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen, istMidnight } from '../../../shared/market/calendar.ts';
import { SEGMENTS, type Segment } from '../../../shared/market/instrument.ts';
import { check } from '../../support/seed.ts';

const ist = (text: string): number => Date.parse(`${text}+05:30`);

type Hours = readonly [segment: Segment, date: string, opens: string, closes: string];

describe('market hours', () => {
  it.each<Hours>([
    ['NSE', '2026-07-31', '09:15', '15:30'],
    ['NSE', '2026-08-03', '09:15', '15:15'],
    ['BSE', '2026-08-03', '09:15', '15:15'],
    ['INDICES', '2026-08-03', '09:15', '15:30'],
    ['NFO-FUT', '2026-07-31', '09:15', '15:30'],
    ['NFO-OPT', '2026-08-03', '09:15', '15:40'],
    ['BFO-OPT', '2026-08-03', '09:15', '15:40'],
    ['CDS-FUT', '2026-06-16', '09:00', '17:00'],
    ['MCX-FUT', '2026-03-06', '09:00', '23:55'],
    ['MCX-FUT', '2026-03-09', '09:00', '23:30'],
    ['MCX-OPT', '2026-10-30', '09:00', '23:30'],
    ['MCX-OPT', '2026-11-02', '09:00', '23:55'],
    ['INDICES', '2022-06-16', '09:15', '15:30'],
  ])('%s on %s: open from %s until just before %s', (segment, date, opens, closes) => {
    expect(isOpen(segment, ist(`${date}T${opens}:00.000`) - 1)).toBe(false);
    expect(isOpen(segment, ist(`${date}T${opens}:00.000`))).toBe(true);
    expect(isOpen(segment, ist(`${date}T${closes}:00.000`) - 1)).toBe(true);
    expect(isOpen(segment, ist(`${date}T${closes}:00.000`))).toBe(false);
  });

  it('last until 15:30 for a stock known to close without an auction', () => {
    const at = ist('2026-08-03T15:20:00.000');

    expect(isOpen('NSE', at, { closingAuction: false })).toBe(true);
    expect(isOpen('NSE', at, { closingAuction: true })).toBe(false);
    expect(isOpen('NSE', at)).toBe(false);
  });

  it('leave the pre-open price out', () => {
    expect(isOpen('INDICES', ist('2022-06-16T09:08:00.000'))).toBe(false);
  });

  it('never fall on a weekend or a holiday', () => {
    const closedDay = fc.constantFrom('2026-06-13', '2026-06-14', '2026-06-26', '2026-11-08');
    check(
      fc.property(
        fc.constantFrom(...SEGMENTS),
        closedDay,
        fc.integer({ min: 0, max: 86_399_999 }),
        (segment, date, time) => {
          expect(isOpen(segment, ist(`${date}T00:00:00.000`) + time, { closingAuction: false })).toBe(false);
        },
      ),
    );
  });

  it('are one unbroken stretch of a day that never holds midnight', () => {
    const moment = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) });
    check(
      fc.property(fc.constantFrom(...SEGMENTS), moment, (segment, at) => {
        const midnight = istMidnight(at);
        const minutes = Array.from({ length: 1_440 }, (_, minute) =>
          isOpen(segment, midnight + minute * 60_000),
        );
        const changes = minutes.filter((open, minute) => open !== (minutes[minute - 1] ?? false)).length;

        expect(minutes[0]).toBe(false);
        expect(changes === 0 || changes === 2).toBe(true);
      }),
      30,
    );
  });
});
