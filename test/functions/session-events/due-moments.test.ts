import { describe, expect, it } from 'vitest';
import { dueMoments } from '../../../functions/session-events/due-moments.ts';
import { istDay } from '../../../shared/market/ist.ts';
import { sessionMomentsOf } from '../../../shared/market/session-moments.ts';

const at = (time: string): number => Date.parse(`${time}:00.000+05:30`);
const names = (moments: ReturnType<typeof dueMoments>) =>
  moments.map(({ kind, market }) => `${kind} ${market}`);

describe('the moments that a run sends', () => {
  it('are those of the last hour', () => {
    expect(names(dueMoments({}, at('2026-05-05T15:31'), 0))).toEqual([
      'square_off shares',
      'square_off auction_shares',
      'square_off shares',
      'square_off auction_shares',
      'square_off derivatives',
      'expiry derivatives',
    ]);
    expect(dueMoments({}, at('2026-05-05T12:00'), 0)).toEqual([]);
  });

  it('are sent again by the runs of the next hour, and not longer', () => {
    const expiryOf = (time: string) => names(dueMoments({}, at(time), 0)).includes('expiry derivatives');

    expect(expiryOf('2026-05-05T15:30')).toBe(false);
    expect(expiryOf('2026-05-05T15:36')).toBe(true);
    expect(expiryOf('2026-05-05T16:26')).toBe(true);
    expect(expiryOf('2026-05-05T16:31')).toBe(false);
  });

  it('are together all moments of a day, if it runs every five minutes from 08:01 to 23:56', () => {
    for (const date of ['2026-05-05', '2026-08-03', '2026-11-23']) {
      const sent = new Set<string>();
      for (let time = at(`${date}T08:01`); time <= at(`${date}T23:56`); time += 300_000)
        for (const moment of dueMoments({}, time, 0)) sent.add(JSON.stringify(moment));

      const all = sessionMomentsOf(istDay(at(`${date}T12:00`))).map((moment) => JSON.stringify(moment));
      expect([...sent].sort()).toEqual(all.toSorted());
    }
  });

  it('begin at a time that a person names', () => {
    const since = '2026-05-04T15:00:00+05:30';

    const dates = dueMoments({ since }, at('2026-05-05T10:00'), 0).map(({ date }) => date);

    expect(new Set(dates)).toEqual(new Set(['2026-05-04', '2026-05-05']));
  });

  it('follow the own time of a deployment', () => {
    expect(names(dueMoments({}, at('2026-05-05T14:30'), 60))).toEqual([
      'square_off shares',
      'square_off auction_shares',
      'square_off derivatives',
    ]);
  });

  it('do not exist on a Sunday, and fail on a weekday of a year without a calendar', () => {
    expect(dueMoments({}, at('2026-05-03T15:31'), 0)).toEqual([]);
    expect(() => dueMoments({}, at('2041-05-07T15:31'), 0)).toThrow(/no calendar of NSE for 2041/);
  });

  it('are refused for an event with other members', () => {
    expect(() => dueMoments({ from: 'yesterday' }, at('2026-05-05T15:31'), 0)).toThrow();
  });
});
