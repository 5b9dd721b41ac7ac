import { describe, expect, it } from 'vitest';
import { desk, momentum } from './desk.ts';

const clear = { cleared: true, confirm_strategy_id: 'alpha' };

describe('clearing a strategy for live', () => {
  it('requires the repeated id and the reviewed version, and is audited', async () => {
    const { ask, create, item, told } = desk();
    await create('alpha');

    const { headers, body } = await ask('setLiveClearance', { id: 'alpha', version: 1, body: clear });

    expect(headers.etag).toBe('"2"');
    expect(body).toMatchObject({ zerodha_trading_enabled: true, is_active: false, version: 2 });
    expect(item('alpha')).toMatchObject({ zerodha_trading_enabled: true });
    expect(told().at(-1)).toMatchObject({
      action: 'strategy_cleared_for_live',
      subject: 'alpha',
      changes: [{ field: 'zerodha_trading_enabled', before: 'false', after: 'true' }],
    });
  });

  it.each([
    ['no confirmation', { cleared: true }, 1, 'CONFIRMATION_REQUIRED'],
    ['another id', { ...clear, confirm_strategy_id: 'bravo' }, 1, 'CONFIRMATION_REQUIRED'],
    ['the id in other letters', { ...clear, confirm_strategy_id: 'Alpha' }, 1, 'CONFIRMATION_REQUIRED'],
    ['an empty confirmation', { ...clear, confirm_strategy_id: '' }, 1, 'CONFIRMATION_REQUIRED'],
    ['no version', clear, undefined, 'VERSION_REQUIRED'],
    ['an older version', clear, 0, 'VERSION_MISMATCH'],
    ['a version to come', clear, 2, 'VERSION_MISMATCH'],
    ['a confirmation that is no text', { ...clear, confirm_strategy_id: true }, 1, 'INVALID_REQUEST'],
    ['"true"', { ...clear, cleared: 'true' }, 1, 'INVALID_REQUEST'],
    ['nothing said', {}, 1, 'INVALID_REQUEST'],
    ['an unknown field', { ...clear, force: true }, 1, 'INVALID_REQUEST'],
  ])('is refused with %s, and nothing changes', async (_, body, version, problem) => {
    const { ask, create, item, told } = desk();
    await create('alpha');
    const before = item('alpha');

    await expect(
      ask('setLiveClearance', { id: 'alpha', body, ...(version !== undefined && { version }) }),
    ).rejects.toMatchObject({ problem });

    expect(item('alpha')).toEqual(before);
    expect(told()).toHaveLength(1);
  });

  it('is refused where no live broker is deployed, and can be withdrawn there', async () => {
    const { ask, create, item } = desk({ hasLiveBroker: false });
    await create('alpha');

    await expect(ask('setLiveClearance', { id: 'alpha', version: 1, body: clear })).rejects.toMatchObject({
      problem: 'NOT_CONFIGURED',
    });
    await ask('setLiveClearance', { id: 'alpha', body: { cleared: false } });

    expect(item('alpha')?.zerodha_trading_enabled ?? false).toBe(false);
  });

  it('is refused to one that could not run', async () => {
    const { ask, put } = desk();
    put('alpha', { ...momentum, type: 'martingale', is_active: false, version: 1 });

    await expect(ask('setLiveClearance', { id: 'alpha', version: 1, body: clear })).rejects.toMatchObject({
      problem: 'INVALID_PARAMETERS',
    });
  });

  it('that is cleared already changes nothing', async () => {
    const { ask, create, told } = desk();
    await create('alpha');
    await ask('setLiveClearance', { id: 'alpha', version: 1, body: clear });

    const { body } = await ask('setLiveClearance', { id: 'alpha', version: 2, body: clear });

    expect(body).toMatchObject({ zerodha_trading_enabled: true, version: 2 });
    expect(told()).toHaveLength(2);
  });
});

describe('taking a clearance back', () => {
  it('needs neither confirmation nor version, and is audited', async () => {
    const { ask, create, told } = desk();
    await create('alpha');
    await ask('setLiveClearance', { id: 'alpha', version: 1, body: clear });

    const { body } = await ask('setLiveClearance', { id: 'alpha', body: { cleared: false } });

    expect(body).toMatchObject({ zerodha_trading_enabled: false, version: 3 });
    expect(told().at(-1)).toMatchObject({ action: 'strategy_withdrawn_from_live', subject: 'alpha' });
  });

  it('succeeds even with an outdated version', async () => {
    const { ask, create } = desk();
    await create('alpha');
    await ask('setLiveClearance', { id: 'alpha', version: 1, body: clear });

    const { body } = await ask('setLiveClearance', { id: 'alpha', version: 1, body: { cleared: false } });

    expect(body).toMatchObject({ zerodha_trading_enabled: false, version: 3 });
  });

  it('works on an item that is malformed', async () => {
    const { ask, put, item } = desk();
    put('alpha', { type: 7, zerodha_trading_enabled: 'yes' });

    await ask('setLiveClearance', { id: 'alpha', body: { cleared: false } });

    expect(item('alpha')).toMatchObject({ zerodha_trading_enabled: false });
  });

  it.each([false, undefined])('changes nothing without a clearance (%o)', async (zerodha_trading_enabled) => {
    const { ask, put, told } = desk();
    put('alpha', { ...momentum, is_active: true, version: 4, zerodha_trading_enabled });

    expect((await ask('setLiveClearance', { id: 'alpha', body: { cleared: false } })).body).toMatchObject({
      version: 4,
    });
    expect(told()).toEqual([]);
  });
});

it.each([clear, { cleared: false }])('%o for a strategy that there is not is NOT_FOUND', async (body) => {
  const { ask, tables } = desk();

  await expect(ask('setLiveClearance', { id: 'alpha', version: 1, body })).rejects.toMatchObject({
    problem: 'NOT_FOUND',
  });
  expect(await tables.scan('strategies')).toEqual([]);
});
