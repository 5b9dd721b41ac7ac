import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../infra/cli/command-line.ts';
import { COMMANDS } from '../../../infra/cli/commands.ts';

const parse = (...args: readonly string[]) => parseCommandLine(args, COMMANDS);

describe('parseCommandLine', () => {
  it('tells the command, its words and its options apart', () => {
    const { command, words, options, api, json, help } = parse(
      'fills',
      'paper',
      '--limit',
      '5',
      '--json',
      '--api',
      'http://127.0.0.1:3100',
    );

    expect(command?.name).toBe('fills');
    expect(words).toEqual(['paper']);
    expect(options).toEqual({ limit: '5' });
    expect([api, json, help]).toEqual(['http://127.0.0.1:3100', true, false]);
  });

  it('takes common options before the command', () => {
    const { command, words, api, json } = parse('--api', 'http://127.0.0.1:3100', '--json', 'fills', 'paper');

    expect([command?.name, ...words]).toEqual(['fills', 'paper']);
    expect([api, json]).toEqual(['http://127.0.0.1:3100', true]);
  });

  it('does not take a word that happens to be the name of a command for one', () => {
    const { command, words } = parse('strategies', 'show', 'strategies');

    expect([command?.name, ...words]).toEqual(['strategies', 'show', 'strategies']);
  });

  it('returns no command for a line without one', () => {
    expect(parse('--help')).toMatchObject({ command: undefined, help: true });
  });

  it.each([
    [['frob'], 'unknown command "frob"; commands: login, logout, status'],
    [['fills', 'paper', '--frob'], "Unknown option '--frob'; see npm run cli -- fills --help"],
    [['kill', 'paper', '--limit', '3'], "Unknown option '--limit'"],
    [['fills', 'paper', '--limit'], 'argument missing'],
    [['fills', 'paper', '--json=3'], 'does not take an argument'],
  ])('refuses %j in one line', (args, told) => {
    expect(() => parse(...args)).toThrow(told);
    expect(() => parse(...args)).not.toThrow(/\n/);
  });
});
