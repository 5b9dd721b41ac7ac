import { describe, expect, it } from 'vitest';
import { planSubscriptions, withUnderlyings } from '../../../../functions/market-feed/subscriptions/plan.ts';
import { type Reason, wantedBy } from '../../../../functions/market-feed/subscriptions/wanted.ts';
import type { Instrument } from '../../../../shared/market/instrument.ts';
import { accountOf, strategyOf } from '../world.ts';

const instrumentOf = (token: number, changes: Partial<Instrument> = {}): Instrument => ({
  instrument_token: token,
  tradingsymbol: `SHARE${token}`,
  exchange: 'NSE',
  segment: 'NSE',
  tick_size: 0.05,
  lot_size: 1,
  ...changes,
});

const known = (...instruments: readonly Instrument[]) =>
  new Map(instruments.map((instrument) => [instrument.instrument_token, instrument]));

const NONE = new Map<number, 'full'>();

describe('the wanted instruments', () => {
  it('are those of active strategies and of open positions, with the most important reason', () => {
    const { tokens, problems } = wantedBy(
      [
        strategyOf('paper', [1, 2]),
        strategyOf('live', [2, 3], { zerodha_trading_enabled: true }),
        strategyOf('paused', [4], { is_active: false }),
      ],
      [
        accountOf('paper', [{ instrument_token: 3, quantity: -5 }]),
        accountOf('zerodha', [
          { instrument_token: 5, quantity: 1 },
          { instrument_token: 6, quantity: 0 },
        ]),
      ],
    );

    expect([...tokens].toSorted(([a], [b]) => a - b)).toEqual([
      [1, 'strategy'],
      [2, 'live_strategy'],
      [3, 'position'],
      [5, 'position'],
    ]);
    expect(problems).toEqual([]);
  });

  it('leave out only what is malformed', () => {
    const { tokens, problems } = wantedBy(
      [
        strategyOf('good', [1]),
        strategyOf('mixed', [2, 'NSE:INFY', -1, 2.5]),
        strategyOf('bad', [], { instruments: 'all' }),
        { strategy_id: 'x'.repeat(500), is_active: 'yes' },
      ],
      [accountOf('paper', ['?', { instrument_token: 3, quantity: 1 }]), { broker: 'zerodha', positions: 7 }],
    );

    expect([...tokens.keys()].toSorted()).toEqual([1, 2, 3]);
    expect(problems).toEqual([
      'a position of paper is malformed',
      'account of zerodha is malformed',
      'strategy mixed names 3 instruments that are not tokens',
      'strategy bad is malformed',
      `strategy ${'x'.repeat(80)} is malformed`,
    ]);
  });

  it('include what settles a contract, as important as the contract', () => {
    const wanted = new Map<number, Reason>([
      [10, 'position'],
      [11, 'strategy'],
      [99, 'strategy'],
    ]);
    const all = withUnderlyings(
      wanted,
      known(instrumentOf(10, { underlying_token: 99 }), instrumentOf(11, { underlying_token: 98 })),
    );

    expect(all.get(99)).toBe('position');
    expect(all.get(98)).toBe('strategy');
    expect(wanted.get(99)).toBe('strategy');
  });
});

describe('the plan of subscriptions', () => {
  const wanted = new Map<number, Reason>([
    [1, 'strategy'],
    [2, 'strategy'],
    [3, 'live_strategy'],
    [4, 'position'],
  ]);

  it('takes positions first, then live strategies, then the others, all in full mode', () => {
    const { tokens, refused } = planSubscriptions(wanted, NONE, new Map());

    expect([...tokens]).toEqual([4, 3, 1, 2].map((token) => [token, 'full']));
    expect(refused).toEqual([]);
  });

  it('refuses by name what does not fit', () => {
    const { tokens, refused } = planSubscriptions(wanted, NONE, known(instrumentOf(1)), 2);

    expect([...tokens.keys()]).toEqual([4, 3]);
    expect(refused).toEqual(['NSE:SHARE1', 'token 2']);
  });

  it('keeps what is subscribed before equals that are not', () => {
    const { tokens } = planSubscriptions(wanted, new Map([[2, 'full']]), new Map(), 3);

    expect([...tokens.keys()]).toEqual([4, 3, 2]);
  });

  it('takes 9,000 instruments and refuses the others', () => {
    const many = new Map(Array.from({ length: 9_500 }, (_, n): [number, Reason] => [n + 1, 'strategy']));
    const { tokens, refused } = planSubscriptions(many, NONE, new Map());

    expect(tokens.size).toBe(9_000);
    expect(refused).toHaveLength(500);
  });
});
