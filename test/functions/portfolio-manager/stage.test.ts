import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_FLAT_POSITIONS } from '../../../functions/portfolio-manager/apply-fill.ts';
import { bookIn, MAX_LISTED } from '../../../functions/portfolio-manager/items.ts';
import { portfolioManager } from '../../../functions/portfolio-manager/stage.ts';
import { totalsInRupees, valuation } from '../../../functions/portfolio-manager/valuation.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import type { OrderFilled } from '../../../shared/events/types.ts';
import { type ItemOf, type PortfolioItem, portfolioItem } from '../../../shared/market/portfolio-items.ts';
import { given, on } from '../../support/spec.ts';
import { AT, BANKNIFTY, failed, fill, filled, NIFTY, quoting } from './fixtures.ts';

const stage = portfolioManager('paper');

const { pnlSnapshots } = topicsFor('paper');
const portfolio = given(stage).context(quoting());

type Snapshot = Parameters<typeof on<typeof pnlSnapshots>>[1];
const snapshot = (data: Snapshot = {}) => on(pnlSnapshots, data);

/** What the stage did with each fill. */
const run = (fills: readonly OrderFilled[], history = portfolio) => {
  let spec = history;
  return fills.map((data) => {
    const outcome = spec.when(filled(data));
    spec = outcome;
    return outcome;
  });
};

type Outcomes = ReturnType<typeof run>;

const itemAfter = <Kind extends PortfolioItem['kind']>(outcomes: Outcomes, kind: Kind): ItemOf<Kind> => {
  const items = outcomes.flatMap((outcome) =>
    outcome.itemsOf('positions').map((item) => portfolioItem.parse(item)),
  );
  const last = items.findLast((item): item is ItemOf<Kind> => item.kind === kind);
  if (last === undefined) throw new Error(`no ${kind} item`);
  return last;
};

describe('the portfolio manager', () => {
  it('writes the position of a fill, and the book of the account', () => {
    const { writes } = portfolio.when(filled(fill(1, { fees: 2.5, fill_price: 100.05, market_price: 103 })));

    const at = new Date(AT).toISOString();
    const held = {
      strategy_id: 'momentum-1',
      instrument_token: NIFTY,
      quantity: 10,
      cost: 1_000.5,
      realized_pnl: -2.5,
      fees: 2.5,
      updated_at: at,
    };
    const common = { broker: 'paper', sequence: 1, updated_at: at };
    expect(writes.map(({ item }) => item)).toEqual([
      {
        ...common,
        ...held,
        kind: 'position',
        position_id: `momentum-1:${NIFTY}`,
        average_price: 100.05,
      },
      {
        ...common,
        kind: 'account',
        position_id: 'account',
        strategies: [{ strategy_id: 'momentum-1', realized_pnl: -2.5, fees: 2.5, updated_at: at }],
        positions: [held],
        marks: [{ instrument_token: NIFTY, price: 103, timestamp: at }],
      },
    ]);
    for (const write of writes) expect(write).toMatchObject({ table: 'positions', orderedBy: 'sequence' });
  });

  it('numbers its writes by fills, so that a late writer loses', () => {
    for (const [n, outcome] of run([fill(1), fill(2), fill(3)]).entries())
      outcome.projects('positions', { sequence: n + 1 }, { sequence: n + 1 });
  });

  it('applies each partial fill of an order', () => {
    const emits = run([
      fill(1, { order_id: 'one', quantity: 4, fill_price: 100, complete: false }),
      fill(2, { order_id: 'one', quantity: 6, fill_price: 105, complete: true }),
    ]);

    expect(itemAfter(emits, 'position')).toMatchObject({ quantity: 10, average_price: 103 });
  });

  it('keeps strategies apart, and adds them up in the account', () => {
    const emits = run([
      fill(1, { fees: 1 }),
      fill(2, { strategy_id: 'rsi-1', signal_type: 'SELL', fill_price: 110, fees: 1 }),
      fill(3, { signal_type: 'SELL', fill_price: 110, fees: 1, at: AT + 1_000 }),
    ]);

    const strategies = [
      { strategy_id: 'momentum-1', realized_pnl: 98 },
      { strategy_id: 'rsi-1', realized_pnl: -1 },
    ];
    expect(itemAfter(emits, 'account').strategies).toMatchObject(strategies.toReversed());
    emits.at(-1)?.emits(snapshot({ realized_pnl: 97, unrealized_pnl: 0, strategies }));
  });

  it('values every open position at its newest price, not only that of the fill', () => {
    portfolio
      .events(filled(fill(1)))
      .context(quoting([NIFTY, 120, AT + 4_000]))
      .when(filled(fill(2, { instrument_token: BANKNIFTY, at: AT + 5_000 })))
      .emits(snapshot({ unrealized_pnl: 200, positions: [{}, {}] }));
  });

  it('emits the same with and without the tick of the fill in the recorded prices', () => {
    const event = filled(fill(1, { market_price: 101 }));
    const outcome = (price: number, at: number) => {
      const { records, writes } = portfolio.context(quoting([NIFTY, price, at])).when(event);
      return { records, writes };
    };

    const behind = outcome(99, AT - 1_000);

    expect(outcome(101, AT)).toEqual(behind);
    expect(outcome(100.5, AT)).toEqual(behind);
  });

  it('marks both strategies of an instrument with the newest fill', () => {
    portfolio
      .events(filled(fill(1, { market_price: 100 })))
      .when(filled(fill(2, { strategy_id: 'rsi-1', market_price: 104, fill_price: 104, at: AT + 1_000 })))
      .emits(snapshot({ unrealized_pnl: 40 }));
  });

  it("values a position at the fill's price if the broker sends no market price", () => {
    const { market_price: _, market_price_timestamp: __, ...bare } = fill(1);

    portfolio.when(filled(bare)).emits(snapshot({ unrealized_pnl: 0, positions: [{ last_price: 100 }] }));
  });

  it('books an option that expired worthless at zero, and marks nothing with it', () => {
    const held = portfolio.events(filled(fill(1)), filled(fill(2, { strategy_id: 'rsi-1' })));

    const settled = held.when(
      filled(fill(3, { signal_type: 'SELL', fill_price: 0, market_price: undefined, cause: 'expiry' })),
    );

    settled.projects(
      'positions',
      { kind: 'position', quantity: 0, realized_pnl: -1_000 },
      { kind: 'account', marks: [{ instrument_token: NIFTY, price: 100 }] },
    );
  });

  it('sends a snapshot with the first fill of a second of market time, and no other', () => {
    const times = [0, 1, 999, 1_000, 1_500, 2_000];

    const emits = run(times.map((ms, n) => fill(n, { at: AT + ms })));

    expect(emits.map(({ emitted }) => emitted.length)).toEqual([1, 0, 0, 1, 0, 1]);
  });

  it('sends snapshots when an older day is replayed', () => {
    portfolio
      .events(filled(fill(1)))
      .when(filled(fill(2, { at: AT - 86_400_000 })))
      .emits(snapshot());
  });

  it('puts the account, strategies and open positions into a snapshot', () => {
    const [event] = portfolio
      .events(filled(fill(1, { fees: 1 })))
      .events(filled(fill(2, { signal_type: 'SELL', fill_price: 105, fees: 1 })))
      .context(quoting([BANKNIFTY, 98, AT + 2_000]))
      .when(
        filled(
          fill(3, { strategy_id: 'rsi-1', instrument_token: BANKNIFTY, signal_type: 'SELL', at: AT + 1_000 }),
        ),
      ).emitted;

    expect(event?.data).toEqual({
      broker: 'paper',
      realized_pnl: 48,
      unrealized_pnl: 20,
      total_pnl: 68,
      fees: 2,
      positions: [
        {
          strategy_id: 'rsi-1',
          instrument_token: BANKNIFTY,
          quantity: -10,
          average_price: 100,
          last_price: 98,
          realized_pnl: 0,
          unrealized_pnl: 20,
        },
      ],
      strategies: [
        { strategy_id: 'momentum-1', realized_pnl: 48, unrealized_pnl: 0, total_pnl: 48, fees: 2 },
        { strategy_id: 'rsi-1', realized_pnl: 0, unrealized_pnl: 20, total_pnl: 20, fees: 0 },
      ],
      timestamp: new Date(AT + 1_000).toISOString(),
    });
  });

  it('leaves a list out of a snapshot whole where it is too long', () => {
    const many = Array.from({ length: MAX_LISTED + 1 }, (_, n) =>
      filled(fill(n, { instrument_token: n + 1 })),
    );

    const [event] = portfolio
      .events(...many)
      .when(filled(fill(9_999, { at: AT + 1_000 })))
      .emits(snapshot({ strategies: [{}] })).emitted;

    expect(event?.data).not.toHaveProperty('positions');
  });

  it('applies an execution once, however often it is reported', () => {
    portfolio
      .events(filled(fill(1)))
      .when(filled(fill(1)))
      .emitsNothing()
      .when(filled(fill(2)))
      .projects('positions', { quantity: 20, sequence: 2 }, { kind: 'account', sequence: 2 });
  });

  it('refuses an execution that is reported again with another content', () => {
    portfolio
      .events(filled(fill(1)))
      .when(filled(fill(1, { quantity: 11 })))
      .deadLetters('DUPLICATE_ID');
  });

  it('refuses a fill that was executed elsewhere', () => {
    portfolio.when(filled(fill(1, { execution_mode: 'live' }))).deadLetters('WRONG_EXECUTION_MODE');
  });

  it('lists a failed order for risk once, and changes no position', () => {
    const { state } = portfolio.when(failed()).emitsNothing().when(failed()).emitsNothing();

    expect(state.positions.size).toBe(0);
    expect(state.effects.failures.effects).toMatchObject([{ quantity: 0, cash: 0, settles: true }]);
  });

  it('refuses a failed order with the id of another', () => {
    const other = { ...failed(), data: { ...failed().data, quantity: 11 } };

    portfolio
      .events(failed())
      .when(other)
      .deadLetters('DUPLICATE_ID', /other content/);
  });

  it('reads only the order topics of its broker', () => {
    expect(stage.topics.map(({ name }) => name)).toEqual(['paper.orders.filled', 'paper.orders.failed']);
    expect(portfolioManager('zerodha').topics.map(({ name }) => name)).toEqual([
      'zerodha.orders.submitted',
      'zerodha.orders.filled',
      'zerodha.orders.failed',
    ]);
  });

  it('keeps a bounded number of flat positions and all of their profit', () => {
    const count = MAX_FLAT_POSITIONS + 20;
    const trips = Array.from({ length: count }, (_, n) => [
      fill(2 * n, { instrument_token: n + 1, fees: 0.5 }),
      fill(2 * n + 1, { instrument_token: n + 1, signal_type: 'SELL', fill_price: 101, fees: 0.5 }),
    ]).flat();

    const emits = run(trips);

    const { state = stage.initial() } = emits.at(-1) ?? {};
    expect(state.positions.size).toBe(MAX_FLAT_POSITIONS);
    expect(state.marks.size).toBe(0);
    const earned = { realized_pnl: 9 * count, fees: count, updated_at: new Date(AT).toISOString() };
    expect(itemAfter(emits, 'account')).toMatchObject({ strategies: [earned], positions: [] });
    expect(itemAfter(run([fill(99_999)], emits.at(-1)), 'account').strategies).toMatchObject([earned]);
  });

  it('gives the same results with and without a restart before any fill', () => {
    const anyFill = fc.record({
      n: fc.integer({ min: 0, max: 30 }),
      strategy_id: fc.constantFrom('momentum-1', 'rsi-1', 'mean-reversion-1'),
      instrument_token: fc.constantFrom(NIFTY, BANKNIFTY),
      signal_type: fc.constantFrom('BUY' as const, 'SELL' as const),
      quantity: fc.integer({ min: 1, max: 100 }),
      fill_price: fc.integer({ min: 1, max: 1_000_000 }).map((ticks) => ticks / 20),
      fees: fc.integer({ min: 0, max: 1_000_000 }).map((units) => units / 10_000),
      at: fc.integer({ min: AT, max: AT + 10_000 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(anyFill, { selector: ({ n }) => n, maxLength: 20 }), (changes) => {
        const fills = changes.map(({ n, ...change }) => filled(fill(n, change)));
        const context = quoting([NIFTY, 15_000, AT + 5_000], [BANKNIFTY, 33_000, AT + 2_000]);

        // Each step compares the state in memory with the restored state.
        portfolio.context(context).events(...fills);
      }),
    );
  });

  it('holds positions that equal the sum of their fills', () => {
    const sized = fc.array(
      fc.integer({ min: -50, max: 50 }).filter((n) => n !== 0),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(sized, (sizes) => {
        const fills = sizes.map((size, n) =>
          fill(n, { signal_type: size > 0 ? 'BUY' : 'SELL', quantity: Math.abs(size), fill_price: 100 + n }),
        );

        const emits = run(fills);
        const item = itemAfter(emits, 'position');
        const { account } = valuation(bookIn(itemAfter(emits, 'account')), new Map());

        const cash = sizes.reduce((sum, size, n) => sum - size * (100 + n), 0);
        const held = sizes.reduce((sum, size) => sum + size, 0);
        expect(item).toMatchObject({ quantity: held });
        // At the last price, what the account is worth is its cash and what it holds.
        expect(totalsInRupees(account).total_pnl).toBeCloseTo(cash + held * (99 + sizes.length), 6);
      }),
    );
  });

  it('stores a position in few bytes', () => {
    const fills = Array.from({ length: 100 }, (_, n) =>
      filled(fill(n, { instrument_token: 100_000 + n, fill_price: 15_000.05 })),
    );

    const { packed } = portfolio.events(...fills);

    const bytes = deflateRawSync(JSON.stringify(packed), { level: 1 }).length;

    expect(bytes).toBeLessThan(100 * 60);
  });
});
