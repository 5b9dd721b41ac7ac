import { describe, expect, it } from 'vitest';
import { loosened } from '../../../shared/controls/ceilings.ts';
import { readControls } from '../../../shared/controls/controls.ts';
import { DEFAULT_LIMITS } from '../../../shared/controls/limits.ts';

const limits = (change: object) => ({ broker: 'paper', control: 'limits', ...change });

describe('controls', () => {
  it.each(['paper', 'zerodha'] as const)('of %s are the defaults where nothing is set', (broker) => {
    expect(readControls(broker, [])).toEqual({
      limits: { value: DEFAULT_LIMITS[broker] },
      killSwitch: { engaged: broker === 'zerodha', reason: expect.any(String) },
      lossRelease: undefined,
    });
  });

  it('of the live broker are engaged until the switch itself says otherwise', () => {
    const limits = { broker: 'zerodha', control: 'limits', max_daily_trades: 5 };
    const released = { broker: 'zerodha', control: 'kill_switch', engaged: false };
    const engagedBy = (...items: readonly object[]) =>
      readControls(
        'zerodha',
        items.map((item) => ({ ...item })),
      ).killSwitch;

    expect(engagedBy()).toEqual({ engaged: true, reason: expect.stringContaining('never been released') });
    expect(engagedBy(limits).engaged).toBe(true);
    expect(engagedBy(limits, released).engaged).toBe(false);
    expect(engagedBy({ ...released, engaged: true, reason: 'drill' })).toEqual({
      engaged: true,
      reason: 'drill',
    });
  });

  it('are by default no looser for live orders than for paper', () => {
    expect(loosened(DEFAULT_LIMITS.paper, DEFAULT_LIMITS.zerodha)).toEqual([]);
    expect(loosened(DEFAULT_LIMITS.zerodha, DEFAULT_LIMITS.paper)).toContain('max_daily_loss');
  });

  it('override single limits', () => {
    const { limits: read, killSwitch } = readControls('paper', [
      limits({ max_daily_loss: 1_234.5, by: 'asha', at: '2026-06-16T04:30:00.000Z', version: 3 }),
    ]);

    expect(read).toEqual({ value: { ...DEFAULT_LIMITS.paper, max_daily_loss: 1_234.5 } });
    expect(killSwitch.engaged).toBe(false);
  });

  it.each([
    ['mistyped name', { max_daly_loss: 100 }],
    ['text for a number', { max_daily_loss: '100' }],
    ['NaN', { max_daily_loss: Number.NaN }],
    ['negative amount', { max_order_notional: -1 }],
    ['rate above the exchange threshold', { max_orders_per_second: 11 }],
    ['window of nothing', { duplicate_window_ms: 0 }],
  ])('with a limit that is malformed (%s) can decide nothing and engage the kill switch', (_, change) => {
    const read = readControls('paper', [limits(change)]);

    expect(read.limits).toHaveProperty('problem');
    expect(read.killSwitch.engaged).toBe(true);
    expect(read.killSwitch.reason).toMatch(/^control limits is malformed: /);
  });

  it('engage the kill switch with its reason', () => {
    const item = { broker: 'paper', control: 'kill_switch', engaged: true, reason: 'drill', version: 1 };

    expect(readControls('paper', [item]).killSwitch).toEqual({ engaged: true, reason: 'drill' });
    expect(readControls('paper', [{ ...item, engaged: false }]).killSwitch.engaged).toBe(false);
  });

  it.each([
    ['a kill switch without a position', { control: 'kill_switch' }],
    ['a kill switch that says "false"', { control: 'kill_switch', engaged: 'false' }],
    ['a release without its time', { control: 'daily_loss_release' }],
    ['a release in local time', { control: 'daily_loss_release', released_at: '2026-06-16T10:00:00+05:30' }],
    ['an unknown control', { control: 'kill-switch', engaged: true }],
  ])('engage the kill switch for %s', (_, item) => {
    const read = readControls('paper', [{ broker: 'paper', ...item }]);

    expect(read.killSwitch.engaged).toBe(true);
    expect(read.killSwitch.reason).toContain(item.control);
    expect(read.lossRelease).toBeUndefined();
    expect(read.limits).toEqual({ value: DEFAULT_LIMITS.paper });
  });

  it('stay engaged when one item is malformed and the switch itself is off', () => {
    const read = readControls('paper', [
      limits({ max_daily_trades: 'many' }),
      { broker: 'paper', control: 'kill_switch', engaged: false },
    ]);

    expect(read.killSwitch.engaged).toBe(true);
  });

  it('know which loss was released and when', () => {
    const item = { broker: 'paper', control: 'daily_loss_release', released_at: '2026-06-16T04:30:00.000Z' };

    expect(readControls('paper', [{ ...item, latch_id: 'a' }]).lossRelease).toEqual({
      latchId: 'a',
      at: Date.parse('2026-06-16T04:30:00.000Z'),
    });
    expect(readControls('paper', [item])).toMatchObject({
      lossRelease: undefined,
      killSwitch: { engaged: false },
    });
  });
});
