import { describe, expect, it } from 'vitest';
import { commandUnderTest } from '../support/command-under-test.ts';
import { killSwitch } from '../support/rows.ts';

const PATH = '/risk/paper/kill-switch';

describe('cli kill', () => {
  it('says whether it is engaged, why and by whom', async () => {
    const { run } = await commandUnderTest({ [`GET ${PATH}`]: { body: killSwitch(true, 1) } });

    const { out } = await run(['kill', 'paper']);

    expect(out).toContain('paper: ENGAGED');
    expect(out).toContain('reason       looks wrong');
    expect(out).toContain('by           DEMO01, 2026-03-02 09:15:41 IST');
  });

  it('engages with one call, and needs no version', async () => {
    const { api, run } = await commandUnderTest({ [`POST ${PATH}/engage`]: { body: killSwitch(true, 2) } });

    const { exitCode } = await run(['kill', 'paper', 'engage', '--reason', 'looks wrong']);

    expect(exitCode).toBe(0);
    expect(api.received.map(({ key, body }) => [key, body])).toEqual([
      [`POST ${PATH}/engage`, { reason: 'looks wrong' }],
    ]);
  });

  it('releases the version that it has seen', async () => {
    const { api, run } = await commandUnderTest({
      [`GET ${PATH}`]: { body: killSwitch(true, 7) },
      [`POST ${PATH}/release`]: { body: killSwitch(false, 8) },
    });

    const { exitCode, out } = await run(['kill', 'paper', 'release', '--reason', 'fine again']);

    expect(exitCode).toBe(0);
    expect(out).toContain('paper: released');
    expect(api.received.at(-1)?.headers['if-match']).toBe('"7"');
  });

  it('releases the version that was pinned', async () => {
    const { api, run } = await commandUnderTest({ [`POST ${PATH}/release`]: { body: killSwitch(false, 8) } });

    await run(['kill', 'paper', 'release', '--reason', 'fine again', '--if-version', '6']);

    expect(api.received.map(({ headers }) => headers['if-match'])).toEqual(['"6"']);
  });

  it.each([
    [['kill'], 'say which broker'],
    [['kill', 'paper', 'engage'], 'needs --reason'],
    [['kill', 'paper', 'release', '--reason', ''], 'give a reason'],
    [['kill', 'paper', 'enagge', '--reason', 'x'], '"enagge" is not one of status, engage, release'],
    [['kill', 'engage', '--reason', 'x'], '"engage" is no broker'],
    [['kill', 'paper', 'engage', 'now', '--reason', 'x'], '"now" is one word too many'],
  ])('changes nothing for %j', async (args, told) => {
    const { api, run } = await commandUnderTest({});

    const { exitCode, err } = await run(args);

    expect([exitCode, api.received]).toEqual([2, []]);
    expect(err).toContain(told);
  });
});
