import { notionalOf } from '../../functions/risk-manager/account.ts';
import { instrumentOf } from '../../shared/market/contracts/kite-row.ts';
import { SOURCES, type Source } from '../../shared/market/contracts/sources.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import { applyExecution, FLAT, unrealizedProfit } from '../../shared/market/position.ts';
import { fromRupees, toRupees, ZERO } from '../../shared/money.ts';
import { parsed } from '../../shared/parsed.ts';
import type { FidelityRow, Figure } from './row.ts';

const ROW_TEST = 'test/shared/market/contracts/kite-row.test.ts';
const MULTIPLIER_TEST = 'test/shared/market/multiplier.test.ts';

/** What the product makes of a row of Kite's file, in which every lot is 1. */
const loaded = (exchange: string, name: string, expiry: string, day = '2026-11-27'): Instrument => {
  const outcome = instrumentOf(
    {
      ...{ instrument_token: '1', tradingsymbol: `${name}FUT`, name, expiry, strike: '0' },
      ...{ tick_size: '0.05', lot_size: '1', instrument_type: 'FUT', segment: `${exchange}-FUT`, exchange },
    },
    day,
  );
  if (!('instrument' in outcome)) throw new Error(JSON.stringify(outcome));
  return outcome.instrument;
};

const multiplierOf = (exchange: string, name: string, expiry: string): number =>
  loaded(exchange, name, expiry).multiplier ?? 1;

/** Rupees that one lot earns between two prices. */
const earned = (exchange: string, name: string, from: number, to: number): number => {
  const position = applyExecution(FLAT, {
    ...{ side: 'BUY', quantity: 1, price: fromRupees(from), fees: ZERO },
    multiplier: multiplierOf(exchange, name, '2026-12-31'),
  });
  return toRupees(unrealizedProfit(position, fromRupees(to)));
};

const sourcesOf = (...sources: readonly Source[]): string => sources.map((name) => SOURCES[name]).join('; ');

const EARNED: readonly FidelityRow[] = (
  [
    ['MCX', 'CRUDEOIL', 6_000, 6_100, 10_000, ['zerodhaOptions', 'bajaj']],
    ['MCX', 'GOLD', 135_000, 136_000, 100_000, ['zerodhaOptions', 'bajaj']],
    ['MCX', 'NATURALGAS', 300, 301, 1_250, ['zerodhaOptions', 'bajaj']],
    ['MCX', 'SILVERM', 150_000, 150_001, 5, ['zerodhaOptions', 'bajaj']],
    ['MCX', 'COPPER', 900, 901, 2_500, ['zerodhaOptions', 'nivesh']],
    ['CDS', 'USDINR', 86.5, 86.6, 100, ['zerodhaCurrency', 'nseCurrency']],
    ['CDS', 'JPYINR', 58, 58.1, 100, ['zerodhaCurrency', 'nseCurrency']],
  ] as const
).map(([exchange, name, from, to, expected, sources]) => ({
  figure: `${name}, one lot, ${from} → ${to}: profit before charges`,
  source: sourcesOf(...sources),
  expected,
  unit: '₹',
  product: () => earned(exchange, name, from, to),
  test: MULTIPLIER_TEST,
}));

const SIZES: readonly FidelityRow[] = (
  [
    ['NICKEL, the August 2025 expiry', 'MCX', 'NICKEL', '2025-08-29', 1_500, ['nivesh', 'mcxNickel']],
    ['NICKEL, the September 2025 expiry', 'MCX', 'NICKEL', '2025-09-17', 250, ['mcxNickel', 'openAlgo']],
    ['KAPAS', 'MCX', 'KAPAS', '2026-11-30', 200, ['mcxKapas', 'openAlgo']],
    ['COTTON', 'MCX', 'COTTON', '2026-11-30', 25, ['mcxCotton', 'openAlgo']],
    ['MCXBULLDEX, from the November 2026 expiry', 'MCX', 'MCXBULLDEX', '2026-11-25', 15, ['openAlgo']],
  ] as const
).map(([figure, exchange, name, expiry, expected, sources]) => ({
  figure: `${figure}: rupees per unit of price and lot`,
  source: sourcesOf(...sources),
  expected,
  product: () => multiplierOf(exchange, name, expiry),
  test: ROW_TEST,
  ...(sources.length === 1 && { note: 'One source' }),
}));

const WORTH: FidelityRow = {
  figure: 'GOLD, one lot at 1,35,000, for every limit in rupees',
  source: sourcesOf('zerodhaOptions', 'bajaj'),
  expected: 13_500_000,
  unit: '₹',
  product: () => {
    const price = fromRupees(135_000);
    const prices = { bought: price, sold: parsed(price) };
    const worth = notionalOf(prices, 1, multiplierOf('MCX', 'GOLD', '2026-12-04'));
    return 'problem' in worth ? worth.problem : toRupees(worth.value);
  },
  test: 'test/functions/multiplier.test.ts › counts one lot of GOLD as ₹1.35 crore for %s',
};

const FREEZE: readonly FidelityRow[] = (
  [
    ['NIFTY', '2026-08-03', 1_800, ['nseFreeze2026August']],
    ['BANKNIFTY', '2026-08-03', 600, ['nseFreeze2026August']],
    ['FINNIFTY', '2026-08-03', 1_800, ['nseFreeze2026August']],
    ['MIDCPNIFTY', '2026-08-03', 2_800, ['nseFreeze2026August']],
    ['NIFTYNXT50', '2026-08-03', 600, ['nseFreeze2026August']],
    ['BANKNIFTY', '2025-08-29', 600, ['nseFreeze2025July']],
    ['BANKNIFTY', '2025-09-01', 900, ['nseFreeze2025September']],
    ['MIDCPNIFTY', '2025-03-03', 4_200, ['nseFreeze2025March']],
  ] as const
).map(([name, day, expected, sources]) => ({
  figure: `${name} on ${day}: freeze quantity`,
  source: sourcesOf(...sources),
  expected,
  product: (): Figure => loaded('NFO', name, '2026-12-29', day).freeze_quantity ?? 'unknown',
  test: ROW_TEST,
}));

const index = (tradingsymbol: string, last_price: string, day: string): Instrument => {
  const outcome = instrumentOf(
    {
      ...{ instrument_token: '1', tradingsymbol, name: tradingsymbol, expiry: '', strike: '0', last_price },
      ...{ tick_size: '0', lot_size: '0', instrument_type: 'EQ', segment: 'INDICES', exchange: 'NSE' },
    },
    day,
  );
  if (!('instrument' in outcome)) throw new Error(JSON.stringify(outcome));
  return outcome.instrument;
};

const INDICES: readonly FidelityRow[] = [
  ...(
    [
      ['NIFTY 50', '2025-12-30', 75, 'nseLots2024'],
      ['NIFTY 50', '2025-12-31', 65, 'nseLots2026'],
      ['NIFTY BANK', '2025-12-31', 30, 'nseLots2026'],
      ['NIFTY FIN SERVICE', '2025-12-31', 60, 'nseLots2026'],
      ['NIFTY MID SELECT', '2025-12-31', 120, 'nseLots2026'],
    ] as const
  ).map(([name, day, expected, source]) => ({
    figure: `${name} on ${day}: lot of its contracts`,
    source: sourcesOf(source),
    expected,
    product: () => index(name, '20000', day).lot_size,
    test: ROW_TEST,
  })),
  ...(
    [
      ['20000', '2025-04-11', 0.05],
      ['14000', '2025-04-15', 0.05],
      ['20000', '2025-04-15', 0.1],
      ['50000', '2025-04-15', 0.2],
    ] as const
  ).map(([level, day, expected]) => ({
    figure: `Futures of an index at ${level} on ${day}: tick`,
    source: sourcesOf('nseTicks2025'),
    expected,
    unit: '₹',
    product: () => index('NIFTY 50', level, day).tick_size,
    test: ROW_TEST,
  })),
];

export const ROWS: readonly FidelityRow[] = [...EARNED, WORTH, ...SIZES, ...FREEZE, ...INDICES];
