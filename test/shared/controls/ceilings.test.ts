import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ceilingsText, isLooser, limitsWithin, loosened } from '../../../shared/controls/ceilings.ts';
import { readControls } from '../../../shared/controls/controls.ts';
import {
  DEFAULT_CEILINGS,
  DEFAULT_LIMITS,
  LIMIT_NAMES,
  limitOverrides,
} from '../../../shared/controls/limits.ts';
import { checkAsync } from '../../support/seed.ts';

const ceilingsOf = (text: string) => ceilingsText.parse(text);

describe('the ceilings of live limits', () => {
  it('leave room above the defaults', () => {
    expect(loosened(DEFAULT_CEILINGS, DEFAULT_LIMITS.zerodha)).toEqual([]);
  });

  it('are the defaults but for what a deployment names', () => {
    expect(ceilingsOf('')).toEqual(DEFAULT_CEILINGS);
    expect(ceilingsText.parse(undefined)).toEqual(DEFAULT_CEILINGS);
    expect(ceilingsOf('max_daily_loss=25000, max_order_notional=300000')).toEqual({
      ...DEFAULT_CEILINGS,
      max_daily_loss: 25_000,
      max_order_notional: 300_000,
    });
  });

  it.each([
    'max_daily_loss',
    'max_daily_loss=',
    'max_daily_los=1',
    'max_daily_loss=-1',
    'max_daily_loss=1,max_daily_loss=2',
    'x',
  ])('refuse %s', (text) => {
    expect(ceilingsText.safeParse(text).success).toBe(false);
  });

  it('cap every item and the defaults', () => {
    const item = {
      broker: 'zerodha',
      control: 'limits',
      max_order_notional: 9e9,
      duplicate_window_ms: 1,
      max_daily_trades: 7,
    };
    const ceilings = ceilingsOf('max_daily_loss=5000');

    expect(readControls('zerodha', [item], ceilings).limits).toEqual({
      value: {
        ...DEFAULT_LIMITS.zerodha,
        max_order_notional: DEFAULT_CEILINGS.max_order_notional,
        duplicate_window_ms: DEFAULT_CEILINGS.duplicate_window_ms,
        max_daily_trades: 7,
        max_daily_loss: 5_000,
      },
    });
  });

  it('hold no limit of paper', () => {
    const item = { broker: 'paper', control: 'limits', max_order_notional: 9e9 };

    expect(readControls('paper', [item], ceilingsOf('max_order_notional=1')).limits).toMatchObject({
      value: { max_order_notional: 9e9 },
    });
  });

  it('are never passed, by any overrides', async () => {
    const overrides = fc.record(
      Object.fromEntries(
        LIMIT_NAMES.map((name) => [
          name,
          fc.oneof(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 60_000 })),
        ]),
      ),
      { requiredKeys: [] },
    );
    await checkAsync(
      fc.asyncProperty(overrides, async (given) => {
        const { data } = limitOverrides.safeParse(given);
        if (data === undefined) return;
        const held = limitsWithin('zerodha', data, DEFAULT_CEILINGS);
        for (const name of LIMIT_NAMES)
          expect(isLooser(name, held[name], DEFAULT_CEILINGS[name])).toBe(false);
      }),
      300,
    );
  });
});
