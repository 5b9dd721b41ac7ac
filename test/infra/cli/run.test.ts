import { describe, expect, it } from 'vitest';
import { commandUnderTest, TOKEN } from './support/command-under-test.ts';

const ALIVE = { status: 'ok', stage: 'local' };

const problem = (status: number, code: string) => ({
  status,
  body: { code, detail: 'because', correlation_id: '8a61c404-5d59-55ea-b99d-897a6fae950a' },
});

describe('runCommandLine', () => {
  it.each([
    [problem(404, 'NOT_FOUND'), 1],
    [problem(412, 'VERSION_MISMATCH'), 1],
    [problem(401, 'SESSION_EXPIRED'), 3],
    [problem(403, 'USER_NOT_ALLOWED'), 3],
    [problem(500, 'INTERNAL_ERROR'), 4],
    [problem(503, 'UNAVAILABLE'), 4],
  ])('ends %o with %d, and says why in one line on standard error', async (answer, code) => {
    const { run } = await commandUnderTest({ 'GET /audit': answer });

    const { exitCode, out, err } = await run(['audit']);

    expect([exitCode, out]).toEqual([code, '']);
    expect(err).toBe(`${answer.body.code}: because (correlation id ${answer.body.correlation_id})\n`);
  });

  it('asks nothing without a login, and ends with 3', async () => {
    const { api, run } = await commandUnderTest({}, false);

    const { exitCode, err } = await run(['audit']);

    expect(exitCode).toBe(3);
    expect(err).toBe(`not logged in at ${api.address}: npm run cli -- login\n`);
  });

  it.each([
    [['orders'], 'missing argument BROKER; see npm run cli -- orders --help'],
    [['orders', 'binance'], 'unknown broker "binance": give paper or zerodha'],
    [['orders', 'paper', 'zerodha'], 'unexpected argument "zerodha"'],
    [['orders', 'paper', '--limit', '0'], '--limit: give a whole number, 1 or more'],
    [['orders', 'paper', '--limit', 'many'], '--limit: give a whole number, 1 or more'],
    [['orders', 'paper', '--date', 'today'], '--date: give a date such as 2026-03-02'],
    [['audit', '--api', 'http://example.com'], 'is not a loopback address'],
  ])('ends %j with 2 and sends nothing', async (args, told) => {
    const { api, run } = await commandUnderTest({});

    const { exitCode, out, err } = await run(args);

    expect([exitCode, out, api.received]).toEqual([2, '', []]);
    expect(err).toContain(told);
    expect(err.trimEnd()).not.toContain('\n');
  });

  it('uses the API of --api, with the login of that API only', async () => {
    const here = await commandUnderTest({});
    const there = await commandUnderTest({ 'GET /health': { body: ALIVE } });

    const { exitCode, out } = await here.run(['health', '--api', there.api.address]);

    expect(exitCode).toBe(0);
    expect(out).toContain(`${there.api.address} answers`);
    expect(there.api.received[0]?.headers.authorization).toBeUndefined();
    expect(here.api.received).toEqual([]);
  });

  it('removes control characters from tables and errors', async () => {
    const reason = 'fine\u001b]0;gotcha\u0007';
    const { run } = await commandUnderTest({
      'GET /risk/paper/kill-switch': {
        body: { broker: 'paper', engaged: true, reason, by: 'DEMO01', at: null, version: 1 },
      },
      'GET /risk/zerodha/kill-switch': { status: 404, body: { code: 'NOT_FOUND', detail: reason } },
    });

    const shown = await run(['kill', 'paper']);
    const refused = await run(['kill', 'zerodha']);

    expect(shown.out).toContain('fine\ufffd]0;gotcha\ufffd');
    expect(refused.err).toContain('fine\ufffd]0;gotcha\ufffd');
  });

  it('prints one JSON document where it was asked for', async () => {
    const items = { items: [] };
    const { run } = await commandUnderTest({ 'GET /fills/paper': { body: items } });

    const { out, err } = await run(['fills', 'paper', '--json']);

    expect([JSON.parse(out), err]).toEqual([items, '']);
  });

  it('never prints the token', async () => {
    const { run } = await commandUnderTest({ 'GET /health': { body: ALIVE } });

    const ended = await Promise.all([
      run(['health']),
      run(['audit']),
      run(['status']),
      run(['status', '--json']),
      run(['--help']),
    ]);

    for (const { out, err } of ended) expect(out + err).not.toContain(TOKEN);
  });
});
