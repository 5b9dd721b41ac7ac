import {
  applyExecution,
  averagePrice,
  type Execution,
  FLAT,
  unrealizedProfit,
} from '../../shared/market/position.ts';
import { add, fromRupees, toRupees, ZERO } from '../../shared/money.ts';
import type { FidelityRow } from './row.ts';

type Trade = readonly [side: Execution['side'], quantity: number, price: number];

const positionOf = (trades: readonly Trade[], multiplier: number) =>
  trades.reduce(
    (position, [side, quantity, price]) =>
      applyExecution(position, { side, quantity, price: fromRupees(price), fees: ZERO, multiplier }),
    FLAT,
  );

/** Realized and unrealized profit at a last price, without charges, as in Kite's `pnl`. */
const profit = (trades: readonly Trade[], last: number, multiplier: number): number => {
  const position = positionOf(trades, multiplier);
  return toRupees(add(position.realized, unrealizedProfit(position, fromRupees(last))));
};

const SOURCE = 'zerodha/kiteconnect-mocks, positions.json';
const TEST =
  "test/shared/market/multiplier.test.ts › equals Kite's own arithmetic on every row, open or closed";

const LEADMINI: readonly Trade[] = [['BUY', 1, 161.05]];
const SBIN: readonly Trade[] = [
  ['BUY', 1, 311],
  ['SELL', 1, 309],
];
const GOLDGUINEA_OF_THE_DAY: readonly Trade[] = [
  ['BUY', 1, 23_388],
  ['SELL', 4, 23_340],
];

/** Every row of the sample; of the rows `net` and `day`, LEADMINI and SBIN are the same. */
const PROFITS: readonly FidelityRow[] = (
  [
    ['LEADMINI future, net and day, 1 open: pnl', LEADMINI, 161.05, 1_000, 0],
    [
      'GOLDGUINEA future, net, 3 carried, closed: pnl',
      [['BUY', 3, 23_057], ...GOLDGUINEA_OF_THE_DAY],
      23_355,
      1,
      801,
    ],
    ['The same from the close before: m2m', [['BUY', 3, 23_232], ...GOLDGUINEA_OF_THE_DAY], 23_355, 1, 276],
    ['GOLDGUINEA future, day, 3 short: pnl', GOLDGUINEA_OF_THE_DAY, 23_355, 1, -93],
    ['SBIN, net and day, closed: pnl', SBIN, 308.4, 1, -2],
  ] as const
).map(([figure, trades, last, multiplier, expected]) => ({
  figure,
  source: SOURCE,
  expected,
  unit: '₹',
  product: () => profit(trades, last, multiplier),
  test: TEST,
}));

export const ROWS: readonly FidelityRow[] = [
  ...PROFITS,
  {
    figure: 'LEADMINI future, 1 bought at 161.05, multiplier 1,000: buy value',
    source: SOURCE,
    expected: 161_050,
    unit: '₹',
    product: () => toRupees(positionOf(LEADMINI, 1_000).cost),
    test: TEST,
  },
  {
    figure: 'GOLDGUINEA future, day, 3 short: average price',
    source: SOURCE,
    expected: 23_340,
    unit: '₹',
    product: () => toRupees(averagePrice(positionOf(GOLDGUINEA_OF_THE_DAY, 1))),
    test: TEST,
    note: 'The purchase comes first here, so the three open units are sold at one price',
  },
];
