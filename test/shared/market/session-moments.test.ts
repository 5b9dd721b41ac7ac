import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../../shared/events/types.ts';
import { istDay, istTimeOfDay, MINUTE_MS } from '../../../shared/market/ist.ts';
import {
  isSquaringOff,
  sessionEvent,
  sessionMarketOf,
  sessionMomentsBetween,
  sessionMomentsOf,
} from '../../../shared/market/session-moments.ts';

const dayOf = (date: string): number => istDay(Date.parse(`${date}T12:00:00.000+05:30`));

const clock = ({ timestamp }: SessionEvent): string => {
  const minutes = istTimeOfDay(Date.parse(timestamp)) / MINUTE_MS;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
};

const timesOf = (date: string, kind: SessionEvent['kind'], market: SessionEvent['market'], own?: number) =>
  sessionMomentsOf(dayOf(date), own === undefined ? {} : { ownMinutes: own })
    .filter((event) => event.kind === kind && event.market === market)
    .map(clock);

describe('the moments of a trading day', () => {
  it.each([
    ['shares', '2026-05-05', ['15:20', '15:25']],
    ['auction_shares', '2026-05-05', ['15:20', '15:25']],
    ['derivatives', '2026-05-05', ['15:25']],
    ['currencies', '2026-05-05', ['16:45', '16:50', '16:55']],
    ['commodities', '2026-05-05', ['23:05', '23:10', '23:15', '23:20', '23:25']],
    ['shares', '2026-08-03', ['15:20', '15:25']],
    ['auction_shares', '2026-08-03', ['15:05', '15:10']],
    ['derivatives', '2026-08-03', ['15:25', '15:30', '15:35']],
    ['commodities', '2026-11-23', ['23:30', '23:35', '23:40', '23:45', '23:50']],
  ] as const)('square off intraday %s of %s at %j', (market, date, times) => {
    expect(timesOf(date, 'square_off', market)).toEqual(times);
  });

  it('square off at an own number of minutes before each close', () => {
    expect(timesOf('2026-05-05', 'square_off', 'shares', 15)).toEqual(['15:15', '15:20', '15:25']);
    expect(timesOf('2026-05-05', 'square_off', 'currencies', 15)).toEqual(['16:45', '16:50', '16:55']);
  });

  it('settle contracts a minute after the close of their market', () => {
    expect(timesOf('2026-05-05', 'expiry', 'derivatives')).toEqual(['15:31']);
    expect(timesOf('2026-08-03', 'expiry', 'derivatives')).toEqual(['15:41']);
    expect(timesOf('2026-05-05', 'expiry', 'currencies')).toEqual(['17:01']);
    expect(timesOf('2026-05-05', 'expiry', 'commodities')).toEqual(['23:31']);
    expect(timesOf('2026-05-05', 'expiry', 'shares')).toEqual([]);
  });

  it('open the day before the pre-open', () => {
    expect(timesOf('2026-05-05', 'day_opens', 'shares')).toEqual(['08:55']);
  });

  it('come in order of time', () => {
    const times = sessionMomentsOf(dayOf('2026-08-03')).map(({ timestamp }) => timestamp);
    expect(times).toEqual([...times].sort());
  });

  it('do not exist on a day without trading', () => {
    expect(sessionMomentsOf(dayOf('2026-05-03'))).toEqual([]);
    expect(sessionMomentsOf(dayOf('2026-01-26'))).toEqual([]);
  });
});

describe('the time in which intraday positions are closed', () => {
  it.each([
    ['NSE', '2026-05-05T15:19:59', false],
    ['NSE', '2026-05-05T15:20:00', true],
    ['NSE', '2026-05-05T15:29:59', true],
    ['NSE', '2026-05-05T15:30:00', false],
    ['NSE', '2026-08-03T15:05:00', true],
    ['NFO-FUT', '2026-08-03T15:25:00', true],
    ['NSE', '2026-01-26T15:25:00', false],
    ['NSE', '2027-01-04T15:25:00', false],
    ['NSE', '2024-03-02T09:55:00', false],
    ['NSE', '2024-03-02T12:25:00', true],
  ] as const)('of %s at %s: %j', (segment, time, expected) => {
    expect(isSquaringOff({ segment }, Date.parse(`${time}.000+05:30`))).toBe(expected);
  });
});

describe('sessionMomentsBetween', () => {
  it('has each moment after the first time and up to the second, over several days', () => {
    const from = Date.parse('2026-05-04T15:25:00.000+05:30');
    const until = Date.parse('2026-05-05T15:25:00.000+05:30');

    const moments = sessionMomentsBetween(from, until);

    expect(moments.filter(({ market }) => market === 'derivatives')).toEqual([
      expect.objectContaining({ kind: 'expiry', date: '2026-05-04' }),
      expect.objectContaining({ kind: 'square_off', date: '2026-05-05' }),
    ]);
  });
});

describe('the event of a moment', () => {
  const [one, other] = sessionMomentsOf(dayOf('2026-05-05'));

  it('has an id of its own, the same from every sender', () => {
    if (one === undefined || other === undefined) throw new Error('a day has moments');
    expect(sessionEvent(one, 'a').id).toBe(sessionEvent(one, 'b').id);
    expect(sessionEvent(one, 'a').id).not.toBe(sessionEvent(other, 'a').id);
  });

  it('tells the whole account, so its key is the broker', () => {
    if (one === undefined) throw new Error('a day has moments');
    expect(sessionEvent(one, 'a')).toMatchObject({ broker: 'paper', key: 'paper', ts: one.timestamp });
  });
});

describe('sessionMarketOf', () => {
  it('takes a share to close by auction unless it is known not to', () => {
    expect(sessionMarketOf({ segment: 'NSE' })).toBe('auction_shares');
    expect(sessionMarketOf({ segment: 'BSE', closing_auction: false })).toBe('shares');
  });

  it('counts an index as a derivative', () => {
    expect(sessionMarketOf({ segment: 'INDICES' })).toBe('derivatives');
  });
});
