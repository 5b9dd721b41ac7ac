import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { istDay } from '../../../shared/market/calendar.ts';
import { check } from '../../support/seed.ts';
import { AccountDriver } from './account-driver.ts';
import { given, LIMIT, Market, play, step } from './account-play.ts';
import { context, NOON, signalEvent } from './fixtures.ts';

const steps = fc.array(step, { maxLength: 60, size: 'max' });

describe('any events, in any order', () => {
  it('position and pending orders never exceed the limit', () => {
    check(
      fc.property(steps, (given_) => {
        const market = new Market();
        play(given_, new AccountDriver(), market, {}, () => {
          for (const key of market.keys()) expect(market.worst(key)).toBeLessThanOrEqual(LIMIT);
        });
      }),
    );
  });

  it('every signal has one verdict with all rules, and an order event has no verdict', () => {
    check(
      fc.property(steps, (given_) => {
        const driver = new AccountDriver();
        let signals = 0;
        play(given_, driver, new Market(), {}, ({ event }) => {
          if (event.type === 'trading_signal') signals += 1;
          expect(driver.emitted).toHaveLength(signals);
        });
      }),
    );
  });

  it('a validated signal passed every rule, and a rejected one failed the rule that it names first', () => {
    check(
      fc.property(steps, (given_) => {
        play(given_, new AccountDriver(), new Market(), {}, ({ verdict }) => {
          if (verdict === undefined) return;
          const failed = verdict.risk_checks.filter(({ passed }) => !passed);
          expect(failed[0]?.rule ?? 'VALIDATED').toBe(verdict.code);
        });
      }),
    );
  });

  it('a state restored from the checkpoint behaves the same', () => {
    check(
      fc.property(steps, (given_) => {
        const [straight, packed] = [new AccountDriver(), new AccountDriver({ roundTrip: true })];
        const market = new Market();
        play(given_, straight, market, {}, ({ event, at }) => {
          packed.take(event, given(at));
        });

        expect(packed.emitted).toEqual(straight.emitted);
        expect(packed.packed()).toEqual(straight.packed());
      }),
    );
  });

  it('with the kill switch engaged the worst possible position never grows, and reductions pass', () => {
    const engaged = { killSwitch: { engaged: true, reason: 'drill' } };
    let reductions = 0;
    check(
      fc.property(steps, steps, (before, after) => {
        const [driver, market] = [new AccountDriver(), new Market()];
        const start = play(before, driver, market);
        // A tick later all earlier events are processed.
        start.at += 5_000;
        const worst = new Map([...market.keys()].map((key) => [key, market.worst(key)]));
        play(
          after,
          driver,
          market,
          engaged,
          ({ event, verdict }) => {
            const now = market.worst(event.key);
            expect(now).toBeLessThanOrEqual(worst.get(event.key) ?? 0);
            if (verdict?.code === 'VALIDATED') reductions += 1;
          },
          start,
        );
      }),
    );
    expect(reductions).toBeGreaterThan(0);
  });

  it('the order count is that of the Indian day', () => {
    const hours = fc.array(fc.integer({ min: 0, max: 72 * 60 }), {
      minLength: 1,
      maxLength: 40,
      size: 'max',
    });
    check(
      fc.property(hours, (minutes) => {
        const driver = new AccountDriver();
        const perDay = new Map<number, number>();
        for (const [name, minute] of minutes.sort((a, b) => a - b).entries()) {
          const at = NOON + minute * 60_000 + name;
          const { code, risk_checks } = driver.verdict(signalEvent(name, at, { quantity: 1 }), context(at));
          const today = perDay.get(istDay(at)) ?? 0;
          const detail = risk_checks.find(({ rule }) => rule === 'MAX_DAILY_TRADES')?.detail;
          expect(detail).toMatch(new RegExp(`^${today} before`));
          if (code === 'VALIDATED') perDay.set(istDay(at), today + 1);
        }
      }),
    );
  });
});
