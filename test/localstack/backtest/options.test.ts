import { describe, expect, it } from 'vitest';
import { parseReplay } from '../../../localstack/backtest/options.ts';

const parse = (line: string, environment: Readonly<Record<string, string>> = {}) =>
  parseReplay(line.split(' '), environment, () => 'by chance');

describe('parseReplay', () => {
  it('decides on closed bars and lets orders take 250 ms by default', () => {
    expect(parse('bars.csv')).toMatchObject({
      paths: ['bars.csv'],
      files: { session: undefined, skipBad: false },
      bars: { mode: 'closed' },
      range: false,
      latencyMs: 250,
      pace: { kind: 'lockstep' },
      inProcess: false,
    });
  });

  it.each([
    ['--bars near', { mode: 'near' }],
    ['--bars random', { mode: 'random', seed: 'by chance' }],
    ['--bars random --seed 7', { mode: 'random', seed: '7' }],
  ])('reads %s', (line, bars) => {
    expect(parse(`bars.csv ${line}`)).toMatchObject({ bars });
  });

  it('runs the extremes for --range and for --bars both', () => {
    expect(parse('bars.csv --in-process --bars near --range')).toMatchObject({
      bars: { mode: 'near' },
      range: true,
    });
    expect(parse('bars.csv --in-process --bars both')).toMatchObject({
      bars: { mode: 'closed' },
      range: true,
    });
  });

  it('takes the latency of the option, then of the environment', () => {
    const environment = { PAPER_ORDER_LATENCY_MS: '40' };

    expect(parse('bars.csv', environment)).toMatchObject({ latencyMs: 40 });
    expect(parse('bars.csv --latency 0', environment)).toMatchObject({ latencyMs: 0 });
  });

  it('takes several files, and what is said about them', () => {
    const line =
      'a.csv folder --session 2024-01-02 --instrument NSE:INFY --map a=open --label end --skip-bad';

    expect(parse(line)).toMatchObject({
      paths: ['a.csv', 'folder'],
      files: { session: '2024-01-02', instrument: 'NSE:INFY', map: 'a=open', label: 'end', skipBad: true },
    });
    expect(() => parse('a.csv --instruments-file none.csv')).toThrow(
      /cannot read --instruments-file none.csv/,
    );
  });

  it('computes the fees of contract notes if it is asked to', () => {
    expect(parse('bars.csv')).toMatchObject({ contractNotes: false });
    expect(parse('bars.csv --contract-notes')).toMatchObject({ contractNotes: true });
  });

  it('chooses strategies, limits and capital', () => {
    expect(
      parse('bars.csv --in-process --strategy rsi --param quantity=5 --instruments INFY --capital 5,00,000'),
    ).toMatchObject({
      choice: {
        strategies: [{ id: 'rsi', parameters: { quantity: 5 } }],
        instruments: 'INFY',
        capital: 500_000,
        limits: { max_open_exposure: 500_000 },
      },
    });
    expect(parse('bars.csv')).toMatchObject({ choice: { strategies: [], limits: {} } });
  });

  it('lets the market be at most a second ahead of the stages at pace max', () => {
    expect(parse('bars.csv --pace max')).toMatchObject({ pace: { kind: 'max', leadMs: 1_000 } });
  });

  it('refuses to choose what runs where the tables are those of people', () => {
    const named = { KAFKA_BROKERS: 'k:1', AWS_ENDPOINT_URL: 'http://a' };

    expect(() => parse('bars.csv --strategy rsi', named)).toThrow(/--strategy, --limits or --capital needs/);
    expect(() => parse('bars.csv --into-running --capital 5')).toThrow(
      /--strategy, --limits or --capital needs/,
    );
    expect(parse('bars.csv --in-process --strategy rsi', named)).toMatchObject({ inProcess: true });
  });

  it.each([
    ['--instruments INFY', /--instruments needs a --strategy/],
    ['--product CNC', /--product needs a --strategy/],
    ['--strategy rsi --product MARGIN', /--product "MARGIN" is not one of CNC, MIS, NRML/],
    ['--bars open', /--bars is "open", not one of closed, near, far, random, both/],
    ['--bars near --seed 7', /--seed is for --bars random/],
    ['--range', /--range needs --in-process/],
    ['--bars both', /--bars both needs --in-process/],
    ['--latency soon', /the order latency "soon" is not a whole number/],
    ['--latency 600001', /the order latency "600001" is not/],
    ['--into-running --latency 5', /PAPER_ORDER_LATENCY_MS that it was started with/],
    ['--pace fast', /pace "fast"/],
  ])('refuses %s', (line, problem) => {
    expect(() => parse(`bars.csv ${line}`)).toThrow(problem);
  });

  it('asks for a file', () => {
    expect(parse('--in-process')).toBeUndefined();
    expect(parse('--help')).toBe('help');
  });
});
