import { describe, expect, it } from 'vitest';
import { parseExperiment } from './arguments.ts';

const KILLS = { count: { name: 'kills', standard: 20 }, paces: ['lockstep', 'max'] };

describe('arguments of an experiment', () => {
  it('have a default count and a new seed', () => {
    const parsed = parseExperiment(['bars.csv'], KILLS);

    expect(parsed).toMatchObject({ path: 'bars.csv', count: 20, pace: undefined, real: false, json: false });
    expect(parsed.seed).toMatch(/^\d+$/);
  });

  it('are read as given', () => {
    const args = [
      'bars.csv',
      '--session',
      '2022-06-16',
      '--kills',
      '3',
      '--seed',
      'x',
      '--pace',
      'max',
      '--real',
    ];

    expect(parseExperiment(args, KILLS)).toMatchObject({
      session: '2022-06-16',
      count: 3,
      seed: 'x',
      pace: 'max',
      real: true,
    });
  });

  it.each([
    [['--kills', '0'], '--kills is "0"'],
    [['--kills', '2.5'], '--kills is "2.5"'],
    [['--pace', 'slow'], '--pace is "slow", not one of lockstep, max'],
    [['--records', '3'], '--records'],
  ])('%j are refused', (args, told) => {
    expect(() => parseExperiment(args, KILLS)).toThrow(told);
  });

  it('an experiment without randomness refuses a seed', () => {
    expect(() => parseExperiment(['--seed', 'x'])).toThrow('--seed');
  });
});
