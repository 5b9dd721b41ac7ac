import {
  DEFAULT_CEILINGS,
  DEFAULT_LIMITS,
  type RiskLimits,
  riskLimits,
} from '../../shared/controls/limits.ts';
import type { TradingSignal } from '../../shared/events/types.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import { parsed } from '../../shared/parsed.ts';
import { AccountDriver } from '../functions/risk-manager/account-driver.ts';
import {
  BANK_NIFTY,
  context,
  controls,
  fillEvent,
  instrument,
  lastPrice,
  NIFTY,
  NOON,
  signalEvent,
} from '../functions/risk-manager/fixtures.ts';
import type { FidelityRow } from './row.ts';

const KITE_POSITIONS =
  'Kite Connect, positions: pnl = (sell value − buy value) + quantity × last price × multiplier (kiteconnect-mocks, positions.json)';
const NSE_EXPOSURE =
  'NSE Clearing, exposure margin of index options: a part of the notional value, which is the price of the underlying × quantity';
const NSE_TICK = 'NSE, contract specifications of equity derivatives: options tick by ₹0.05';

const LOOSE = { max_order_notional: 1e9, max_open_exposure: 1e9 };
const LIVE = {
  ...riskLimits('paper'),
  ...LOOSE,
  max_price_deviation_bps: DEFAULT_LIMITS.zerodha.max_price_deviation_bps,
};
const LATER = NOON + 1_000;

interface Market {
  readonly instrument?: Partial<Instrument>;
  readonly prices: ReadonlyMap<number, number>;
  readonly limits?: Partial<RiskLimits>;
}

const marketAt = (at: number, { instrument: change = {}, prices, limits = LOOSE }: Market) =>
  context(at, {
    controls: controls(limits),
    instruments: new Map(
      [...prices.keys()].map((token) => [token, parsed(instrument({ ...change, instrument_token: token }))]),
    ),
    prices: new Map([...prices].map(([token, price]) => [token, lastPrice(price, at)])),
  });

/** What a rule says about an order. */
const detailOf = (
  driver: AccountDriver,
  rule: string,
  order: Partial<TradingSignal>,
  at: number,
  market: Market,
) =>
  driver
    .verdict(signalEvent('judged', at, order), marketAt(at, market))
    .risk_checks.find((check) => check.rule === rule)?.detail ?? '';

/** The first amount of a detail, in rupees. */
const rupeesIn = (detail: string): number => Number(/₹(-?[\d.]+)/.exec(detail)?.[1]);

const holding = (order: Partial<TradingSignal>, market: Market): AccountDriver => {
  const driver = new AccountDriver();
  const opening = signalEvent('opening', NOON, order);
  driver.judge(opening, marketAt(NOON, market));
  driver.take(fillEvent(opening));
  return driver;
};

const option = { segment: 'NFO-OPT', lot_size: 1, strike: 25_000, option_type: 'CE' } as const;

/** What is judged at a signal of another instrument, after 1,000 were bought at 1,000 and the market fell to 100. */
const afterTheFall = (rule: string) => (): number => {
  const driver = holding(
    { quantity: 1_000, price: 1_000 },
    {
      prices: new Map([
        [NIFTY, 1_000],
        [BANK_NIFTY, 100],
      ]),
    },
  );
  const probe = { instrument_token: BANK_NIFTY, quantity: 1 };
  return rupeesIn(
    detailOf(driver, rule, probe, LATER, {
      prices: new Map([
        [NIFTY, 100],
        [BANK_NIFTY, 100],
      ]),
    }),
  );
};

export const ROWS: readonly FidelityRow[] = [
  {
    figure: 'Long 1,000 bought at 1,000, market at 100: loss judged at a signal of another instrument',
    source: KITE_POSITIONS,
    expected: 900_000,
    unit: '₹',
    product: afterTheFall('MAX_DAILY_LOSS'),
    test: 'test/functions/risk-manager/marks.test.ts › follow the market at a signal of another instrument',
  },
  {
    figure: 'The same: exposure judged, with an order of ₹100',
    source: KITE_POSITIONS,
    expected: 100_100,
    unit: '₹',
    product: afterTheFall('MAX_OPEN_EXPOSURE'),
    test: 'test/functions/risk-manager/marks.test.ts › follow the market at a signal of another instrument',
  },
  {
    figure: 'One lot of NIFTY 25000 CE bought at 100, lot 65: notional',
    source: 'NSE, premium turnover: premium × quantity',
    expected: 6_500,
    unit: '₹',
    product: () =>
      rupeesIn(
        detailOf(new AccountDriver(), 'MAX_ORDER_NOTIONAL', { quantity: 65 }, NOON, {
          instrument: option,
          prices: new Map([[NIFTY, 100]]),
        }),
      ),
    test: 'test/functions/risk-manager/exposure.test.ts › with its premium when it is bought: 65 at ₹100',
  },
  {
    figure: 'One lot of NIFTY 25000 CE written, lot 65, NIFTY at 24,000: notional',
    source: NSE_EXPOSURE,
    expected: 1_560_000,
    unit: '₹',
    product: () =>
      rupeesIn(
        detailOf(new AccountDriver(), 'MAX_ORDER_NOTIONAL', { signal_type: 'SELL', quantity: 65 }, NOON, {
          instrument: { ...option, underlying_token: BANK_NIFTY },
          prices: new Map([
            [NIFTY, 100],
            [BANK_NIFTY, 24_000],
          ]),
        }),
      ),
    test: "test/functions/risk-manager/exposure.test.ts › with its underlying's last price when it is written",
  },
  {
    figure: 'A short option bought back at 1.60 after 1.50, with live limits',
    source: NSE_TICK,
    expected: 'VALIDATED',
    product: () =>
      holding(
        { signal_type: 'SELL', price: 1.5 },
        { instrument: option, prices: new Map([[NIFTY, 1.5]]) },
      ).judge(
        signalEvent('exit', LATER, { price: 1.6 }),
        marketAt(LATER, { instrument: option, prices: new Map([[NIFTY, 1.5]]), limits: LIVE }),
      ),
    test: 'test/functions/risk-manager/reductions.test.ts › for a short option from 1.50 to 1.60',
  },
  {
    figure: 'An option bought one tick above 4.00, with live limits',
    source: NSE_TICK,
    expected: 'VALIDATED',
    product: () =>
      new AccountDriver().judge(
        signalEvent('entry', NOON, { price: 4.05 }),
        marketAt(NOON, { instrument: option, prices: new Map([[NIFTY, 4]]), limits: LIVE }),
      ),
    test: 'test/functions/risk-manager/rules.test.ts › one tick of an option of ₹0.05',
  },
  {
    figure: 'Orders that Zerodha takes in a minute: largest limit',
    source: 'Kite Connect forum, 16217',
    expected: 400,
    product: () => DEFAULT_CEILINGS.max_orders_per_minute,
    test: 'test/functions/risk-manager/rules.test.ts › the 401st order in a minute',
  },
  {
    figure: 'Orders that Zerodha takes in a second: largest limit',
    source: 'Kite Connect, rate limits: 10 orders a second',
    expected: 10,
    product: () => DEFAULT_CEILINGS.max_orders_per_second,
    test: 'test/functions/risk-manager/rules.test.ts › the eleventh order in a second',
  },
];
