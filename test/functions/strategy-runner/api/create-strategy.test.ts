import { describe, expect, it } from 'vitest';
import { NIFTY } from '../ticks.ts';
import { BY, desk, LARGE, momentum, tokens } from './desk.ts';

const invalid = { problem: 'INVALID_REQUEST' };

describe('a strategy that is made', () => {
  it('is inactive, trades only on paper, and keeps the given parameters', async () => {
    const { create, item, told } = desk();

    const { status, headers, body } = await create('alpha');

    expect([status, headers.etag]).toEqual([201, '"1"']);
    expect(body).toEqual({
      strategy_id: 'alpha',
      ...momentum,
      instrument_count: 1,
      effective_parameters: { lookback_period: 5, momentum_threshold: 0.002, quantity: 1, cooldown_ticks: 0 },
      is_active: false,
      zerodha_trading_enabled: false,
      version: 1,
      ...BY,
    });
    expect(item('alpha')).toMatchObject({ ...momentum, is_active: false, zerodha_trading_enabled: false });
    expect(told()).toMatchObject([
      {
        action: 'strategy_created',
        subject: 'alpha',
        subject_version: 1,
        changes: [
          { field: 'type', after: '"momentum"' },
          { field: 'instruments', after: `[${NIFTY}]` },
          { field: 'parameters', after: '{"lookback_period":5}' },
          { field: 'is_active', after: 'false' },
          { field: 'zerodha_trading_enabled', after: 'false' },
        ],
      },
    ]);
  });

  it('uses the defaults without parameters', async () => {
    const { body } = await desk().ask('createStrategy', {
      body: { strategy_id: 'alpha', type: 'rsi', instruments: [NIFTY] },
    });

    expect(body).toMatchObject({ parameters: {}, effective_parameters: { rsi_period: 14 } });
  });

  it.each([
    ['CNC', 'NSE', 'NSE'],
    ['MIS', 'NSE', 'NSE'],
    ['NRML', 'NFO', 'NFO-OPT'],
    ['MIS', 'MCX', 'MCX-FUT'],
    ['NRML', 'NSE', 'INDICES'],
  ])('may have the product %s on %s, segment %s', async (product, exchange, segment) => {
    const { create, item, told, trade } = desk();
    trade(NIFTY, exchange, segment);

    expect((await create('alpha', { product })).body).toMatchObject({ product });

    expect(item('alpha')).toMatchObject({ product });
    expect(told()[0]?.changes).toContainEqual({ field: 'product', after: `"${product}"` });
  });

  it.each([
    ['NRML', 'NSE', 'NSE', 'MIS and CNC'],
    ['CNC', 'NFO', 'NFO-FUT', 'NRML and MIS'],
    ['CNC', 'NSE', 'INDICES', 'NRML and MIS'],
  ])('is refused with the product %s on %s, segment %s', async (product, exchange, segment, has) => {
    const { create, tables, trade } = desk();
    trade(NIFTY, exchange, segment);

    await expect(create('alpha', { product })).rejects.toMatchObject({
      problem: 'INVALID_PARAMETERS',
      message: expect.stringContaining(
        `segment ${segment} of ${exchange}:T${NIFTY} (${NIFTY}) has ${has} only`,
      ),
    });
    expect(await tables.scan('strategies')).toEqual([]);
  });

  it('has no product if none is named', async () => {
    const { create, item } = desk();

    await create('alpha', { product: null });

    expect(item('alpha')).not.toHaveProperty('product');
  });

  it('leaves one alone that has its id', async () => {
    const { create, item, told } = desk();
    await create('alpha');

    await expect(create('alpha', { type: 'rsi', parameters: {} })).rejects.toMatchObject({
      problem: 'ALREADY_EXISTS',
    });
    expect(item('alpha')).toMatchObject({ type: 'momentum', version: 1 });
    expect(told()).toHaveLength(1);
  });

  it('may watch 3,000 instruments', async () => {
    const { create, item, told } = desk();
    const instruments = tokens(3_000);

    expect((await create('alpha', { instruments })).body).toMatchObject({ instrument_count: 3_000 });

    expect(item('alpha')).toMatchObject({ instruments });
    expect(told()[0]?.changes[1]?.after).toContain('sha256');
  });

  it.each([
    ['an invalid id', { strategy_id: 'a b' }],
    ['an id like a path', { strategy_id: '../alpha' }],
    ['an id of 65 characters', { strategy_id: 'a'.repeat(65) }],
    ['no type', { type: undefined }],
    ['no instruments', { instruments: [] }],
    ['an instrument twice', { instruments: [NIFTY, NIFTY] }],
    ['3,001 instruments', { instruments: tokens(3_001) }],
    ['an invalid instrument', { instruments: [0] }],
    ['parameters that are a list', { parameters: [] }],
    ['an attribute that only other routes change', { is_active: true }],
    ['a clearance', { zerodha_trading_enabled: true }],
    ['events of its own', { pending_events: ['x'] }],
  ])('is refused with %s', async (_, change) => {
    const { create, tables } = desk();

    await expect(create('alpha', change)).rejects.toMatchObject(invalid);
    expect(await tables.scan('strategies')).toEqual([]);
  });

  it.each([
    ['an unknown type', { type: 'martingale' }, 'body.type'],
    ['an unknown parameter', { parameters: { lookback: 5 } }, 'body.parameters'],
    [
      'a parameter out of bounds',
      { parameters: { lookback_period: 1_001 } },
      'body.parameters.lookback_period',
    ],
    ['a parameter of another kind', { parameters: { quantity: '1' } }, 'body.parameters.quantity'],
    [
      'parameters that do not go together',
      { type: 'mean_reversion', parameters: { bollinger_period: 3, bollinger_deviations: 2 } },
      'body.parameters.bollinger_deviations',
    ],
  ])('is refused with %s, and the field is named', async (_, change, field) => {
    const { create, tables } = desk();

    await expect(create('alpha', change)).rejects.toMatchObject({
      problem: 'INVALID_PARAMETERS',
      fields: [{ field, problem: expect.any(String) }],
    });
    expect(await tables.scan('strategies')).toEqual([]);
  });

  it('is refused where it could never run, for its windows hold too much', async () => {
    await expect(desk().create('alpha', { ...LARGE, instruments: tokens(300) })).rejects.toMatchObject({
      problem: 'INVALID_PARAMETERS',
      message: expect.stringContaining('shorten them or watch fewer instruments'),
    });
  });
});
