import { depositoryCharge } from '../../shared/market/charges.ts';
import { toRupees } from '../../shared/money.ts';
import type { FidelityRow } from './row.ts';
import { type charged, instrument, part, roundTrip, tradeOf } from './support/charged.ts';

const TEST = 'test/shared/market/charges.test.ts';
const PAISA = { unit: '₹', tolerance: 0.01, test: TEST } as const;

/** The copy has the futures and options tax of the time before April 2026. */
const CALCULATOR = "Zerodha's brokerage calculator (copy of 2026)";
const CALCULATOR_DAY = '2026-03-16';
const THOUSAND = { buy: 1_000, sell: 1_000, day: CALCULATOR_DAY } as const;

const CALCULATED: readonly FidelityRow[] = [
  {
    ...PAISA,
    figure: 'NSE intraday (MIS), 500 bought and sold at 1,000',
    source: CALCULATOR,
    expected: 224.61,
    product: () => roundTrip({ ...THOUSAND, instrument: instrument('NSE'), quantity: 500, product: 'MIS' }),
  },
  {
    ...PAISA,
    figure: 'NSE delivery (CNC), 500 bought and sold at 1,000',
    source: CALCULATOR,
    expected: 1_112.41,
    product: () => roundTrip({ ...THOUSAND, instrument: instrument('NSE'), quantity: 500, product: 'CNC' }),
    note: 'Without the charge of the depository',
  },
  {
    ...PAISA,
    figure: 'NFO futures, 500 bought and sold at 1,000',
    source: CALCULATOR,
    expected: 179.97,
    product: () => roundTrip({ ...THOUSAND, instrument: instrument('NFO-FUT'), quantity: 500 }),
  },
  {
    ...PAISA,
    figure: 'NFO options, 500 bought and sold at 1,000',
    source: CALCULATOR,
    expected: 982.63,
    product: () => roundTrip({ ...THOUSAND, instrument: instrument('NFO-OPT'), quantity: 500 }),
  },
  {
    ...PAISA,
    figure: 'NSE delivery (CNC), 5,000 bought and sold at 1,000',
    source: 'marketcalls/openalgo, portfolio/costs.py',
    expected: 11_124.06,
    product: () => roundTrip({ ...THOUSAND, instrument: instrument('NSE'), quantity: 5_000, product: 'CNC' }),
  },
];

const LOT_DAY = '2026-05-04';

const LOTS: readonly FidelityRow[] = [
  {
    ...PAISA,
    figure: 'CRUDEOIL, one lot (multiplier 100), 6,000 → 6,100',
    source: "Zerodha's list of charges (copy), MCX contract specification",
    expected: 151.61,
    product: () =>
      roundTrip({
        instrument: instrument('MCX-FUT', { multiplier: 100, underlying: 'CRUDEOIL' }),
        quantity: 1,
        buy: 6_000,
        sell: 6_100,
        day: LOT_DAY,
      }),
  },
  {
    ...PAISA,
    figure: 'GOLD, one lot (multiplier 100), 1,35,000 → 1,36,000',
    source: "Zerodha's list of charges (copy), MCX contract specification",
    expected: 2_380.72,
    product: () =>
      roundTrip({
        instrument: instrument('MCX-FUT', { multiplier: 100, underlying: 'GOLD' }),
        quantity: 1,
        buy: 135_000,
        sell: 136_000,
        day: LOT_DAY,
      }),
  },
  {
    ...PAISA,
    figure: 'USDINR, one lot (multiplier 1,000), 86.50 → 86.60',
    source: "Zerodha's list of charges (copy), NSE contract specification",
    expected: 48.21,
    product: () =>
      roundTrip({
        instrument: instrument('CDS-FUT', { multiplier: 1_000, underlying: 'USDINR' }),
        quantity: 1,
        buy: 86.5,
        sell: 86.6,
        day: LOT_DAY,
      }),
    note: 'U: without a levy for investor protection since March 2026; ₹48.31 with the levy of the time before',
  },
];

/** 2023 rates. Kite rounds stamp duty now and then, and leaves the levy out of GST, which contract notes do not. */
const SAMPLE = 'zerodha/kiteconnect-mocks, virtual_contract_note.json (decoded)';
const SAMPLE_DAY = '2023-10-05';
const SAMPLE_NOTE =
  'Without stamp duty, which the sample rounds; GST on the investor protection levy is the difference';

const withoutStamp = (order: Parameters<typeof charged>[0]): number =>
  part('total', order) - part('stamp', order);

const SAMPLES: readonly FidelityRow[] = [
  {
    ...PAISA,
    figure: "Kite's estimate: BUY 1 SBIN CNC at 560",
    source: SAMPLE,
    expected: 0.5826968,
    tolerance: 0.001,
    product: () =>
      withoutStamp({
        instrument: instrument('NSE'),
        side: 'BUY',
        quantity: 1,
        price: 560,
        product: 'CNC',
        day: SAMPLE_DAY,
      }),
    note: SAMPLE_NOTE,
  },
  {
    ...PAISA,
    figure: "Kite's estimate: SELL 1 GOLDPETAL future at 5,862",
    source: SAMPLE,
    expected: 2.84811132,
    tolerance: 0.001,
    product: () =>
      part('total', {
        instrument: instrument('MCX-FUT', { underlying: 'GOLDPETAL' }),
        side: 'SELL',
        quantity: 1,
        price: 5_862,
        day: SAMPLE_DAY,
      }),
  },
  {
    ...PAISA,
    figure: "Kite's estimate: BUY 100 NIFTY PE at 1.50",
    source: SAMPLE,
    expected: 23.689427,
    tolerance: 0.001,
    product: () =>
      withoutStamp({
        instrument: instrument('NFO-OPT'),
        side: 'BUY',
        quantity: 100,
        price: 1.5,
        day: SAMPLE_DAY,
      }),
    note: SAMPLE_NOTE,
  },
  {
    ...PAISA,
    figure: "Kite's estimate: BUY 1 INFY CNC at 1,498",
    source: 'zerodha/kiteconnect-mocks, order_margins.json (decoded: rates of 2021 to 2023)',
    expected: 1.57255122,
    tolerance: 0.012,
    product: () =>
      withoutStamp({
        instrument: instrument('NSE'),
        side: 'BUY',
        quantity: 1,
        price: 1_498,
        product: 'CNC',
        day: '2022-09-01',
      }),
    note: "Without stamp duty; the difference is Zerodha's minimum of ₹0.01 for a note with deliveries, with GST",
  },
];

const NOTE = 'A contract note of June 2024: SELL 15 BANKNIFTY futures at 48,480';
const NOTED = {
  instrument: instrument('NFO-FUT'),
  side: 'SELL',
  quantity: 15,
  price: 48_480,
  day: '2024-06-12',
} as const;

const NOTES: readonly FidelityRow[] = [
  { name: 'brokerage', expected: 20 },
  { name: 'exchange_transaction', expected: 14.4 },
  { name: 'sebi', expected: 0.73 },
  { name: 'gst', expected: 6.32 },
].map(({ name, expected }) => ({
  ...PAISA,
  figure: `15 BANKNIFTY futures sold at 48,480: ${name.replaceAll('_', ' ')}`,
  source: NOTE,
  expected,
  product: () => part(name as Parameters<typeof part>[0], NOTED),
}));

const WORKED = 'A worked example for the rates of April 2026 (third party)';
const WORKED_DAY = '2026-05-04';

const EXAMPLES: readonly FidelityRow[] = [
  {
    ...PAISA,
    figure: 'NIFTY options, 1,100 bought at 90, sold at 100',
    source: WORKED,
    expected: 303.04,
    product: () =>
      roundTrip({ instrument: instrument('NFO-OPT'), quantity: 1_100, buy: 90, sell: 100, day: WORKED_DAY }),
  },
  {
    ...PAISA,
    figure: 'NIFTY futures, 75 bought at 22,000, sold at 22,100, tax not rounded',
    source: WORKED,
    expected: 984.28,
    product: () =>
      roundTrip({
        instrument: instrument('NFO-FUT'),
        quantity: 75,
        buy: 22_000,
        sell: 22_100,
        day: WORKED_DAY,
      }),
  },
  {
    ...PAISA,
    figure: 'NSE intraday, 100 bought at 100, sold at 102',
    source: WORKED,
    expected: 10.76,
    product: () =>
      roundTrip({ instrument: instrument('NSE'), quantity: 100, buy: 100, sell: 102, day: WORKED_DAY }),
  },
  {
    ...PAISA,
    figure: 'NIFTY options, 65 bought and sold at 146',
    source: WORKED,
    expected: 69.7,
    product: () =>
      roundTrip({ instrument: instrument('NFO-OPT'), quantity: 65, buy: 146, sell: 146, day: WORKED_DAY }),
  },
];

const EXERCISED = {
  instrument: instrument('NFO-OPT', { strike: 19_500, option_type: 'PE' }),
  side: 'SELL',
  quantity: 3_000,
  price: 100,
  cause: 'expiry',
} as const;

const depository = (day: string): number =>
  toRupees(
    depositoryCharge(
      tradeOf({ instrument: instrument('NSE'), side: 'SELL', quantity: 1, price: 100, product: 'CNC', day }),
    ),
  );

const SPECIAL: readonly FidelityRow[] = [
  {
    figure: 'Option exercised at expiry: STT of 3,000 NIFTY 19500 PE, settled at 19,400',
    source: "tradingqna.com/t/151973, Zerodha's answer of August 2023",
    expected: 375,
    unit: '₹',
    product: () => part('transaction_tax', { ...EXERCISED, day: '2023-08-24' }),
    test: TEST,
  },
  {
    figure: 'Option exercised at expiry: the same at the rates of April 2026 (0.15 %)',
    source: "Finance Act 2026; Zerodha's list of charges (copy)",
    expected: 450,
    unit: '₹',
    product: () => part('transaction_tax', { ...EXERCISED, day: '2026-05-05' }),
    test: TEST,
  },
  {
    figure: 'Option exercised at expiry: brokerage',
    source: "tradingqna.com/t/151973, Zerodha's answer of August 2023",
    expected: 20,
    unit: '₹',
    product: () => part('brokerage', { ...EXERCISED, day: '2026-05-05' }),
    test: TEST,
    note: 'One order; the answer counts two for a quantity above the freeze quantity',
  },
  {
    figure: 'Option expired worthless: charges',
    source: "tradingqna.com/t/47517, Zerodha's answer",
    expected: 0,
    unit: '₹',
    product: () => part('total', { ...EXERCISED, price: 0, day: '2026-05-05' }),
    test: TEST,
  },
  {
    figure: 'Automatic square-off: charge of an order with GST',
    source: "Zerodha's support page on intraday square-off (₹50 + GST)",
    expected: 59,
    unit: '₹',
    product: () => {
      const order = {
        instrument: instrument('NSE'),
        side: 'SELL',
        quantity: 10,
        price: 100,
        day: WORKED_DAY,
      } as const;
      return part('total', { ...order, cause: 'square_off' }) - part('total', order);
    },
    test: TEST,
  },
  {
    figure: 'Delivery sale: charge of the depository per share and day, since 2024-10',
    source: "Zerodha's list of charges (copy)",
    expected: 15.34,
    unit: '₹',
    product: () => depository('2026-05-04'),
    test: TEST,
  },
  {
    figure: 'Delivery sale: charge of the depository per share and day, March 2024',
    source: "Zerodha's list of charges (copy of 1 March 2024: ₹13.50 + GST)",
    expected: 15.93,
    unit: '₹',
    product: () => depository('2024-03-01'),
    test: TEST,
    note: 'U: the day of the change to ₹15.34',
  },
];

export const ROWS: readonly FidelityRow[] = [
  ...CALCULATED,
  ...LOTS,
  ...EXAMPLES,
  ...SAMPLES,
  ...NOTES,
  ...SPECIAL,
];
