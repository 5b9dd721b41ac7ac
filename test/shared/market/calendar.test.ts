import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  currentOrNextSession,
  isListedDay,
  isOpen,
  isTradingDay,
  istDay,
  lastTradingDayOnOrBefore,
  marketState,
  nextClose,
  nextOpen,
  nextTradingDay,
  type SessionOptions,
  sessionOptionsOf,
  sessionsOf,
  tradingDays,
} from '../../../shared/market/calendar.ts';
import { SEGMENTS, type Segment } from '../../../shared/market/instrument.ts';
import { dateOfDay, dayOfDate, weekday } from '../../../shared/market/ist.ts';
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
    const closedDay = fc.constantFrom('2026-06-13', '2026-06-14', '2026-10-02', '2026-12-25');
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

  it('are windows in order that do not touch, within one day', () => {
    const day = fc.integer({ min: dayOfDate('2021-01-01'), max: dayOfDate('2026-12-31') });
    check(
      fc.property(fc.constantFrom(...SEGMENTS), day, fc.boolean(), (segment, on, closingAuction) => {
        const windows = sessionsOf(segment, on, { closingAuction }) ?? [];
        const edges = windows.flatMap(({ opens, closes }) => [opens, closes]);

        expect(edges).toEqual([...new Set(edges)].sort((one, other) => one - other));
        expect(edges.every((edge) => edge > 0 && edge < 86_400_000)).toBe(true);
      }),
    );
  });
});

const hours = (segment: Segment, date: string, options?: SessionOptions): string | undefined =>
  sessionsOf(segment, dayOfDate(date), options)
    ?.map(({ opens, closes }) => [opens, closes].map(clock).join('-'))
    .join(',');

const clock = (time: number): string => new Date(time).toISOString().slice(11, 16);

describe('special sessions', () => {
  it.each<[segment: Segment, date: string, windows: string]>([
    ['NSE', '2023-11-12', '18:15-19:15'],
    ['NSE', '2024-01-20', '09:15-15:30'],
    ['NFO-OPT', '2024-03-02', '09:15-10:00,11:30-12:30'],
    ['CDS-FUT', '2024-03-02', ''],
    ['NSE', '2024-11-01', '18:00-19:00'],
    ['MCX-FUT', '2024-11-01', '18:00-19:00'],
    ['BSE', '2025-02-01', '09:15-15:30'],
    ['MCX-FUT', '2025-02-01', '09:00-17:00'],
    ['NFO-FUT', '2025-10-21', '13:45-14:45'],
    ['NSE', '2026-02-01', '09:15-15:30'],
    ['NSE', '2026-11-08', '18:15-19:15'],
    ['NSE', '2021-02-24', '09:15-11:40,15:45-17:00'],
    ['BFO-OPT', '2021-02-24', '09:15-17:00'],
    ['NFO-FUT', '2024-05-18', '09:15-10:00,11:30-12:30'],
    ['CDS-OPT', '2018-11-07', '17:30-18:15'],
    ['NSE', '2016-10-30', '18:30-19:30'],
    ['NSE', '2015-02-28', '09:15-15:30'],
    ['MCX-FUT', '2025-10-28', '13:25-23:30'],
    ['NCO-FUT', '2025-10-28', '09:00-23:30'],
  ])('%s on %s: %s', (segment, date, windows) => {
    expect(hours(segment, date)).toBe(windows);
  });
});

describe('the commodity market', () => {
  it.each([
    '2026-01-15',
    '2026-03-03',
    '2026-03-26',
    '2026-03-31',
    '2026-04-14',
    '2026-05-01',
    '2026-05-28',
    '2026-06-26',
    '2026-09-14',
    '2026-10-20',
    '2026-11-10',
    '2026-11-24',
  ])('trades in the evening of %s only', (date) => {
    expect(hours('MCX-FUT', date)).toMatch(/^17:00-23:(30|55)$/);
    expect(hours('NCO-FUT', date)).toBe(hours('MCX-FUT', date));
    expect(hours('NSE', date)).toBe('');
  });

  it('is closed in the evening of 2026-01-01', () => {
    expect(hours('MCX-OPT', '2026-01-01')).toBe('09:00-17:00');
  });
});

describe('hours of commodities', () => {
  it.each<[tradingsymbol: string, date: string, windows: string]>([
    ['CRUDEOIL18DECFUT', '2018-12-28', '10:00-23:55'],
    ['COTTON18AUGFUT', '2018-08-01', '10:00-21:00'],
    ['COTTON18DECFUT', '2018-12-28', '10:00-21:30'],
    ['CRUDEOIL19JANFUT', '2018-12-31', '09:00-23:55'],
    ['CRUDEOIL20APRFUT', '2020-04-01', '09:00-17:00'],
    ['CRUDEOIL20APRFUT', '2020-04-14', ''],
    ['CRUDEOIL20MAYFUT', '2020-04-23', '09:00-23:30'],
    ['COTTON20MAYFUT', '2020-04-23', '09:00-17:00'],
    ['COTTONCNDY26DECFUT', '2026-11-25', '09:00-21:00'],
    ['COTTONCNDY26DECFUT', '2026-11-24', '17:00-21:00'],
    ['COTTONOIL26DECFUT', '2026-11-25', '09:00-17:00'],
    ['MENTHAOIL26DECFUT', '2026-11-25', '09:00-17:00'],
    ['MENTHAOIL26DECFUT', '2026-11-24', ''],
    ['MENTHAOIL26JANFUT', '2026-01-01', '09:00-17:00'],
    ['GOLD26DECFUT', '2026-11-25', '09:00-23:55'],
  ])('%s on %s: %s', (tradingsymbol, date, windows) => {
    expect(hours('MCX-FUT', date, sessionOptionsOf({ segment: 'MCX-FUT', tradingsymbol }))).toBe(windows);
  });
});

describe('a special day whose hours were not found', () => {
  it('has no calendar, the days around it have', () => {
    expect(hours('MCX-FUT', '2017-10-18')).toBe('10:00-23:30');
    expect(hours('MCX-FUT', '2017-10-19')).toBeUndefined();
    expect(hours('MCX-FUT', '2017-10-20')).toBe('17:00-23:30');
  });

  it('is a market without a list for that year', () => {
    expect(hours('NSE', '2016-10-28')).toBe('09:15-15:30');
    expect(hours('CDS-FUT', '2016-10-28')).toBeUndefined();
  });
});

describe('the currency market', () => {
  it.each(['2026-02-19', '2026-03-19', '2026-04-01', '2026-08-26'])(
    'is closed on %s, shares are not',
    (date) => {
      expect(hours('CDS-FUT', date)).toBe('');
      expect(hours('BCD-OPT', date)).toBe('');
      expect(hours('NSE', date)).not.toBe('');
    },
  );
});

describe('a year without a calendar', () => {
  const at = ist('2027-01-04T10:00:00.000');

  it('is said, and never taken for open or closed', () => {
    expect(marketState('NSE', at)).toBe('no_calendar');
    expect(isOpen('NSE', at)).toBe(false);
    expect(sessionsOf('MCX-FUT', istDay(at))).toBeUndefined();
    expect(isTradingDay('NSE', istDay(at))).toBeUndefined();
    expect(nextOpen('NSE', at)).toBeUndefined();
    expect(nextClose('NSE', at)).toBeUndefined();
    expect(isListedDay('NSE', istDay(at))).toBe(false);
    expect(nextTradingDay('NSE', dayOfDate('2026-12-31'))).toBeUndefined();
    expect(lastTradingDayOnOrBefore('NSE', istDay(at))).toBeUndefined();
    expect(() => tradingDays('NSE', dayOfDate('2026-12-30'), istDay(at))).toThrow(
      'no calendar of NSE for 2027-01-01: add',
    );
  });
});

describe('the days around a day', () => {
  it('skip weekends and holidays', () => {
    expect(dateOfDay(lastTradingDayOnOrBefore('NSE', dayOfDate('2026-11-24')) ?? 0)).toBe('2026-11-23');
    expect(dateOfDay(lastTradingDayOnOrBefore('NSE', dayOfDate('2026-11-23')) ?? 0)).toBe('2026-11-23');
    expect(dateOfDay(nextTradingDay('NSE', dayOfDate('2026-11-23')) ?? 0)).toBe('2026-11-25');
    expect(tradingDays('NSE', dayOfDate('2026-02-01'), dayOfDate('2026-02-28'))).toHaveLength(21);
  });

  it.each<[from: string, opens: string]>([
    ['2026-11-23T10:00:00.000', '2026-11-23T10:00:00.000'],
    ['2026-11-23T09:00:00.000', '2026-11-23T09:15:00.000'],
    ['2026-11-23T15:30:00.000', '2026-11-25T09:15:00.000'],
    ['2024-03-02T10:00:00.000', '2024-03-02T11:30:00.000'],
  ])('from %s shares are open next at %s', (from, opens) => {
    expect(nextOpen('NSE', ist(from))).toBe(ist(opens));
  });
});

describe('a clock that moves through', () => {
  it.each<[what: string, Segment, at: string, state: 'open' | 'closed', opens: string, closes: string]>([
    ['a holiday', 'NSE', '2026-11-24T11:00:00.000', 'closed', '2026-11-25T09:15', '2026-11-25T15:15'],
    [
      'an evening of MCX',
      'MCX-FUT',
      '2026-11-24T16:59:59.999',
      'closed',
      '2026-11-24T17:00',
      '2026-11-24T23:55',
    ],
    [
      'an evening of MCX',
      'MCX-FUT',
      '2026-11-24T17:00:00.000',
      'open',
      '2026-11-24T17:00',
      '2026-11-24T23:55',
    ],
    [
      'an evening of MCX',
      'MCX-FUT',
      '2026-11-24T23:55:00.000',
      'closed',
      '2026-11-25T09:00',
      '2026-11-25T23:55',
    ],
    ['a Saturday', 'NFO-FUT', '2024-03-02T10:00:00.000', 'closed', '2024-03-02T11:30', '2024-03-02T12:30'],
    ['a Saturday', 'NFO-FUT', '2024-03-02T12:29:59.999', 'open', '2024-03-02T11:30', '2024-03-02T12:30'],
    ['a Saturday', 'NFO-FUT', '2024-03-02T12:30:00.000', 'closed', '2024-03-04T09:15', '2024-03-04T15:30'],
    ['Muhurat', 'NSE', '2026-11-08T18:14:59.999', 'closed', '2026-11-08T18:15', '2026-11-08T19:15'],
    ['Muhurat', 'NSE', '2026-11-08T18:15:00.000', 'open', '2026-11-08T18:15', '2026-11-08T19:15'],
    ['Muhurat', 'NSE', '2026-11-08T19:15:00.000', 'closed', '2026-11-09T09:15', '2026-11-09T15:15'],
  ])('%s: %s at %s is %s, session from %s to %s', (_what, segment, at, state, opens, closes) => {
    const session = currentOrNextSession(segment, ist(at));

    expect(marketState(segment, ist(at))).toBe(state);
    expect(session).toEqual({
      opensAt: ist(`${opens}:00.000`),
      closesAt: ist(`${closes}:00.000`),
    });
    expect(nextClose(segment, ist(at))).toBe(session?.closesAt);
  });

  it('any years agrees with the state of the market at every minute', () => {
    const [first, last] = [ist('2019-01-01T00:00:00.000'), ist('2026-11-01T00:00:00.000')];
    check(
      fc.property(
        fc.constantFrom<Segment>('NSE', 'NFO-OPT', 'CDS-FUT'),
        fc.integer({ min: first / 60_000, max: last / 60_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (segment, minute, place) => {
          const at = minute * 60_000;
          const session = currentOrNextSession(segment, at) ?? { opensAt: 0, closesAt: 0 };

          expect(session.closesAt).toBeGreaterThan(at);
          expect(isOpen(segment, at)).toBe(session.opensAt <= at);
          expect(isOpen(segment, session.closesAt - 1)).toBe(true);
          const between = at + Math.floor(place * (session.opensAt - at));
          if (between < session.opensAt) expect(isOpen(segment, between)).toBe(false);
        },
      ),
    );
  });
});

/** Weekdays on which NSE's cash market is closed, from the exchange's circulars. `*`: open in the Muhurat hour only. */
const WEEKDAY_HOLIDAYS = {
  2022: '01-26 03-01 03-18 04-14 04-15 05-03 08-09 08-15 08-31 10-05 10-24* 10-26 11-08',
  2023: '01-26 03-07 03-30 04-04 04-07 04-14 05-01 06-29 08-15 09-19 10-02 10-24 11-14 11-27 12-25',
  2024: '01-22 01-26 03-08 03-25 03-29 04-11 04-17 05-01 05-20 06-17 07-17 08-15 10-02 11-01* 11-15 11-20 12-25',
  2025: '02-26 03-14 03-31 04-10 04-14 04-18 05-01 08-15 08-27 10-02 10-21* 10-22 11-05 12-25',
  2026: '01-15 01-26 03-03 03-26 03-31 04-03 04-14 05-01 05-28 06-26 09-14 10-02 10-20 11-10 11-24 12-25',
};

describe('weekdays without an ordinary session', () => {
  it.each(Object.entries(WEEKDAY_HOLIDAYS))('in %s are those of the circulars', (year, dates) => {
    const first = dayOfDate(`${year}-01-01`);
    const last = dayOfDate(`${year}-12-31`);
    const days = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    const found = days
      .filter((day) => weekday(day) >= 1 && weekday(day) <= 5)
      .filter((day) => marketState('NSE', day * 86_400_000 + ist('1970-01-01T12:00:00.000')) !== 'open')
      .map((day) => `${dateOfDay(day).slice(5)}${isTradingDay('NSE', day) === true ? '*' : ''}`);

    expect(found.join(' ')).toBe(dates);
  });
});
