import { describe, expect, it } from 'vitest';
import { SessionClock } from '../../../localstack/market-data/session-clock.ts';
import { istDay } from '../../../shared/market/ist.ts';
import { sessionMomentsOf } from '../../../shared/market/session-moments.ts';

const at = (time: string): number => Date.parse(`${time}:00.000+05:30`);
const names = (moments: ReturnType<SessionClock['before']>) =>
  moments.map(({ data: { kind, market, timestamp } }) => `${kind} ${market} ${timestamp}`);
const between = (from: number, until: number) =>
  [istDay(from), istDay(from) + 1, istDay(from) + 2, istDay(from) + 3, istDay(from) + 4]
    .flatMap((day) => sessionMomentsOf(day, { lastTry: true }))
    .filter(({ timestamp }) => Date.parse(timestamp) > from && Date.parse(timestamp) <= until)
    .map(({ kind, market, timestamp }) => `${kind} ${market} ${timestamp}`);

describe('the clock of a feed', () => {
  it('begins with the day of the first tick', () => {
    const clock = new SessionClock();

    expect(names(clock.before(at('2026-05-05T10:00')))).toEqual(
      between(at('2026-05-05T00:00'), at('2026-05-05T10:00')),
    );
  });

  it('tells a moment after the ticks of its time and before the next one, once', () => {
    const clock = new SessionClock();
    clock.before(at('2026-05-05T15:19'));

    expect(clock.before(at('2026-05-05T15:20'))).toEqual([]);
    expect(names(clock.before(at('2026-05-05T15:20') + 1))).toEqual([
      'square_off shares 2026-05-05T09:50:00.000Z',
      'square_off auction_shares 2026-05-05T09:50:00.000Z',
    ]);
    expect(clock.before(at('2026-05-05T15:24'))).toEqual([]);
  });

  it('tells those of days without ticks, such as an expiry', () => {
    const clock = new SessionClock();
    clock.before(at('2026-05-04T10:00'));

    expect(names(clock.before(at('2026-05-08T10:00')))).toEqual(
      between(at('2026-05-04T10:00'), at('2026-05-08T10:00')),
    );
  });

  it('tells the rest of the last day at the end, once', () => {
    const clock = new SessionClock();
    clock.before(at('2026-05-05T15:26'));

    expect(names(clock.rest())).toEqual(between(at('2026-05-05T15:26'), at('2026-05-05T23:59')));
    expect(clock.rest()).toEqual([]);
  });

  it('closes intraday positions at the last moment of the session, after the last price of its bars', () => {
    const clock = new SessionClock();
    clock.before(at('2026-05-05T15:26'));

    expect(clock.before(at('2026-05-05T15:30') - 1)).toEqual([]);
    expect(names(clock.before(at('2026-05-05T15:30')))).toEqual([
      'square_off shares 2026-05-05T09:59:59.999Z',
      'square_off auction_shares 2026-05-05T09:59:59.999Z',
      'square_off derivatives 2026-05-05T09:59:59.999Z',
    ]);
  });

  it('tells nothing without a tick', () => {
    expect(new SessionClock().rest()).toEqual([]);
  });
});
