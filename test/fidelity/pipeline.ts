import type { RiskLimits } from '../../shared/controls/limits.ts';
import { instrumentOf } from '../../shared/market/contracts/kite-row.ts';
import { SOURCES } from '../../shared/market/contracts/sources.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import type { FidelityRow } from './row.ts';
import { roundTrip } from './support/round-trip.ts';

const TEST = 'test/localstack/backtest/round-trip-in-process.test.ts';

/** What the product makes of a row of Kite's file of 12 November 2026. */
const future = (exchange: 'MCX' | 'CDS', name: string, tick_size: string): Instrument => {
  const outcome = instrumentOf(
    {
      ...{ instrument_token: '1', tradingsymbol: `${name}26DECFUT`, name, expiry: '2026-12-04', strike: '0' },
      ...{ tick_size, lot_size: '1', instrument_type: 'FUT', segment: `${exchange}-FUT`, exchange },
    },
    '2026-11-12',
  );
  if (!('instrument' in outcome)) throw new Error(JSON.stringify(outcome));
  return outcome.instrument;
};

const SHARE: Instrument = {
  ...{ instrument_token: 1, tradingsymbol: 'INFY', exchange: 'NSE', segment: 'NSE' },
  ...{ tick_size: 0.05, lot_size: 1 },
};

const CHARGES = "Zerodha's list of charges (copy), contract specification of the exchange";
const CALCULATOR = "Zerodha's brokerage calculator (copy of 2026)";

const CRUDEOIL = { instrument: future('MCX', 'CRUDEOIL', '1'), quantity: 1, from: 6_000, to: 6_100 };
const USDINR = { instrument: future('CDS', 'USDINR', '0.0025'), quantity: 1, from: 86.5, to: 86.6 };
const GOLD = { instrument: future('MCX', 'GOLD', '1'), quantity: 1, from: 135_000, to: 136_000 };
const MIS = { instrument: SHARE, quantity: 500, from: 1_000, to: 1_000 };

/** Through strategy, risk, paper exchange and portfolio. */
const trips = (
  [
    ['CRUDEOIL, one lot, 6,000 → 6,100', CRUDEOIL, 10_000, SOURCES.zerodhaOptions, 151.61, CHARGES],
    ['USDINR, one lot, 86.50 → 86.60', USDINR, 100, SOURCES.zerodhaCurrency, 48.21, CHARGES],
    ['GOLD, one lot, 1,35,000 → 1,36,000', GOLD, 100_000, SOURCES.zerodhaOptions, 2_380.72, CHARGES],
    ['A share, intraday, 500 at 1,000', MIS, 0, CALCULATOR, 224.61, CALCULATOR],
  ] as const
).flatMap(([figure, trip, profit, profitSource, charges, chargesSource]): readonly FidelityRow[] => [
  {
    figure: `${figure}: profit before charges`,
    source: profitSource,
    expected: profit,
    unit: '₹',
    tolerance: 0.0001,
    product: async () => {
      const { total_pnl, fees } = await roundTrip(trip);
      return total_pnl + fees;
    },
    test: TEST,
  },
  {
    figure: `${figure}: charges`,
    source: chargesSource,
    expected: charges,
    unit: '₹',
    tolerance: 0.01,
    product: async () => (await roundTrip(trip)).fees,
    test: TEST,
  },
]);

const refusal = async (limits: Partial<RiskLimits>): Promise<string> => {
  const { signals, fills } = await roundTrip({ ...GOLD, limits });
  return `${Object.keys(signals.rejected).join(', ')}, ${fills} fills`;
};

export const ROWS: readonly FidelityRow[] = [
  ...trips,
  ...(['max_order_notional', 'max_open_exposure'] as const).map((limit) => ({
    figure: `GOLD, one lot at 1,35,000, with ${limit} of ₹2,00,000`,
    source: SOURCES.zerodhaOptions,
    expected: `${limit.toUpperCase()}, 0 fills`,
    product: () => refusal({ [limit]: 200_000 }),
    test: `${TEST} › refuses one lot of GOLD with a limit of two lakh`,
  })),
];
