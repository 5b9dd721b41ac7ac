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
    expect(out).toContain('version      1');
  });

  it('engages with one call, and needs no version', async () => {
    const { api, run } = await commandUnderTest({ [`POST ${PATH}/engage`]: { body: killSwitch(true, 2) } });

    const { exitCode } = await run(['kill', 'paper', 'engage', '--reason', 'looks wrong']);

    expect(exitCode).toBe(0);
    expect(api.received.map(({ key, body }) => [key, body])).toEqual([
      [`POST ${PATH}/engage`, { reason: 'looks wrong' }],
    ]);
  });

  const RELEASE = ['kill', 'paper', 'release', '--reason', 'fine again'];

  it('releases nothing without a version and a terminal, and prints the current version', async () => {
    const { api, run } = await commandUnderTest({ [`GET ${PATH}`]: { body: killSwitch(true, 7) } });

    const { exitCode, err } = await run(RELEASE, 'yes\n');

    expect(exitCode).toBe(2);
    expect(err).toContain('give --if-version N; it is now version 7, engaged: looks wrong');
    expect(api.received.map(({ key }) => key)).toEqual([`GET ${PATH}`]);
  });

  it('releases the version that a person at a terminal is shown and says yes to', async () => {
    const { api, runAtTerminal } = await commandUnderTest({
      [`GET ${PATH}`]: { body: killSwitch(true, 7) },
      [`POST ${PATH}/release`]: { body: killSwitch(false, 8) },
    });

    const { exitCode, out, err } = await runAtTerminal(RELEASE, 'Yes\n');

    expect(exitCode).toBe(0);
    expect(err).toMatch(
      /paper: ENGAGED[\s\S]*looks wrong[\s\S]*Release the kill switch of paper\? Type yes: $/,
    );
    expect(out).toContain('paper: released');
    expect(api.received.at(-1)?.headers['if-match']).toBe('"7"');
  });

  it.each(['no\n', '\n', '', 'y\n', 'yes please\n'])('releases nothing for the answer %j', async (typed) => {
    const { api, runAtTerminal } = await commandUnderTest({ [`GET ${PATH}`]: { body: killSwitch(true, 7) } });

    const { exitCode, err } = await runAtTerminal(RELEASE, typed);

    expect(exitCode).toBe(2);
    expect(err).toContain('nothing was changed');
    expect(api.received.map(({ key }) => key)).toEqual([`GET ${PATH}`]);
  });

  it('releases the version that is named, and does not look at another', async () => {
    const { api, run } = await commandUnderTest({ [`POST ${PATH}/release`]: { body: killSwitch(false, 8) } });

    await run(['kill', 'paper', 'release', '--reason', 'fine again', '--if-version', '6']);

    expect(api.received.map(({ headers }) => headers['if-match'])).toEqual(['"6"']);
  });

  it.each([
    [['kill'], 'missing broker'],
    [['kill', 'paper', 'engage'], 'needs --reason'],
    [['kill', 'paper', 'release', '--reason', ''], 'give a reason'],
    [['kill', 'paper', 'enagge', '--reason', 'x'], 'unknown form "enagge"; forms: status, engage, release'],
    [['kill', 'engage', '--reason', 'x'], 'unknown broker "engage"'],
    [['kill', 'paper', 'engage', 'now', '--reason', 'x'], 'unexpected argument "now"'],
  ])('changes nothing for %j', async (args, told) => {
    const { api, run } = await commandUnderTest({});

    const { exitCode, err } = await run(args);

    expect([exitCode, api.received]).toEqual([2, []]);
    expect(err).toContain(told);
  });
});
