import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../infra/cli/commands.ts';
import { exitCodePairs, programHelp } from '../../../infra/cli/help.ts';
import { commandUnderTest } from './support/command-under-test.ts';

describe('help', () => {
  it('names every command with what it does, and every exit code', async () => {
    const { run } = await commandUnderTest({}, false);

    const { exitCode, out, err } = await run(['--help']);

    expect([exitCode, err]).toEqual([0, '']);
    for (const { name, summary } of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
    for (const [code, meaning] of exitCodePairs()) expect(out).toContain(`  ${code}  ${meaning}`);
  });

  it('is written to standard error without a command', async () => {
    const { run } = await commandUnderTest({}, false);

    expect(await run([])).toEqual({ exitCode: 2, out: '', err: `${programHelp(COMMANDS)}\n` });
  });

  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    'of %s has every form and every option, and fits a terminal',
    async (name, { forms, options }) => {
      const { api, run } = await commandUnderTest({});

      const { exitCode, out } = await run([name, '--help']);

      expect(exitCode).toBe(0);
      for (const [form] of forms) expect(out).toContain(`npm run cli -- ${name} ${form}`.trimEnd());
      for (const option of options) expect(out).toContain(`--${option.name}`);
      for (const { help } of options) expect(help).not.toBe('');
      expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(140);
      expect(api.received).toEqual([]);
    },
  );
});
