import { describe, expect, it } from 'vitest';
import { loadRiskContext } from '../../../functions/risk-manager/context.ts';
import { initialState } from '../../../functions/risk-manager/state.ts';
import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { accountId } from '../../../shared/auth/current-session.ts';
import type { Broker } from '../../../shared/events/brokers.ts';
import { readStageState } from '../../../shared/kernel/stage-state.ts';
import { readLastPrices } from '../../../shared/market/read-last-prices.ts';
import { marketClock } from '../../../shared/ports/clock.ts';
import { ENDS_AT, sessionContent, USER } from '../../shared/auth/fixtures.ts';
import { AccountDriver } from './account-driver.ts';
import { context, iso, NIFTY, NOON, signalEvent } from './fixtures.ts';

const SIGNAL = signalEvent(1, NOON);

const setUp = (broker: Broker = 'zerodha', users: readonly string[] = [USER]) => {
  const account = users[0];
  const tables = new MemoryTables();
  const time = { now: NOON };
  const clock = { now: () => time.now };
  const load = loadRiskContext({
    tables,
    lastPrices: readLastPrices(tables),
    stageState: readStageState(tables),
    clock,
    marketClock: marketClock('event', clock),
    broker,
    account,
  });
  const put = (changes: Readonly<Record<string, unknown>> = {}) =>
    tables.put('sessions', { ...sessionContent(), ...changes });
  return { tables, time, put, sessionNow: async () => (await load([SIGNAL], initialState())).session };
};

describe('the live login in the context of a batch', () => {
  it('is that of the account that is traded', async () => {
    const { put, sessionNow } = setUp();
    put();
    put({ account_id: accountId('ZZ9999'), user_id: 'ZZ9999', expires_at: '2030-01-01T00:30:00.000Z' });

    expect(await sessionNow()).toEqual({ expiresAt: ENDS_AT });
  });

  it.each([
    ['ended', { state: 'ended' }],
    ['malformed', { expires_at: 'tomorrow' }],
    ["another user's", { user_id: 'ZZ9999' }],
    ['without an id', { session_id: undefined }],
  ])('is absent where the session is %s', async (_what, changes) => {
    const { put, sessionNow } = setUp();
    put(changes);

    expect(await sessionNow()).toBeUndefined();
  });

  it('is absent where no user has logged in, or no user may', async () => {
    expect(await setUp().sessionNow()).toBeUndefined();
    const nobody = setUp('zerodha', []);
    nobody.put();
    expect(await nobody.sessionNow()).toBeUndefined();
  });

  it('ends within a second after a logout', async () => {
    const { put, time, sessionNow } = setUp();
    put();
    await sessionNow();
    put({ state: 'ended' });

    time.now += 999;
    const early = await sessionNow();
    time.now += 1;

    expect([early, await sessionNow()]).toEqual([{ expiresAt: ENDS_AT }, undefined]);
  });

  it('is not looked at for paper', async () => {
    const { put, tables, sessionNow } = setUp('paper');
    put();
    tables.get = async (table) => {
      if (table === 'sessions') throw new Error('the sessions table was read');
      return undefined;
    };

    expect(await sessionNow()).toBeUndefined();
  });
});

describe('a session that ends in the middle of a batch', () => {
  const END = NOON + 1_000;

  /** What a broker's risk manager says of three signals that come in one batch, around the session's end. */
  const verdicts = async (broker: Broker) => {
    const { tables, time } = setUp(broker);
    tables.put('sessions', { ...sessionContent(), expires_at: iso(END) });
    const clock = { now: () => time.now };
    const load = loadRiskContext({
      tables,
      lastPrices: readLastPrices(tables),
      stageState: readStageState(tables),
      clock,
      marketClock: marketClock('event', clock),
      broker,
      account: USER,
    });
    const signals = [END - 1, END, END + 1].map((at, place) =>
      signalEvent(
        `mid-batch-${place}`,
        at,
        { instrument_token: NIFTY, signal_type: place === 1 ? 'SELL' : 'BUY' },
        broker,
      ),
    );
    const { session } = await load(signals, initialState());
    const driver = new AccountDriver({ broker });
    const given = context(NOON, session === undefined ? {} : { session });
    return signals.map((event) => {
      const check = driver.verdict(event, given).risk_checks.find(({ rule }) => rule === 'SESSION_EXPIRED');
      return check?.passed;
    });
  };

  it('stops live signals after its end', async () => {
    expect(await verdicts('zerodha')).toEqual([true, false, false]);
  });

  it('stops no paper signal', async () => {
    expect(await verdicts('paper')).toEqual([true, true, true]);
  });
});
