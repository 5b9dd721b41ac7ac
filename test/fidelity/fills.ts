import { PaperTrader } from '../../functions/paper-trading-engine/paper-trader.ts';
import { ALPHA_PANDA, uuidV5 } from '../../shared/events/ids.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import type { BookLevel, Offered } from '../../shared/market/offered.ts';
import type { Product } from '../../shared/market/product.ts';
import type { FidelityRow } from './row.ts';

const EXCHANGE_TEST = 'test/functions/paper-trading-engine/exchange.test.ts';
const PRODUCTS_TEST = 'test/functions/paper-trading-engine/products.test.ts';
const AT = '2026-05-04T10:00:00+05:30';

const SHARE: Instrument = {
  instrument_token: 779_521,
  tradingsymbol: 'SBIN',
  exchange: 'NSE',
  segment: 'NSE',
  tick_size: 0.05,
  lot_size: 1,
};
const FUTURE: Instrument = {
  ...SHARE,
  tradingsymbol: 'NIFTY26AUGFUT',
  exchange: 'NFO',
  segment: 'NFO-FUT',
};

const trader = new PaperTrader({ maxPriceAgeMs: 15_000 });

const book = (...levels: readonly (readonly [price: number, quantity: number])[]): readonly BookLevel[] =>
  levels.map(([price, quantity]) => ({ price, quantity }));

interface Case {
  readonly quantity: number;
  readonly last: number;
  readonly offered?: Offered;
  readonly instrument?: Instrument;
  readonly at?: string;
  readonly side?: 'BUY' | 'SELL';
  readonly terms?: { readonly product: Product; readonly isFirstDelivery: boolean };
}

const outcomeOf = ({ quantity, last, offered, instrument = SHARE, at = AT, side = 'BUY', terms }: Case) => {
  const now = Date.parse(at);
  const timestamp = new Date(now).toISOString();
  const signal = {
    strategy_id: 'fidelity',
    instrument_token: instrument.instrument_token,
    signal_type: side,
    quantity,
    timestamp,
  };
  return trader.execute(
    {
      signalId: uuidV5(ALPHA_PANDA, 'fidelity'),
      side,
      signal: { original_signal: signal, validated_quantity: quantity, risk_checks: [], timestamp },
      timestamp,
    },
    { instrument, quote: { price: last, at: now, offered }, now },
    terms,
  );
};

/** `300 at 100.05, 1200 NOT_OFFERED` */
const said = (given: Case): string => {
  const outcome = outcomeOf(given);
  if (!outcome.filled) return outcome.data.reason;
  const { quantity, fill_price } = outcome.data;
  const filled = `${quantity} at ${fill_price.toFixed(2)}`;
  return outcome.rest === undefined ? filled : `${filled}, ${outcome.rest.quantity} ${outcome.rest.reason}`;
};

const priceOf = (given: Case): number => {
  const outcome = outcomeOf(given);
  return outcome.filled ? outcome.data.fill_price : 0;
};

/** NSE's own example of its impact cost. */
const IMPACT: Case = {
  quantity: 1_500,
  last: 98.5,
  offered: {
    depth: {
      buy: book([98, 1_000], [97, 2_000], [96, 1_000]),
      sell: book([99, 1_000], [100, 1_500], [101, 1_000]),
    },
  },
};
const IMPACT_SOURCE = 'NSE Indices, definition of impact cost (copy)';

const delivery = (isFirstDelivery: boolean): number => {
  const outcome = outcomeOf({
    ...{ quantity: 100, last: 800, side: 'SELL' },
    terms: { product: 'CNC', isFirstDelivery },
  });
  return outcome.filled ? outcome.data.fees : 0;
};

const THREE_HOURS_AGO = new Date(Date.parse(AT) - 3 * 3_600_000).toISOString();

export const ROWS: readonly FidelityRow[] = [
  {
    figure: 'BUY 1,500 where 1,000 are at 99 and 1,500 at 100: price',
    source: IMPACT_SOURCE,
    expected: 99.33,
    unit: '₹',
    tolerance: 0.005,
    product: () => priceOf(IMPACT),
    test: `${EXCHANGE_TEST} › pays the average of the levels, rounded against it to a ten-thousandth`,
    note: 'The source rounds to paise.',
  },
  {
    figure: 'The same against the middle of 98 and 99: impact cost',
    source: IMPACT_SOURCE,
    expected: 0.84,
    unit: '%',
    tolerance: 0.01,
    product: () => ((priceOf(IMPACT) - 98.5) / 98.5) * 100,
    test: `${EXCHANGE_TEST} › pays the average of the levels, rounded against it to a ten-thousandth`,
    note: 'The source computes with 99.33.',
  },
  {
    figure: 'Last trade at 12.00 three hours ago, book 9.00 / 14.00: BUY 75',
    source: 'A market order takes the best price of the other side',
    expected: '75 at 14.00',
    product: () =>
      said({
        quantity: 75,
        last: 12,
        offered: {
          depth: { buy: book([9, 75]), sell: book([14, 75]) },
          last_trade_time: THREE_HOURS_AGO,
        },
      }),
    test: `${EXCHANGE_TEST} › fills at the other side of the book, not near a last trade of three hours ago`,
  },
  {
    figure: 'The same without a book: BUY 75',
    source: 'A price of three hours ago is not offered',
    expected: 'STALE_PRICE',
    product: () => said({ quantity: 75, last: 12, offered: { last_trade_time: THREE_HOURS_AGO } }),
    test: `${EXCHANGE_TEST} › does not fill at an old last trade, although the tick is fresh`,
  },
  {
    figure: 'Locked at the upper circuit of 110.00, no seller: BUY 10',
    source: 'Price bands of the exchange',
    expected: 'NOT_OFFERED',
    product: () =>
      said({
        quantity: 10,
        last: 110,
        offered: { depth: { buy: book([110, 90_000]), sell: [] }, upper_circuit_limit: 110 },
      }),
    test: `${EXCHANGE_TEST} › gets nothing on the locked side of a circuit`,
  },
  {
    figure: 'The last price is 109.99, upper circuit 110.00, no book: BUY 10',
    source: 'Price bands of the exchange',
    expected: '10 at 110.00',
    product: () => said({ quantity: 10, last: 109.99, offered: { upper_circuit_limit: 110 } }),
    test: `${EXCHANGE_TEST} › does not fill on the locked side of a circuit, and on the other side not beyond it`,
  },
  {
    figure: '300 on offer at 100.05: BUY 1,500',
    source: 'Immediate-or-cancel order of the exchange',
    expected: '300 at 100.05, 1200 NOT_OFFERED',
    product: () =>
      said({ quantity: 1_500, last: 100, offered: { depth: { buy: [], sell: book([100.05, 300]) } } }),
    test: `${EXCHANGE_TEST} › gets what is on offer, and the rest fails`,
  },
  {
    figure: 'Share with derivatives on 2026-08-04 at 15:15:00: BUY 10',
    source: 'NSE/CMTR/73362 (closing auction)',
    expected: 'MARKET_CLOSED',
    product: () => said({ quantity: 10, last: 800, at: '2026-08-04T15:15:00+05:30' }),
    test: `${EXCHANGE_TEST} › fails %s`,
  },
  {
    figure: 'Future on 2026-08-04 at 15:39:59, book 24,000.00: BUY 65',
    source: 'NSE/CMTR/73362 (closing auction)',
    expected: '65 at 24000.00',
    product: () =>
      said({
        quantity: 65,
        last: 24_000,
        instrument: FUTURE,
        at: '2026-08-04T15:39:59+05:30',
        offered: { depth: { buy: [], sell: book([24_000, 650]) } },
      }),
    test: `${EXCHANGE_TEST} › fills in the last moment of the session`,
  },
  {
    figure: "Depository charge in the fees of a day's first delivery sale of a share",
    source: "Zerodha's list of charges (copy)",
    expected: 15.34,
    unit: '₹',
    product: () => Number((delivery(true) - delivery(false)).toFixed(4)),
    test: `${PRODUCTS_TEST} › charges the depository once for a day's delivery sales of a share`,
  },
];
