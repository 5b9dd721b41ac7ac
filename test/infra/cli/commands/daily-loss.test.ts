import { describe, expect, it } from 'vitest';
import { commandUnderTest } from '../support/command-under-test.ts';

const GET = 'GET /risk/paper/daily-loss';
const POST = 'POST /risk/paper/daily-loss/release';
const LATCH = 'cc5c3a53-0a0b-5d19-9d4a-6ad17b8a1c11';
const AT = '2026-03-02T03:45:41.250Z';

const latched = {
  broker: 'paper',
  latched: true,
  latch_id: LATCH,
  latched_at: AT,
  loss: 12_345.5,
  limit: 10_000,
  updated_at: AT,
};
const none = { ...latched, latched: false, latch_id: null, latched_at: null };
const released = {
  broker: 'paper',
  latch_id: LATCH,
  released_at: AT,
  reason: 'reviewed',
  by: 'DEMO01',
  version: 1,
};
const RELEASE = ['limits', 'paper', 'release-daily-loss', '--reason', 'reviewed'];

describe('cli limits BROKER daily-loss', () => {
  it('shows the latch by its name, and the loss', async () => {
    const { run } = await commandUnderTest({ [GET]: { body: latched } });

    const { out } = await run(['limits', 'paper', 'daily-loss']);

    expect(out).toContain('paper: LATCHED');
    expect(out).toMatch(new RegExp(`^latch +${LATCH}$`, 'm'));
    expect(out).toMatch(/^lost +₹12,345.50 of ₹10,000.00$/m);
  });

  it('says that nothing is latched', async () => {
    const { run } = await commandUnderTest({ [GET]: { body: { ...none, loss: null, limit: null } } });

    expect((await run(['limits', 'paper', 'daily-loss'])).out).toContain('paper: not latched');
  });

  it('releases the latch that is named, and does not look at another', async () => {
    const { api, run } = await commandUnderTest({ [POST]: { body: released } });

    const { out } = await run([...RELEASE, '--latch', LATCH]);

    expect(out).toContain(`latch ${LATCH} released`);
    expect(api.received.map(({ body }) => body)).toEqual([{ latch_id: LATCH, reason: 'reviewed' }]);
  });

  it('releases nothing without a latch and a terminal, and prints the current latch', async () => {
    const { api, run } = await commandUnderTest({ [GET]: { body: latched } });

    const { exitCode, err } = await run(RELEASE, 'yes\n');

    expect(exitCode).toBe(2);
    expect(err).toContain(`give --latch ID; it is now ${LATCH}, ₹12,345.50 lost`);
    expect(api.received.map(({ key }) => key)).toEqual([GET]);
  });

  it('releases what a person at a terminal is shown and says yes to', async () => {
    const { api, runAtTerminal } = await commandUnderTest({
      [GET]: { body: latched },
      [POST]: { body: released },
    });

    const { exitCode } = await runAtTerminal(RELEASE, 'yes\n');

    expect(exitCode).toBe(0);
    expect(api.received.at(-1)?.body).toEqual({ latch_id: LATCH, reason: 'reviewed' });
  });

  it('has nothing to release where nothing is latched', async () => {
    const { api, runAtTerminal } = await commandUnderTest({ [GET]: { body: none } });

    const { exitCode, err } = await runAtTerminal(RELEASE, 'yes\n');

    expect(exitCode).toBe(1);
    expect(err).toContain('no daily loss of paper is latched');
    expect(api.received).toHaveLength(1);
  });
});
