import { describe, expect, it } from 'vitest';
import { commandUnderTest } from '../support/command-under-test.ts';
import { pnlPoint, portfolioBody, positionRow } from '../support/rows.ts';

describe('cli portfolio', () => {
  it('shows account, strategies, open positions and net positions by one request', async () => {
    const { api, run } = await commandUnderTest({ 'GET /portfolio/paper': { body: portfolioBody } });

    const { out } = await run(['portfolio', 'paper']);

    expect(out).toMatch(/^account +-₹115\.5200 +₹1\.4000 +-₹114\.1200 +₹99\.0200$/m);
    expect(out).toMatch(/^momentum-demo +408065 +-1,000 +₹1,506\.20 +₹1,507\.00/m);
    expect(out).toMatch(/^408065 +-1,000 +-₹15,07,000\.00 +₹1,507\.00 +-₹115\.5200/m);
    expect(out).toMatch(/^closed +– +– +– +₹0\.0000/m);
    expect(out).toContain('last fill 2026-03-02 09:15:41 IST, market time');
    expect(api.received).toHaveLength(1);
  });

  it('is the reply as it came as JSON', async () => {
    const { run } = await commandUnderTest({ 'GET /portfolio/paper': { body: portfolioBody } });

    const { out } = await run(['portfolio', 'paper', '--json']);

    expect(JSON.parse(out)).toEqual(portfolioBody);
  });

  it('says that nothing was traded yet', async () => {
    const { updated_at: _, ...untouched } = {
      ...portfolioBody,
      strategies: [],
      positions: [],
      instruments: [],
    };
    const { run } = await commandUnderTest({ 'GET /portfolio/paper': { body: untouched } });

    const { out } = await run(['portfolio', 'paper']);

    expect(out).toContain('no open positions\nno trades yet\n');
  });

  it('shows closed positions of a strategy too', async () => {
    const { api, run } = await commandUnderTest({
      'GET /portfolio/paper/positions': { body: { items: [{ ...positionRow, quantity: 0 }] } },
    });

    const { exitCode } = await run(['portfolio', 'paper', 'positions', '--strategy', 'momentum-demo']);

    expect(exitCode).toBe(0);
    expect(api.received[0]?.query).toEqual({ limit: '50', strategy_id: 'momentum-demo' });
  });

  it('shows the series of a day', async () => {
    const { api, run } = await commandUnderTest({
      'GET /portfolio/paper/pnl': { body: { items: [pnlPoint] } },
    });

    const { out } = await run(['portfolio', 'paper', 'pnl', '--date', '2026-03-02']);

    expect(out).toMatch(/^2026-03-02 09:15:41 +-₹115\.52/m);
    expect(api.received[0]?.query).toMatchObject({ date: '2026-03-02' });
  });
});
