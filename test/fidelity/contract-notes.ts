import { type ContractNote, contractNotesOf } from '../../shared/market/contract-note.ts';
import { toRupees } from '../../shared/money.ts';
import type { FidelityRow } from './row.ts';
import { instrument, type Order, tradeOf } from './support/charged.ts';

const TEST = 'test/shared/market/contract-note.test.ts';

const billed = (part: keyof ContractNote['charges'], ...orders: readonly Order[]): number => {
  const [note, ...others] = contractNotesOf(orders.map(tradeOf));
  if (note === undefined || others.length > 0) throw new Error('not one note');
  return toRupees(note.charges[part]);
};

const NOTE = 'A contract note of June 2024';
const SOLD: Order = {
  instrument: instrument('NFO-FUT'),
  side: 'SELL',
  quantity: 15,
  price: 48_480,
  day: '2024-06-12',
};

const FUTURES: Order = {
  instrument: instrument('NFO-FUT'),
  side: 'BUY',
  quantity: 75,
  price: 22_000,
  day: '2026-05-04',
};

export const ROWS: readonly FidelityRow[] = [
  {
    figure: '15 BANKNIFTY futures sold at 48,480: STT, rounded to the rupee',
    source: NOTE,
    expected: 91,
    unit: '₹',
    product: () => billed('transaction_tax', SOLD),
    test: TEST,
  },
  {
    figure: '15 BANKNIFTY futures sold at 48,480: total',
    source: NOTE,
    expected: 132.45,
    unit: '₹',
    tolerance: 0.01,
    product: () => billed('total', SOLD),
    test: TEST,
  },
  {
    figure: '75 NIFTY futures bought at 22,000, sold at 22,100: total',
    source: 'A worked example for the rates of April 2026 (third party)',
    expected: 984.53,
    unit: '₹',
    tolerance: 0.01,
    product: () => billed('total', FUTURES, { ...FUTURES, side: 'SELL', price: 22_100 }),
    test: TEST,
  },
  {
    figure: 'Intraday, 20 bought at 103.30, sold at 103.55: STT',
    source: "tradingqna.com/t/88483, Zerodha's calculator",
    expected: 1,
    unit: '₹',
    product: () =>
      billed('transaction_tax', {
        instrument: instrument('NSE'),
        side: 'SELL',
        quantity: 20,
        price: 103.55,
        day: '2021-06-01',
      }),
    test: TEST,
  },
  {
    figure: 'Intraday, 100 bought at 100, sold at 101: STT',
    source: "tradingqna.com/t/21903, Zerodha's calculator",
    expected: 3,
    unit: '₹',
    product: () =>
      billed('transaction_tax', {
        instrument: instrument('NSE'),
        side: 'SELL',
        quantity: 100,
        price: 101,
        day: '2021-06-01',
      }),
    test: TEST,
  },
];
