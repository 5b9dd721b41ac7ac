import { describe, expect, it } from 'vitest';
import { fault } from '../../../../localstack/engines/kite/fault-kinds.ts';
import { Faults } from '../../../../localstack/engines/kite/faults.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const clock = new ManualClock();

const count = (times: number, happens: () => boolean): number =>
  Array.from({ length: times }, happens).filter(Boolean).length;

describe('faults that were set', () => {
  it('happen once without a number', () => {
    const faults = new Faults({ clock });
    faults.set(fault.parse({ kind: 'bad_gateway' }));

    expect(count(5, () => faults.take('bad_gateway') !== undefined)).toBe(1);
    expect(faults.armed()).toEqual([]);
    expect(faults.taken()).toEqual({ bad_gateway: 1 });
  });

  it('happen as often as they say, and leave other kinds alone', () => {
    const faults = new Faults({ clock });
    faults.set(fault.parse({ kind: 'ticker_disconnect', times: 3 }));

    expect(faults.take('ticker_silence')).toBeUndefined();
    expect(count(9, () => faults.take('ticker_disconnect') !== undefined)).toBe(3);
  });

  it('stay for their seconds, without a number', () => {
    const time = new ManualClock();
    const faults = new Faults({ clock: time });
    faults.set(fault.parse({ kind: 'ticker_silence', seconds: 8 }));
    const before = count(100, () => faults.take('ticker_silence') !== undefined);
    time.advance(7_999);
    const last = faults.take('ticker_silence');
    time.advance(1);

    expect([before, last?.kind, faults.take('ticker_silence')]).toEqual([100, 'ticker_silence', undefined]);
  });

  it('concern the path that they name', () => {
    const faults = new Faults({ clock });
    faults.set(fault.parse({ kind: 'html_page', path: '/quote' }));

    expect(faults.take('html_page', { path: '/user/profile' })).toBeUndefined();
    expect(faults.take('html_page', { path: '/quote/ltp' })).toBeDefined();
  });

  it('begin at six in the morning on demand', () => {
    const time = new ManualClock(Date.parse('2026-11-27T05:59:59.999+05:30'));
    const faults = new Faults({ clock: time });
    faults.set(fault.parse({ kind: 'token_death', at: '06:00' }));
    const before = faults.take('token_death', { userId: 'DEMO01' });
    time.advance(1);

    expect([before, faults.take('token_death', { userId: 'DEMO01' })?.kind]).toEqual([
      undefined,
      'token_death',
    ]);
  });

  it('concern the user that they name', () => {
    const faults = new Faults({ clock });
    faults.set(fault.parse({ kind: 'token_death', user_id: 'DEMO02' }));

    expect(faults.take('token_death', { userId: 'DEMO01' })).toBeUndefined();
    expect(faults.take('token_death', { userId: 'DEMO02' })).toBeDefined();
  });

  it('happen by chance on demand', () => {
    const faults = new Faults({ clock });
    faults.set(fault.parse({ kind: 'frame_mutated', probability: 0.25, times: 1_000_000 }));
    const happened = count(4_000, () => faults.take('frame_mutated') !== undefined);

    expect(happened).toBeGreaterThan(900);
    expect(happened).toBeLessThan(1_100);
  });

  it('are removed by kind or together', () => {
    const faults = new Faults({ clock });
    for (const kind of ['latency', 'latency', 'frame_cut', 'html_page']) faults.set(fault.parse({ kind }));

    expect([faults.clear('latency'), faults.clear(), faults.clear()]).toEqual([2, 2, 0]);
  });

  it.each([
    { kind: 'meteor' },
    { kind: 'latency', milliseconds: 0 },
    { kind: 'bad_gateway', times: 0 },
    { kind: 'bad_gateway', probability: 2 },
    { kind: 'html_page', milliseconds: 5 },
  ])('refuse $kind with unknown or impossible fields', (each) => {
    expect(fault.safeParse(each).success).toBe(false);
  });
});

describe('faults of a seed', () => {
  const outcomes = (seed: string, rate = 0.05) => {
    const faults = new Faults({ clock, seed, rate });
    return Array.from({ length: 2_000 }, () => faults.take('frame_cut') !== undefined);
  };

  it('are the same in each run of the seed, and others with another seed', () => {
    expect(outcomes('a')).toEqual(outcomes('a'));
    expect(outcomes('a')).not.toEqual(outcomes('b'));
  });

  it('are about as many as the rate says', () => {
    const happened = outcomes('a').filter(Boolean).length;

    expect(happened).toBeGreaterThan(60);
    expect(happened).toBeLessThan(140);
  });

  it('do not depend on occasions of other kinds', () => {
    const faults = new Faults({ clock, seed: 'a', rate: 0.05 });
    const mixed = Array.from({ length: 2_000 }, () => {
      faults.take('latency');
      return faults.take('frame_cut') !== undefined;
    });

    expect(mixed).toEqual(outcomes('a'));
  });

  it('do not happen without a seed', () => {
    const faults = new Faults({ clock });

    expect(count(10_000, () => faults.take('bad_gateway') !== undefined)).toBe(0);
  });
});
