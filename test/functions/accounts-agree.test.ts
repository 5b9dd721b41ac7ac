import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookOf } from '../../functions/portfolio-manager/book.ts';
import { portfolioManager } from '../../functions/portfolio-manager/stage.ts';
import { type Totals, valuation } from '../../functions/portfolio-manager/valuation.ts';
import { settleBefore } from '../../functions/risk-manager/settlement.ts';
import { initialState } from '../../functions/risk-manager/state.ts';
import { add, type Money, subtract, ZERO } from '../../shared/money.ts';
import { check } from '../support/seed.ts';
import { AT, fill, filled } from './portfolio-manager/fixtures.ts';

/** Two contracts of one token, and one whose first fills are of a release without multipliers. */
const CONTRACTS = [
  { instrument_token: 1, contract: 'NFO:NIFTY26MAYFUT' },
  { instrument_token: 1, contract: 'NFO:NIFTY26JUNFUT' },
  { instrument_token: 2, contract: 'MCX:CRUDEOIL26MAYFUT', multiplier: 100 },
] as const;

const trades = fc.array(
  fc.record({
    contract: fc.constantFrom(0, 1, 2),
    strategy_id: fc.constantFrom('momentum-1', 'rsi-1'),
    signal_type: fc.constantFrom('BUY' as const, 'SELL' as const),
    quantity: fc.integer({ min: 1, max: 20 }),
    fill_price: fc.integer({ min: 1, max: 100_000 }).map((ticks) => ticks / 20),
    fees: fc.integer({ min: 0, max: 10_000 }).map((paise) => paise / 100),
    isOld: fc.boolean(),
  }),
  { minLength: 1, maxLength: 30 },
);

const sum = (amounts: readonly Money[]): Money => add(ZERO, ...amounts);
const sumOf = (totals: readonly Totals[]): Totals => ({
  realized: sum(totals.map(({ realized }) => realized)),
  unrealized: sum(totals.map(({ unrealized }) => unrealized)),
  fees: sum(totals.map(({ fees }) => fees)),
});

describe('an account with contracts, multipliers and a token that is used again', () => {
  it('has the same cash and the same positions in the portfolio and in risk', () => {
    check(
      fc.property(trades, (all) => {
        const portfolio = portfolioManager('paper');
        let book = portfolio.initial();
        let named: boolean = false;
        for (const [n, { contract, isOld, ...trade }] of all.entries()) {
          const { instrument_token, ...terms } = CONTRACTS[contract] ?? CONTRACTS[0];
          // An earlier release names nothing, and after the update every fill names both.
          const unnamed: boolean = contract === 2 && isOld && !named;
          named ||= contract === 2 && !unnamed;
          const data = fill(n, { ...trade, instrument_token, ...(unnamed ? {} : terms), at: AT + n });
          portfolio.reduce(book, filled(data), { quotes: new Map() });
          book = portfolio.codec.decode(JSON.parse(JSON.stringify(portfolio.codec.encode(book))));
        }
        const risk = initialState();
        risk.arrived.push(...book.effects.fills.effects);
        settleBefore(risk, AT + all.length, { now: undefined, prices: new Map(), instruments: new Map() });

        const positions = [...book.positions.values()];
        expect(risk.cash).toBe(
          sum(positions.map(({ position: p }) => subtract(subtract(p.realized, p.cost), p.fees))),
        );
        const open = positions.filter(({ position }) => position.quantity !== 0);
        const held = [...risk.holdings.values()].filter(({ position }) => position !== 0);
        const unitsOf = (strategy: string, token: number, contract: string | undefined, units: number) =>
          `${strategy} ${token} ${contract} ${units}`;
        expect(
          held
            .map((one) => unitsOf(one.strategyId, one.instrumentToken, one.contract, one.position))
            .toSorted(),
        ).toEqual(
          open
            .map((one) => unitsOf(one.strategyId, one.instrumentToken, one.contract, one.position.quantity))
            .toSorted(),
        );

        const value = valuation(bookOf(book), new Map());
        const totals = value.open.map((one) => one.totals);
        expect(sumOf([...value.strategies.values()])).toEqual(value.account);
        expect(sumOf([...totals, value.closed])).toEqual(value.account);
        expect(sumOf([...value.instruments.map((one) => one.totals), value.closed])).toEqual(value.account);
      }),
    );
  });
});
