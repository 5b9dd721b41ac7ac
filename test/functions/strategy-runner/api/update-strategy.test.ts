import { describe, expect, it } from 'vitest';
import { BANK_NIFTY, NIFTY } from '../ticks.ts';
import { desk, LARGE, momentum, tokens } from './desk.ts';

/** A strategy that is cleared for live, at version 2. */
const cleared = async () => {
  const made = desk();
  await made.create('alpha', { instruments: [NIFTY, BANK_NIFTY] });
  await made.ask('setLiveClearance', {
    id: 'alpha',
    version: 1,
    body: { cleared: true, confirm_strategy_id: 'alpha' },
  });
  return made;
};

describe('updating a strategy', () => {
  it('replaces type, instruments and parameters, and audits the changes', async () => {
    const { ask, create, item, told } = desk();
    await create('alpha');

    const { headers, body } = await ask('updateStrategy', {
      id: 'alpha',
      version: 1,
      body: { type: 'rsi', instruments: [BANK_NIFTY] },
    });

    expect(headers.etag).toBe('"2"');
    expect(body).toMatchObject({
      type: 'rsi',
      instruments: [BANK_NIFTY],
      parameters: {},
      is_active: false,
      version: 2,
      live_clearance_withdrawn: false,
    });
    expect(item('alpha')).toMatchObject({ type: 'rsi', parameters: {}, version: 2 });
    expect(told().at(-1)).toMatchObject({
      action: 'strategy_updated',
      changes: [
        { field: 'type', before: '"momentum"', after: '"rsi"' },
        { field: 'instruments', before: `[${NIFTY}]`, after: `[${BANK_NIFTY}]` },
        { field: 'parameters', before: '{"lookback_period":5}', after: '{}' },
      ],
    });
  });

  it('keeps the product if the body names none, replaces it, and removes it for null', async () => {
    const { ask, create, item } = desk();
    await create('alpha', { product: 'MIS' });
    const update = async (version: number, change: object) => {
      await ask('updateStrategy', { id: 'alpha', version, body: { ...momentum, ...change } });
      return item('alpha')?.product;
    };

    expect([
      await update(1, {}),
      await update(2, { product: 'NRML' }),
      await update(3, { product: null }),
    ]).toEqual(['MIS', 'NRML', undefined]);
  });

  it('refuses instruments that do not have the product which it keeps', async () => {
    const { ask, create, trade } = desk();
    trade(BANK_NIFTY, 'NFO', 'NFO-FUT');
    await create('alpha', { product: 'CNC' });

    await expect(
      ask('updateStrategy', { id: 'alpha', version: 1, body: { ...momentum, instruments: [BANK_NIFTY] } }),
    ).rejects.toMatchObject({ problem: 'INVALID_PARAMETERS' });
  });

  it('withdraws a live clearance with another product', async () => {
    const { ask } = await cleared();
    const body = { ...momentum, instruments: [NIFTY, BANK_NIFTY] };

    const same = await ask('updateStrategy', { id: 'alpha', version: 2, body });
    const other = await ask('updateStrategy', { id: 'alpha', version: 3, body: { ...body, product: 'MIS' } });

    expect([same.body, other.body]).toMatchObject([
      { live_clearance_withdrawn: false },
      { live_clearance_withdrawn: true },
    ]);
  });

  it('without a change increments the version, which restarts a failed strategy', async () => {
    const { ask, create } = desk();
    await create('alpha');

    expect((await ask('updateStrategy', { id: 'alpha', version: 1, body: momentum })).body).toMatchObject({
      version: 2,
    });
  });

  it('needs the version that was seen', async () => {
    const { ask, create, item } = desk();
    await create('alpha');

    for (const [version, problem] of [
      [0, 'VERSION_MISMATCH'],
      [2, 'VERSION_MISMATCH'],
    ] as const) {
      await expect(ask('updateStrategy', { id: 'alpha', version, body: momentum })).rejects.toMatchObject({
        problem,
      });
    }
    await expect(ask('updateStrategy', { id: 'alpha', body: momentum })).rejects.toMatchObject({
      problem: 'VERSION_REQUIRED',
    });
    expect(item('alpha')).toMatchObject({ version: 1 });
  });

  it.each([
    [{ ...momentum, type: 'martingale' }, 'INVALID_PARAMETERS'],
    [{ ...momentum, parameters: { quantity: 0 } }, 'INVALID_PARAMETERS'],
    [{ ...momentum, strategy_id: 'bravo' }, 'INVALID_REQUEST'],
    [{ ...momentum, instruments: tokens(3_001) }, 'INVALID_REQUEST'],
    [{ type: 'rsi' }, 'INVALID_REQUEST'],
    [undefined, 'INVALID_REQUEST'],
  ])('is refused with %o', async (body, problem) => {
    const { ask, create, item } = desk();
    await create('alpha');

    await expect(ask('updateStrategy', { id: 'alpha', version: 1, body })).rejects.toMatchObject({ problem });
    expect(item('alpha')).toMatchObject({ ...momentum, version: 1 });
  });

  it('is refused to one that runs where others would have to stop, and allowed to one that does not', async () => {
    const { ask, create } = desk();
    for (const id of ['alpha', 'bravo']) {
      await create(id, id === 'bravo' ? { ...LARGE, instruments: tokens(101) } : {});
      await ask('enableStrategy', { id, version: 1 });
    }

    await expect(ask('updateStrategy', { id: 'alpha', version: 2, body: LARGE })).rejects.toMatchObject({
      problem: 'INVALID_PARAMETERS',
      message: expect.stringContaining('bravo'),
    });

    await ask('disableStrategy', { id: 'alpha' });
    expect((await ask('updateStrategy', { id: 'alpha', version: 3, body: LARGE })).body).toMatchObject({
      instrument_count: 100,
    });
  });

  it('repairs a malformed item', async () => {
    const { ask, put, item } = desk();
    put('alpha', { type: 7, is_active: false });

    const { body } = await ask('updateStrategy', { id: 'alpha', version: 0, body: momentum });

    expect(body).toMatchObject({ ...momentum, version: 1 });
    expect(body).not.toHaveProperty('problem');
    expect(item('alpha')).toMatchObject({ ...momentum, is_active: false, version: 1 });
  });
});

describe('the clearance of a strategy that is updated', () => {
  const both = { ...momentum, instruments: [NIFTY, BANK_NIFTY] };

  it.each([
    ['another type', { ...both, type: 'rsi', parameters: {} }],
    ['other parameters', { ...both, parameters: { lookback_period: 6 } }],
    ['more instruments', { ...both, instruments: [NIFTY, BANK_NIFTY, 1] }],
    ['fewer instruments', momentum],
  ])('is withdrawn by %s, in the reply and in the audit trail', async (_, body) => {
    const { ask, item, told } = await cleared();

    const answer = await ask('updateStrategy', { id: 'alpha', version: 2, body });

    expect(answer.body).toMatchObject({ live_clearance_withdrawn: true, zerodha_trading_enabled: false });
    expect(item('alpha')).toMatchObject({ zerodha_trading_enabled: false });
    expect(told().at(-1)?.changes).toContainEqual({
      field: 'zerodha_trading_enabled',
      before: 'true',
      after: 'false',
    });
  });

  it.each([
    ['nothing else', both],
    ['a default that is written out', { ...both, parameters: { lookback_period: 5, quantity: 1 } }],
    ['another order of instruments', { ...both, instruments: [BANK_NIFTY, NIFTY] }],
  ])('stays with %s: it trades as it was reviewed', async (_, body) => {
    const { ask } = await cleared();

    expect((await ask('updateStrategy', { id: 'alpha', version: 2, body })).body).toMatchObject({
      live_clearance_withdrawn: false,
      zerodha_trading_enabled: true,
    });
  });

  it('is withdrawn from an item that could not be read', async () => {
    const { ask, put } = desk();
    put('alpha', { type: 7, is_active: false, zerodha_trading_enabled: true, version: 3 });

    expect((await ask('updateStrategy', { id: 'alpha', version: 3, body: momentum })).body).toMatchObject({
      live_clearance_withdrawn: true,
      zerodha_trading_enabled: false,
    });
  });
});
