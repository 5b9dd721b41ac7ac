import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_FLAT_POSITIONS } from '../../../functions/portfolio-manager/apply-fill.ts';
import type { PortfolioContext } from '../../../functions/portfolio-manager/context.ts';
import { bookIn, MAX_LISTED } from '../../../functions/portfolio-manager/items.ts';
import { portfolioManager } from '../../../functions/portfolio-manager/stage.ts';
import type { PortfolioState } from '../../../functions/portfolio-manager/state.ts';
import { totalsInRupees, valuation } from '../../../functions/portfolio-manager/valuation.ts';
import { childOf } from '../../../shared/events/create.ts';
import { validateEvent } from '../../../shared/events/decode.ts';
import type { OrderFilled, PnlSnapshot } from '../../../shared/events/types.ts';
import type { Emit } from '../../../shared/kernel/stage.ts';
import { type ItemOf, type PortfolioItem, portfolioItem } from '../../../shared/market/portfolio-items.ts';
import { AT, BANKNIFTY, failed, fill, filled, NIFTY, quoting } from './fixtures.ts';

const stage = portfolioManager('paper');

const itemsOf = (emits: readonly Emit[]): readonly PortfolioItem[] =>
  emits.flatMap((emit) => (emit.kind === 'projection' ? [portfolioItem.parse(emit.item)] : []));
const snapshotsOf = (emits: readonly Emit[]): readonly PnlSnapshot[] =>
  emits.flatMap((emit) => (emit.kind === 'event' && emit.type === 'pnl_snapshot' ? [emit.data] : []));

const run = (
  fills: readonly OrderFilled[],
  context: PortfolioContext = quoting(),
  state: PortfolioState = stage.initial(),
): Emit[][] => fills.map((data) => [...stage.reduce(state, filled(data), context)]);

const lastOf = <T>(list: readonly T[]): T => {
  const last = list.at(-1);
  if (last === undefined) throw new Error('the list is empty');
  return last;
};
const itemAfter = <Kind extends PortfolioItem['kind']>(
  emits: readonly (readonly Emit[])[],
  kind: Kind,
): ItemOf<Kind> => lastOf(itemsOf(emits.flat()).filter((item): item is ItemOf<Kind> => item.kind === kind));

describe('the portfolio manager', () => {
  it('writes the position of a fill, and the book of the account', () => {
    const [emits = []] = run([fill(1, { fees: 2.5, fill_price: 100.05, market_price: 103 })]);

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
    expect(itemsOf(emits)).toEqual([
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
    expect(emits.filter(({ kind }) => kind === 'projection')).toEqual(
      Array.from({ length: 2 }, () => expect.objectContaining({ table: 'positions', orderedBy: 'sequence' })),
    );
  });

  it('numbers its writes by fills, so that a late writer loses', () => {
    const emits = run([fill(1), fill(2), fill(3)]);

    expect(emits.map((each) => itemsOf(each)[0]?.sequence)).toEqual([1, 2, 3]);
  });

  it('takes partial fills of one order for what they are', () => {
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
    expect(snapshotsOf(emits.flat()).at(-1)).toMatchObject({
      realized_pnl: 97,
      unrealized_pnl: 0,
      strategies,
    });
  });

  it('values every open position at its newest price, not only that of the fill', () => {
    const state = stage.initial();
    run([fill(1)], quoting(), state);

    const emits = run(
      [fill(2, { instrument_token: BANKNIFTY, at: AT + 5_000 })],
      quoting([NIFTY, 120, AT + 4_000]),
      state,
    );

    expect(snapshotsOf(emits.flat())).toMatchObject([{ unrealized_pnl: 200, positions: [{}, {}] }]);
  });

  it('says the same whether or not the recorder has written the tick behind the fill', () => {
    const data = fill(1, { market_price: 101 });

    const behind = run([data], quoting([NIFTY, 99, AT - 1_000]));
    const level = run([data], quoting([NIFTY, 101, AT]));
    const sameInstant = run([data], quoting([NIFTY, 100.5, AT]));

    expect(level).toEqual(behind);
    expect(sameInstant).toEqual(behind);
  });

  it('marks both strategies of an instrument with the newest fill', () => {
    const emits = run([
      fill(1, { market_price: 100 }),
      fill(2, { strategy_id: 'rsi-1', market_price: 104, fill_price: 104, at: AT + 1_000 }),
    ]);

    expect(snapshotsOf(emits.flat()).at(-1)).toMatchObject({ unrealized_pnl: 40 });
  });

  it('is valued at the fill itself where the broker tells no market price', () => {
    const { market_price: _, market_price_timestamp: __, ...bare } = fill(1);

    const emits = run([bare]);

    expect(snapshotsOf(emits.flat())).toMatchObject([
      { unrealized_pnl: 0, positions: [{ last_price: 100 }] },
    ]);
  });

  it('sends a snapshot with the first fill of a second of market time, and no other', () => {
    const times = [0, 1, 999, 1_000, 1_500, 2_000];

    const emits = run(times.map((ms, n) => fill(n, { at: AT + ms })));

    expect(emits.map((each) => snapshotsOf(each).length)).toEqual([1, 0, 0, 1, 0, 1]);
  });

  it('goes on sending snapshots when an older day is replayed', () => {
    const emits = run([fill(1), fill(2, { at: AT - 86_400_000 })]);

    expect(emits.map((each) => snapshotsOf(each).length)).toEqual([1, 1]);
  });

  it('tells in a snapshot account, strategies and open positions, and passes its schema', () => {
    const state = stage.initial();
    run([fill(1, { fees: 1 }), fill(2, { signal_type: 'SELL', fill_price: 105, fees: 1 })], quoting(), state);
    const event = filled(
      fill(3, { strategy_id: 'rsi-1', instrument_token: BANKNIFTY, signal_type: 'SELL', at: AT + 1_000 }),
    );

    const emits = stage.reduce(state, event, quoting([BANKNIFTY, 98, AT + 2_000]));

    const [snapshot] = snapshotsOf(emits);
    expect(snapshot).toEqual({
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
    const emit = emits.find(({ kind }) => kind === 'event');
    if (emit?.kind !== 'event') throw new Error('no event');
    expect(() =>
      validateEvent(childOf(event, stage.name, 0, emit.topic, emit.type, emit.data)),
    ).not.toThrow();
  });

  it('leaves a list out of a snapshot whole where it is too long', () => {
    const state = stage.initial();
    const many = Array.from({ length: MAX_LISTED + 1 }, (_, n) => fill(n, { instrument_token: n + 1 }));
    run(many, quoting(), state);

    const [emits = []] = run([fill(9_999, { at: AT + 1_000 })], quoting(), state);

    expect(snapshotsOf(emits)[0]).not.toHaveProperty('positions');
    expect(snapshotsOf(emits)[0]?.strategies).toHaveLength(1);
  });

  it('applies an execution once, however often it is reported', () => {
    const state = stage.initial();
    run([fill(1)], quoting(), state);

    expect(run([fill(1)], quoting(), state)).toEqual([[]]);
    expect(itemAfter(run([fill(2)], quoting(), state), 'position')).toMatchObject({
      quantity: 20,
      sequence: 2,
    });
  });

  it('refuses an execution that is reported again with another content', () => {
    const state = stage.initial();
    run([fill(1)], quoting(), state);

    expect(() => run([fill(1, { quantity: 11 })], quoting(), state)).toThrow(
      expect.objectContaining({ code: 'DUPLICATE_ID' }),
    );
  });

  it('refuses a fill that was executed elsewhere', () => {
    expect(() => run([fill(1, { execution_mode: 'live' })])).toThrow(
      expect.objectContaining({ code: 'WRONG_EXECUTION_MODE' }),
    );
  });

  it('takes orders that failed for what they are: nothing', () => {
    const state = stage.initial();

    expect(stage.reduce(state, failed(), quoting())).toEqual([]);
    expect(stage.codec.encode(state)).toEqual(stage.codec.encode(stage.initial()));
  });

  it('reads the order topics of its own broker only', () => {
    expect(stage.topics.map(({ name }) => name)).toEqual(['paper.orders.filled', 'paper.orders.failed']);
    expect(portfolioManager('zerodha').topics.map(({ name }) => name)).toEqual([
      'zerodha.orders.submitted',
      'zerodha.orders.filled',
      'zerodha.orders.failed',
    ]);
  });

  it('holds a bounded number of flat positions, and loses none of their profit', () => {
    const state = stage.initial();
    const count = MAX_FLAT_POSITIONS + 20;
    const trips = Array.from({ length: count }, (_, n) => [
      fill(2 * n, { instrument_token: n + 1, fees: 0.5 }),
      fill(2 * n + 1, { instrument_token: n + 1, signal_type: 'SELL', fill_price: 101, fees: 0.5 }),
    ]).flat();

    const emits = run(trips, quoting(), state);

    expect(state.positions.size).toBe(MAX_FLAT_POSITIONS);
    expect(state.marks.size).toBe(0);
    const earned = { realized_pnl: 9 * count, fees: count, updated_at: new Date(AT).toISOString() };
    expect(itemAfter(emits, 'account')).toMatchObject({ strategies: [earned], positions: [] });
    const restored = stage.codec.decode(JSON.parse(JSON.stringify(stage.codec.encode(state))));
    expect(itemAfter(run([fill(99_999)], quoting(), restored), 'account').strategies).toMatchObject([earned]);
  });

  it('goes on after a checkpoint as if there had been none, wherever it is cut', () => {
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
      fc.property(
        fc.uniqueArray(anyFill, { selector: ({ n }) => n, maxLength: 20 }),
        fc.nat({ max: 20 }),
        (changes, cut) => {
          const fills = changes.map(({ n, ...change }) => fill(n, change));
          const context = quoting([NIFTY, 15_000, AT + 5_000], [BANKNIFTY, 33_000, AT + 2_000]);
          const whole = stage.initial();
          const uncut = run(fills, context, whole);

          const first = stage.initial();
          const head = run(fills.slice(0, cut), context, first);
          const restored = stage.codec.decode(JSON.parse(JSON.stringify(stage.codec.encode(first))));
          const tail = run(fills.slice(cut), context, restored);

          expect([...head, ...tail]).toEqual(uncut);
          expect(stage.codec.encode(restored)).toEqual(stage.codec.encode(whole));
        },
      ),
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
    const state = stage.initial();
    run(
      Array.from({ length: 100 }, (_, n) =>
        fill(n, { instrument_token: 100_000 + n, fill_price: 15_000.05 }),
      ),
      quoting(),
      state,
    );

    const bytes = deflateRawSync(JSON.stringify(stage.codec.encode(state)), { level: 1 }).length;

    expect(bytes).toBeLessThan(100 * 60);
  });
});
