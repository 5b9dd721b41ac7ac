import { chargesOf } from '../../shared/market/charges.ts';
import { add, fromRupees, toRupees } from '../../shared/money.ts';
import type { FidelityRow } from './row.ts';

const TEST = 'test/shared/market/charges.test.ts';

const roundTrip = (
  segment: Parameters<typeof chargesOf>[0]['instrument']['segment'],
  quantity: number,
  product?: 'delivery',
): number => {
  const at = Date.parse('2026-05-04T10:00:00+05:30');
  const [buy, sell] = (['BUY', 'SELL'] as const).map((side) =>
    chargesOf({
      instrument: { segment, exchange: 'NSE' },
      side,
      price: fromRupees(1_000),
      quantity,
      at,
      ...(product && { product }),
    }),
  );
  return buy === undefined || sell === undefined ? 0 : toRupees(add(buy.total, sell.total));
};

const CALCULATOR = "Zerodha's brokerage calculator (copy)";

export const ROWS: readonly FidelityRow[] = [
  {
    figure: 'NSE delivery (CNC), 500 bought and sold at 1,000',
    source: CALCULATOR,
    expected: 1_112.41,
    unit: '₹',
    tolerance: 0.01,
    product: () => roundTrip('NSE', 500, 'delivery'),
    test: TEST,
  },
];
