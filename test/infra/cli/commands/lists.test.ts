import { describe, expect, it } from 'vitest';
import { commandUnderTest } from '../support/command-under-test.ts';
import { entry, failedOrder, filledOrder, fillRow, reduction, rejectedSignal } from '../support/rows.ts';

const page = (...items: readonly unknown[]) => ({ body: { items } });

describe('cli orders', () => {
  it('shows what happened to each, in rupees, and why one failed', async () => {
    const { run } = await commandUnderTest({ 'GET /orders/paper': page(filledOrder, failedOrder) });

    const { exitCode, out } = await run(['orders', 'paper']);

    expect(exitCode).toBe(0);
    expect(out.split('\n')).toEqual([
      'MARKET TIME (IST)    STATUS  SIDE  QUANTITY         PRICE  INSTRUMENT  STRATEGY       FAILURE',
      '2026-03-02 09:15:41  FILLED  BUY         10  ₹1,23,456.70      408065  momentum-demo',
      '2026-03-02 09:15:41  FAILED  BUY         10             –      408065  momentum-demo  NO_PRICE: no price was seen',
      '',
    ]);
  });
});

describe('cli fills', () => {
  it('shows price, fees and correlation id', async () => {
    const { run } = await commandUnderTest({ 'GET /fills/paper': page(fillRow) });

    const { out } = await run(['fills', 'paper']);

    expect(out).toContain(
      '₹1,506.20  ₹6.33      408065  momentum-demo  521a6e83-1eb4-538c-982c-d2f3a4d8cf77',
    );
  });

  it('says that the list is empty', async () => {
    const { run } = await commandUnderTest({ 'GET /fills/paper': page() });

    expect((await run(['fills', 'paper'])).out).toBe('no fills\n');
  });

  it('says that there are more', async () => {
    const { run } = await commandUnderTest({
      'GET /fills/paper': { body: { items: [fillRow], next_cursor: 'x' } },
    });

    expect((await run(['fills', 'paper', '--limit', '1'])).out).toContain('… more items: raise --limit');
  });
});

describe('cli signals', () => {
  it('shows what the rule said that said no, and which orders reduce a position', async () => {
    const { run } = await commandUnderTest({
      'GET /signals/paper': page(rejectedSignal, reduction, entry),
    });

    const { out } = await run(['signals', 'paper']);

    const [, rejected, reduces, enters] = out.split('\n');
    expect(rejected).toMatch(/rejected .* KILL_SWITCH: looks wrong$/);
    expect(reduces).toMatch(/validated .* reduces the position$/);
    expect(enters).toMatch(/validated .* momentum-demo$/);
  });
});

describe.each(['orders', 'fills', 'signals'])('cli %s', (name) => {
  it('asks for a day, a strategy and an instrument', async () => {
    const { api, run } = await commandUnderTest({ [`GET /${name}/zerodha`]: page() });

    const { exitCode } = await run([
      name,
      'zerodha',
      '--date=2026-03-02',
      '--strategy=momentum-demo',
      '--instrument=408065',
      '--limit=7',
    ]);

    expect(exitCode).toBe(0);
    expect(api.received[0]?.query).toEqual({
      date: '2026-03-02',
      strategy_id: 'momentum-demo',
      instrument_token: '408065',
      limit: '7',
    });
  });
});
