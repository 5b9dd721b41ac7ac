import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readControls } from '../../../../shared/controls/controls.ts';
import { DEFAULT_LIMITS } from '../../../../shared/controls/limits.ts';
import { BROKERS } from '../../../../shared/events/brokers.ts';
import { checkAsync } from '../../../support/seed.ts';
import { account, BY } from './account.ts';

const defaults = DEFAULT_LIMITS.paper;

describe('the limits of an account', () => {
  it.each(BROKERS)('of %s are the defaults, at version 0, before anybody set them', async (broker) => {
    const { headers, body } = await account().ask('getLimits', { broker });

    expect(headers.etag).toBe('"0"');
    expect(body).toEqual({
      broker,
      limits: DEFAULT_LIMITS[broker],
      overrides: {},
      defaults: DEFAULT_LIMITS[broker],
      version: 0,
      changed_by: null,
      changed_at: null,
    });
  });

  it('are set by whoever names their version, and the trail tells what changed', async () => {
    const { ask, told, item } = account();

    const first = await ask('setLimits', { body: { max_daily_loss: 1_234.5 }, version: 0 });
    const second = await ask('setLimits', {
      body: { max_daily_loss: null, max_daily_trades: 7 },
      version: 1,
    });

    expect(first.body).toMatchObject({ overrides: { max_daily_loss: 1_234.5 }, version: 1 });
    expect(second.headers.etag).toBe('"2"');
    expect(second.body).toEqual({
      broker: 'paper',
      limits: { ...defaults, max_daily_trades: 7 },
      overrides: { max_daily_trades: 7 },
      defaults,
      version: 2,
      changed_by: BY.by,
      changed_at: BY.at,
    });
    expect((await ask('getLimits')).body).toEqual(second.body);
    expect(item('limits')).toEqual({
      broker: 'paper',
      control: 'limits',
      max_daily_trades: 7,
      ...BY,
      version: 2,
    });
    expect(told().map(({ action, changes }) => [action, changes])).toEqual([
      ['risk_limits_changed', [{ field: 'max_daily_loss', after: '1234.5' }]],
      [
        'risk_limits_changed',
        [
          { field: 'max_daily_trades', after: '7' },
          { field: 'max_daily_loss', before: '1234.5' },
        ],
      ],
    ]);
  });

  it('that are set to what they are stay as they are', async () => {
    const { ask, told } = account();
    await ask('setLimits', { body: { max_daily_trades: 7 }, version: 0 });

    const { body } = await ask('setLimits', {
      body: { max_daily_trades: 7, max_daily_loss: null },
      version: 1,
    });

    expect(body).toMatchObject({ version: 1 });
    expect(told()).toHaveLength(1);
  });

  it('are refused for another version, or none', async () => {
    const { ask, item } = account();
    await ask('setLimits', { body: { max_daily_trades: 7 }, version: 0 });

    const body = { max_daily_trades: 8 };
    await expect(ask('setLimits', { body, version: 0 })).rejects.toMatchObject({
      problem: 'VERSION_MISMATCH',
    });
    await expect(ask('setLimits', { body, version: 2 })).rejects.toMatchObject({
      problem: 'VERSION_MISMATCH',
    });
    await expect(ask('setLimits', { body })).rejects.toMatchObject({ problem: 'VERSION_REQUIRED' });
    expect(item('limits')).toMatchObject({ max_daily_trades: 7, version: 1 });
  });

  it.each([
    ['a mistyped name', { max_daly_loss: 100 }],
    ['text for a number', { max_daily_loss: '100' }],
    ['a negative amount', { max_order_notional: -1 }],
    ['half an order', { max_daily_trades: 0.5 }],
    ['a rate above the exchange threshold', { max_orders_per_second: 11 }],
    ['a window of nothing', { duplicate_window_ms: 0 }],
    ['an attribute of the item', { version: 3 }],
    ['the control itself', { control: 'kill_switch' }],
    ['events of its own', { pending_events: [] }],
    ['a list', []],
    ['nothing', undefined],
  ])('are refused with %s', async (_, body) => {
    const { ask, item } = account();

    await expect(ask('setLimits', { body, version: 0 })).rejects.toMatchObject({
      problem: 'INVALID_REQUEST',
    });
    expect(item('limits')).toBeUndefined();
  });

  it('that are malformed are shown as such, and setting them mends them', async () => {
    const { ask, put } = account();
    put('limits', { max_daily_trades: 'many', version: 5, by: 'ASHA' });

    expect((await ask('getLimits')).body).toEqual({
      broker: 'paper',
      limits: null,
      overrides: {},
      defaults,
      problem: expect.stringContaining('max_daily_trades'),
      version: 5,
      changed_by: 'ASHA',
      changed_at: null,
    });
    const { body } = await ask('setLimits', { body: {}, version: 5 });
    expect(body).toMatchObject({ limits: defaults, overrides: {}, version: 6 });
    expect(body).not.toHaveProperty('problem');
  });

  it('that the API takes are limits to the risk manager, and it goes by the same', async () => {
    const whole = (max: number) => fc.option(fc.integer({ min: 0, max }));
    const overrides = fc.record(
      {
        max_position_size: whole(1e9),
        max_daily_trades: whole(5_000),
        max_price_deviation_bps: whole(10_000),
        max_order_notional: fc.option(fc.double({ min: 0, max: 1e11, noNaN: true }).map((n) => n + 0)),
        max_daily_loss: fc.option(fc.double({ min: 0, max: 1e11, noNaN: true }).map((n) => n + 0)),
        max_orders_per_second: whole(10),
      },
      { requiredKeys: [] },
    );
    await checkAsync(
      fc.asyncProperty(fc.constantFrom(...BROKERS), overrides, async (broker, body) => {
        const { ask, tables } = account();

        const { body: answered } = await ask('setLimits', { broker, body, version: 0 });

        const { limits, killSwitch } = readControls(broker, await tables.query('controls', broker));
        expect(killSwitch.reason).not.toContain('malformed');
        expect(limits).toEqual({ value: expect.anything() });
        expect(answered).toMatchObject({ limits: 'value' in limits ? limits.value : null });
      }),
    );
  });
});
