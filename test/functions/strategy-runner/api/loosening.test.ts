import { describe, expect, it } from 'vitest';
import { CALLER_SESSION, STEPPED_UP_SESSION } from '../../../support/call-route.ts';
import { desk, momentum } from './desk.ts';

const withStrategy = (change: object = {}) => {
  const one = desk();
  one.put('alpha', { ...momentum, is_active: false, zerodha_trading_enabled: false, version: 1, ...change });
  one.tables.put('sessions', CALLER_SESSION);
  return one;
};
const clear = (one: ReturnType<typeof desk>, role?: 'owner' | 'viewer') =>
  one.ask('setLiveClearance', {
    id: 'alpha',
    version: 1,
    body: { cleared: true, confirm_strategy_id: 'alpha' },
    ...(role && { role }),
  });

describe('clearing a strategy for live', () => {
  it('needs a second factor', async () => {
    const one = withStrategy();

    await expect(clear(one)).rejects.toMatchObject({ problem: 'STEP_UP_REQUIRED' });
    expect(one.item('alpha')).toMatchObject({ zerodha_trading_enabled: false, version: 1 });
    one.tables.put('sessions', STEPPED_UP_SESSION);
    expect((await clear(one)).body).toMatchObject({ zerodha_trading_enabled: true });
  });

  it.each(['owner', 'viewer'] as const)('is not for a %s', async (role) => {
    const one = withStrategy();
    one.tables.put('sessions', STEPPED_UP_SESSION);

    await expect(clear(one, role)).rejects.toMatchObject({ problem: 'NOT_PERMITTED' });
  });

  it('is withdrawn by any owner, without a second factor', async () => {
    const one = withStrategy({ zerodha_trading_enabled: true });

    const { body } = await one.ask('setLiveClearance', {
      id: 'alpha',
      body: { cleared: false },
      role: 'owner',
    });

    expect(body).toMatchObject({ zerodha_trading_enabled: false });
  });
});

describe('starting a strategy', () => {
  const start = (one: ReturnType<typeof desk>, role?: 'owner') =>
    one.ask('enableStrategy', { id: 'alpha', version: 1, ...(role && { role }) });

  it('that is cleared for live needs a second factor, and the owner of that account', async () => {
    const one = withStrategy({ zerodha_trading_enabled: true });

    await expect(start(one)).rejects.toMatchObject({ problem: 'STEP_UP_REQUIRED' });
    one.tables.put('sessions', STEPPED_UP_SESSION);
    await expect(start(one, 'owner')).rejects.toMatchObject({ problem: 'NOT_PERMITTED' });
    expect((await start(one)).body).toMatchObject({ is_active: true });
  });

  it('that trades on paper needs neither', async () => {
    expect((await start(withStrategy(), 'owner')).body).toMatchObject({ is_active: true });
  });
});
