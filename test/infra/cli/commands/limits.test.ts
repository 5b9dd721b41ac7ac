import { describe, expect, it } from 'vitest';
import { commandUnderTest } from '../support/command-under-test.ts';
import { limitsBody } from '../support/rows.ts';

const GET = 'GET /risk/paper/limits';
const PUT = 'PUT /risk/paper/limits';

describe('cli limits', () => {
  it('shows each limit beside its default', async () => {
    const { run } = await commandUnderTest({ [GET]: { body: limitsBody({ max_daily_trades: 100 }, 3) } });

    const { out } = await run(['limits', 'paper']);

    expect(out).toMatch(/^max_daily_trades +100 +5,000 {2}set$/m);
    expect(out).toMatch(/^max_open_exposure +2,50,00,000 +2,50,00,000$/m);
    expect(out).toContain('version 3, by DEMO01, 2026-03-02 09:15:41 IST');
  });

  it('says what is wrong with limits that cannot be read', async () => {
    const body = { ...limitsBody({}, 3), limits: null, problem: 'control limits is malformed' };
    const { run } = await commandUnderTest({ [GET]: { body } });

    expect((await run(['limits', 'paper'])).out).toContain(
      'Every order is rejected: control limits is malformed',
    );
  });

  it('tightens without a version, and leaves the others as they are', async () => {
    const before = limitsBody({ max_daily_trades: 100, max_daily_loss: 5_000 }, 3);
    const { api, run } = await commandUnderTest({
      [GET]: { body: before },
      [PUT]: { body: limitsBody({}, 4) },
    });

    await run([
      'limits',
      'paper',
      'set',
      'max_daily_trades=50',
      'max_order_notional=1_00_000.5',
      'duplicate_window_ms=2000',
    ]);

    const put = api.received.at(-1);
    expect(put?.body).toEqual({
      max_daily_trades: 50,
      max_daily_loss: 5_000,
      max_order_notional: 100_000.5,
      duplicate_window_ms: 2_000,
    });
    expect(put?.headers['if-match']).toBe('"3"');
  });

  it('puts some back to their default', async () => {
    const { api, run } = await commandUnderTest({
      [GET]: { body: limitsBody({ max_daily_trades: 100, max_daily_loss: 5_000 }, 3) },
      [PUT]: { body: limitsBody({}, 4) },
    });

    await run(['limits', 'paper', 'unset', 'max_daily_trades', '--if-version', '2']);

    expect(api.received.at(-1)?.body).toEqual({ max_daily_loss: 5_000 });
    expect(api.received.at(-1)?.headers['if-match']).toBe('"2"');
  });

  it.each([
    [['set', 'max_daily_trades=101'], 'max_daily_trades  100 → 101'],
    [['set', 'max_daily_trades=50', 'max_daily_loss=5001'], 'max_daily_loss  5,000 → 5,001'],
    [['set', 'duplicate_window_ms=999'], 'duplicate_window_ms  1,000 → 999'],
    [['unset', 'max_daily_trades'], 'max_daily_trades  100 → 5,000'],
  ])('loosens nothing where no version is named: %j', async (words, told) => {
    const body = limitsBody({ max_daily_trades: 100, max_daily_loss: 5_000 }, 3);
    const { api, run } = await commandUnderTest({ [GET]: { body } });

    const { exitCode, err } = await run(['limits', 'paper', ...words], 'yes\n');

    expect(exitCode).toBe(2);
    expect(err).toContain('give --if-version N; it is now version 3');
    expect(err).toContain(told);
    expect(api.received.map(({ key }) => key)).toEqual([GET]);
  });

  it('takes anything that ends malformed limits for loosening: nothing passes under them', async () => {
    const body = { ...limitsBody({}, 3), limits: null, problem: 'control limits is malformed' };
    const { run } = await commandUnderTest({ [GET]: { body } });

    const { exitCode, err } = await run(['limits', 'paper', 'set', 'max_daily_trades=1']);

    expect(exitCode).toBe(2);
    expect(err).toContain('max_daily_trades  malformed → 1');
  });

  it('loosens what a person at a terminal is shown and says yes to', async () => {
    const { api, runAtTerminal } = await commandUnderTest({
      [GET]: { body: limitsBody({ max_daily_trades: 100 }, 3) },
      [PUT]: { body: limitsBody({ max_daily_trades: 200 }, 4) },
    });

    const { err } = await runAtTerminal(['limits', 'paper', 'set', 'max_daily_trades=200'], 'yes\n');

    expect(err).toMatch(/max_daily_trades {2}100 → 200\nLoosen the limits of paper\? Type yes: $/);
    expect(api.received.at(-1)?.headers['if-match']).toBe('"3"');
  });

  it.each([
    [['set'], 'set needs at least one limit'],
    [['set', 'max_daily_trades'], '"max_daily_trades" is not name=value'],
    [['set', 'max_daily_trades=-1'], 'is not name=value'],
    [['set', 'max_daily_trades=1e9'], 'is not name=value'],
    [['unset'], 'unset needs at least one limit'],
    [['unset', 'max_daily_trades=5'], 'is not the name of a limit'],
    [['release-daily-loss'], 'needs --reason'],
    [['release-daily-loss', '--latch', '', '--reason', 'x'], '--latch'],
    [['raise'], 'unknown form "raise"'],
  ])('sends nothing for %j', async (words, told) => {
    const { api, run } = await commandUnderTest({});

    const { exitCode, err } = await run(['limits', 'paper', ...words]);

    expect([exitCode, api.received]).toEqual([2, []]);
    expect(err).toContain(told);
  });
});
