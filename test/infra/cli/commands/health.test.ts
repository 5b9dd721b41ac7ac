import { describe, expect, it } from 'vitest';
import { commandUnderTest } from '../support/command-under-test.ts';
import { readiness } from '../support/readiness.ts';

const ALIVE = { body: { status: 'ok', stage: 'local' } };

describe('cli health', () => {
  it('prints every check', async () => {
    const { run } = await commandUnderTest({
      'GET /health': ALIVE,
      'GET /health/ready': { body: readiness(true) },
    });

    const { exitCode, out } = await run(['health']);

    expect(exitCode).toBe(0);
    expect(out).toMatch(/^paper +kill_switch +ok$/m);
    expect(out).toMatch(/^zerodha +kill_switch +ENGAGED +drill$/m);
    expect(out).toMatch(/^zerodha +feed +not needed now +newest price at 2026-03-02 09:15:41 IST$/m);
    expect(out).toContain(
      'market feed: live on relay, 50 instruments, newest tick at 2026-03-02 09:15:41 IST\n',
    );
  });

  it('prints that the schedule disabled mappings, and ends with 0', async () => {
    const off = { needed: false, ok: false, problem: 'OFF_BY_SCHEDULE', stuck: [], off_by_schedule: 21 };
    const { checks, market_feed } = readiness(true);
    const { run } = await commandUnderTest({
      'GET /health': ALIVE,
      'GET /health/ready': {
        body: {
          ready: false,
          state: 'off_by_schedule',
          checks: { ...checks, paper: { ...checks.paper, event_sources: off } },
          market_feed,
        },
      },
    });

    const { exitCode, out } = await run(['health']);

    expect(exitCode).toBe(0);
    expect(out).toMatch(/^off by schedule$/m);
    expect(out).toMatch(/^paper +event_sources +not ready, not needed now +OFF_BY_SCHEDULE$/m);
  });

  it('ends with 4 and says what is missing', async () => {
    const { run } = await commandUnderTest({
      'GET /health': ALIVE,
      'GET /health/ready': { status: 503, body: readiness(false) },
    });

    const { exitCode, out } = await run(['health']);

    expect(exitCode).toBe(4);
    expect(out).toMatch(/^zerodha +session +NOT READY +SESSION_NOT_FOUND$/m);
  });

  it('asks no more than whether the API answers without a login', async () => {
    const { api, run } = await commandUnderTest({ 'GET /health': ALIVE }, false);

    const { exitCode, out, err } = await run(['health']);

    expect([exitCode, out]).toEqual([0, `${api.address} answers: ok, stage local\n`]);
    expect(err).toContain('Log in to check');
  });
});
