import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overridesIn } from '../../../../functions/risk-manager/api/limits-view.ts';
import { loosened } from '../../../../shared/controls/ceilings.ts';
import { readControls } from '../../../../shared/controls/controls.ts';
import { DEFAULT_CEILINGS, DEFAULT_LIMITS, riskLimits } from '../../../../shared/controls/limits.ts';
import { BROKERS } from '../../../../shared/events/brokers.ts';
import { CALLER_SESSION, STEPPED_UP_SESSION } from '../../../support/call-route.ts';
import { checkAsync } from '../../../support/seed.ts';
import { account, BY } from './account.ts';

const defaults = DEFAULT_LIMITS.paper;

describe('the limits of an account', () => {
  it.each(BROKERS)('of %s are the defaults at version 0 without an item', async (broker) => {
    const { headers, body } = await account().ask('getLimits', { broker });

    expect(headers.etag).toBe('"0"');
    expect(body).toEqual({
      broker,
      limits: DEFAULT_LIMITS[broker],
      overrides: {},
      defaults: DEFAULT_LIMITS[broker],
      ceilings: broker === 'paper' ? null : DEFAULT_CEILINGS,
      version: 0,
      changed_by: null,
      changed_at: null,
    });
  });

  it('are set by a request that names their version, with an audit event of the change', async () => {
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
      ceilings: null,
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

  it('that are malformed are shown as such, and setting them repairs them', async () => {
    const { ask, put } = account();
    put('limits', { max_daily_trades: 'many', version: 5, by: 'ASHA' });

    expect((await ask('getLimits')).body).toEqual({
      broker: 'paper',
      limits: null,
      overrides: {},
      defaults,
      ceilings: null,
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
        if (
          broker === 'zerodha' &&
          loosened(DEFAULT_CEILINGS, riskLimits(broker, overridesIn(body))).length > 0
        ) {
          const refused = ask('setLimits', { broker, body, version: 0 });
          await expect(refused).rejects.toMatchObject({ problem: 'INVALID_PARAMETERS' });
          return;
        }

        const { body: answered } = await ask('setLimits', { broker, body, version: 0 });

        const { limits, killSwitch } = readControls(broker, await tables.query('controls', broker));
        expect(killSwitch.reason).not.toContain('malformed');
        expect(limits).toEqual({ value: expect.anything() });
        expect(answered).toMatchObject({ limits: 'value' in limits ? limits.value : null });
      }),
    );
  });
});

describe('the limits of the live account', () => {
  const withoutFactor = () => {
    const one = account();
    one.tables.put('sessions', CALLER_SESSION);
    return one;
  };
  const set = (one: ReturnType<typeof account>, body: object, version = 0) =>
    one.ask('setLimits', { broker: 'zerodha', body, version });

  it('become tighter without a second factor, and looser with one only', async () => {
    const one = withoutFactor();

    expect((await set(one, { max_daily_loss: 5_000, duplicate_window_ms: 2_000 })).body).toMatchObject({
      version: 1,
    });
    for (const body of [{ max_daily_loss: 5_001, duplicate_window_ms: 2_000 }, { max_daily_loss: 5_000 }, {}])
      await expect(set(one, body, 1)).rejects.toMatchObject({ problem: 'STEP_UP_REQUIRED' });
    expect(one.item('limits', 'zerodha')).toMatchObject({ max_daily_loss: 5_000, version: 1 });

    one.tables.put('sessions', STEPPED_UP_SESSION);
    expect((await set(one, { max_daily_loss: 6_000 }, 1)).body).toMatchObject({ version: 2 });
  });

  it('are not repaired without a second factor, because malformed limits reject every order', async () => {
    const one = withoutFactor();
    one.tables.put('controls', { broker: 'zerodha', control: 'limits', max_daily_loss: 'much', version: 4 });

    await expect(set(one, {}, 4)).rejects.toMatchObject({ problem: 'STEP_UP_REQUIRED' });
  });

  it('are not set above their ceilings, even with a second factor', async () => {
    const one = account();
    const above = { max_order_notional: DEFAULT_CEILINGS.max_order_notional + 1, duplicate_window_ms: 1 };

    await expect(set(one, above)).rejects.toMatchObject({
      problem: 'INVALID_PARAMETERS',
      fields: [{ field: 'body.max_order_notional' }, { field: 'body.duplicate_window_ms' }],
    });
    expect(one.item('limits', 'zerodha')).toBeUndefined();
    const at = { max_order_notional: DEFAULT_CEILINGS.max_order_notional };
    expect((await set(one, at)).body).toMatchObject({ limits: at });
  });

  it('are set by the owner of that account alone', async () => {
    const one = account();
    const body = { max_daily_loss: 5_000 };

    for (const role of ['viewer', 'owner'] as const)
      await expect(one.ask('setLimits', { broker: 'zerodha', body, version: 0, role })).rejects.toMatchObject(
        { problem: 'NOT_PERMITTED' },
      );
  });
});
