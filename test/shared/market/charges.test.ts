import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ChargedTrade,
  type Charges,
  chargesOf,
  depositoryCharge,
} from '../../../shared/market/charges.ts';
import { SEGMENTS } from '../../../shared/market/instrument.ts';
import { add, fromRupees, toRupees, ZERO } from '../../../shared/money.ts';

const on = (day: string): number => Date.parse(`${day}T10:00:00+05:30`);

const trade = (
  segment: ChargedTrade['instrument']['segment'],
  side: 'BUY' | 'SELL',
  quantity: number,
  price: number,
  day: string,
  rest: { exchange?: ChargedTrade['instrument']['exchange']; product?: 'CNC' | 'MIS' } = {},
): Charges =>
  chargesOf({
    instrument: { segment, exchange: rest.exchange ?? 'NSE' },
    side,
    quantity,
    price: fromRupees(price),
    at: on(day),
    ...(rest.product && { product: rest.product }),
  });

const rupees = (charges: Charges) =>
  Object.fromEntries(Object.entries(charges).map(([part, amount]) => [part, toRupees(amount)]));

const roundTrip = (buy: Charges, sell: Charges): number => toRupees(add(buy.total, sell.total));

describe('charges', () => {
  it('are those of a real contract note, whose STT is rounded to the rupee', () => {
    // June 2024: 15 BANKNIFTY futures sold at 48480.
    const charges = trade('NFO-FUT', 'SELL', 15, 48_480, '2024-06-12');

    expect(toRupees(charges.brokerage)).toBe(20);
    expect(toRupees(charges.transaction_tax)).toBe(90.9);
    expect(toRupees(charges.exchange_transaction)).toBeCloseTo(14.4, 2);
    expect(toRupees(charges.sebi)).toBeCloseTo(0.73, 2);
    expect(toRupees(charges.stamp)).toBe(0);
    expect(toRupees(charges.gst)).toBeCloseTo(6.32, 2);
    const withRoundedTax = toRupees(charges.total) - 90.9 + 91;
    expect(withRoundedTax).toBeCloseTo(132.45, 2);
  });

  it("are those of Kite's 2023 sample for a delivery, but for GST on the investor protection levy", () => {
    const charges = trade('NSE', 'BUY', 1, 560, '2023-10-05', { product: 'CNC' });

    // The sample: 0.56, 0.01876, 0.00056, 0, GST 0.0033768. The levy is 560 × 0.0001 % = 0.00056.
    expect(rupees(charges)).toMatchObject({
      brokerage: 0,
      transaction_tax: 0.56,
      exchange_transaction: 0.0188,
      sebi: 0.0006,
    });
    expect(toRupees(charges.gst)).toBeCloseTo(0.003_376_8 + 0.18 * 0.000_56, 4);
  });

  it("are those of Kite's 2023 sample for a commodity future", () => {
    const charges = trade('MCX-FUT', 'SELL', 1, 5_862, '2023-10-05', { exchange: 'MCX' });

    expect(rupees(charges)).toEqual({
      brokerage: 1.7586,
      transaction_tax: 0.5862,
      exchange_transaction: 0.1524,
      sebi: 0.0059,
      stamp: 0,
      gst: 0.345,
      total: 2.8481,
    });
  });

  it("are those of Kite's 2023 sample for an option, but for stamp duty and GST on the levy", () => {
    const charges = trade('NFO-OPT', 'BUY', 100, 1.5, '2023-10-05', { exchange: 'NFO' });

    // The sample's stamp is rounded to the rupee, to nothing; 150 × 0.003 % is due.
    expect(rupees(charges)).toMatchObject({
      brokerage: 20,
      transaction_tax: 0,
      exchange_transaction: 0.0758,
      sebi: 0.0002,
      stamp: 0.0045,
    });
    expect(toRupees(charges.gst)).toBeCloseTo(3.613_527 + 0.18 * 0.000_75, 3);
  });

  it('of an option round trip at 2026 rates are the worked example, part by part', () => {
    const buy = trade('NFO-OPT', 'BUY', 1_100, 90, '2026-05-04');
    const sell = trade('NFO-OPT', 'SELL', 1_100, 100, '2026-05-04');

    const both = (part: keyof Charges) => toRupees(add(buy[part], sell[part]));
    expect(both('brokerage')).toBe(40);
    expect(both('sebi')).toBeCloseTo(0.21, 2);
    expect(both('exchange_transaction')).toBeCloseTo(74.26, 2);
    expect(both('transaction_tax')).toBe(165);
    expect(both('stamp')).toBe(2.97);
    expect(both('gst')).toBeCloseTo(20.6, 2);
    expect(both('total')).toBeCloseTo(303.04, 2);
  });

  it('of a futures round trip at 2026 rates are the worked example without its rupee rounding', () => {
    const total = roundTrip(
      trade('NFO-FUT', 'BUY', 75, 22_000, '2026-05-04'),
      trade('NFO-FUT', 'SELL', 75, 22_100, '2026-05-04'),
    );

    // The example's STT of 828.75 is rounded to 829.
    expect(total).toBeCloseTo(984.28, 2);
    expect(total - 828.75 + 829).toBeCloseTo(984.53, 2);
  });

  it('of an intraday round trip at 2026 rates are the worked example', () => {
    const total = roundTrip(
      trade('NSE', 'BUY', 100, 100, '2026-05-04'),
      trade('NSE', 'SELL', 100, 102, '2026-05-04'),
    );

    expect(total).toBeCloseTo(10.76, 2);
  });

  it('are those of the example in docs/paper-trading.md', () => {
    expect(rupees(trade('NFO-FUT', 'SELL', 65, 24_000, '2026-05-04'))).toEqual({
      brokerage: 20,
      transaction_tax: 780,
      exchange_transaction: 28.548,
      sebi: 1.56,
      stamp: 0,
      gst: 9.0194,
      total: 839.1274,
    });
  });

  it('of a small option round trip at 2026 rates are the worked example', () => {
    const total = roundTrip(
      trade('NFO-OPT', 'BUY', 65, 146, '2026-05-04'),
      trade('NFO-OPT', 'SELL', 65, 146, '2026-05-04'),
    );

    expect(total).toBeCloseTo(69.7, 2);
  });

  it.each([
    ['2022-06-16', 0.01, 0.05],
    ['2023-03-31', 0.01, 0.05],
    ['2023-04-01', 0.0125, 0.0625],
    ['2024-09-30', 0.0125, 0.0625],
    ['2024-10-01', 0.02, 0.1],
    ['2026-03-31', 0.02, 0.1],
    ['2026-04-01', 0.05, 0.15],
  ])('tax derivatives at the rates of %s', (day, futures, options) => {
    const lakh = 100_000;

    expect(toRupees(trade('NFO-FUT', 'SELL', 1, lakh, day).transaction_tax)).toBe(futures * 1_000);
    expect(toRupees(trade('NFO-OPT', 'SELL', 1, lakh, day).transaction_tax)).toBe(options * 1_000);
  });

  it('change their rates at midnight in India, not in UTC', () => {
    const at = (time: string) =>
      chargesOf({
        instrument: { segment: 'NFO-FUT', exchange: 'NFO' },
        side: 'SELL',
        price: fromRupees(100_000),
        quantity: 1,
        at: Date.parse(time),
      });

    expect(toRupees(at('2026-03-31T18:29:59.999Z').transaction_tax)).toBe(20);
    expect(toRupees(at('2026-03-31T18:30:00.000Z').transaction_tax)).toBe(50);
  });

  it('take an index for its future, on its own exchange', () => {
    const nifty = trade('INDICES', 'SELL', 65, 24_000, '2026-05-04', { exchange: 'NSE' });
    const sensex = trade('INDICES', 'SELL', 20, 80_000, '2026-05-04', { exchange: 'BSE' });

    expect(nifty).toEqual(trade('NFO-FUT', 'SELL', 65, 24_000, '2026-05-04'));
    expect(sensex).toEqual(trade('BFO-FUT', 'SELL', 20, 80_000, '2026-05-04'));
    expect(toRupees(sensex.exchange_transaction)).toBe(0);
  });

  it('tax currency derivatives not at all, and stamp them lightly', () => {
    const charges = trade('CDS-FUT', 'BUY', 1_000, 86.5, '2026-05-04', { exchange: 'CDS' });

    expect(rupees(charges)).toMatchObject({
      transaction_tax: 0,
      stamp: 0.0865,
      exchange_transaction: 0.3028,
    });
  });

  it('cap brokerage at ₹20 an order and take none on a delivery', () => {
    expect(toRupees(trade('NSE', 'BUY', 100, 666, '2026-05-04').brokerage)).toBe(19.98);
    expect(toRupees(trade('NSE', 'BUY', 100, 667, '2026-05-04').brokerage)).toBe(20);
    expect(toRupees(trade('NSE', 'BUY', 100, 667, '2026-05-04', { product: 'CNC' }).brokerage)).toBe(0);
  });

  it('add up, are never negative, and burden a delivery on both sides', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SEGMENTS),
        fc.constantFrom('BUY' as const, 'SELL' as const),
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.constantFrom('2021-01-04', '2023-06-01', '2024-05-01', '2025-01-01', '2026-11-02'),
        fc.constantFrom(undefined, 'expiry' as const, 'square_off' as const),
        (segment, side, quantity, paise, day, cause) => {
          const { total, ...parts } = chargesOf({
            instrument: { segment, exchange: 'NSE' },
            side,
            quantity,
            price: fromRupees(paise / 100),
            at: on(day),
            product: 'CNC',
            cause,
          });

          expect(total).toBe(add(...Object.values(parts)));
          expect(Object.values(parts).every((part) => part >= 0)).toBe(true);
          if (segment === 'NSE' && quantity * paise >= 100 && cause !== 'expiry') {
            expect(parts.transaction_tax).toBeGreaterThan(0);
          }
        },
      ),
    );
  });

  it('are exact: a tenth part of a rate is never lost to floating point', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 1_000 }), (paise, quantity) => {
        const { exchange_transaction } = trade('NFO-FUT', 'SELL', quantity, paise / 100, '2026-05-04');

        // 0.00183 % of turnover in ten-thousandths, half away from zero, as whole numbers.
        const units = BigInt(paise) * 100n * BigInt(quantity);
        const exact = (units * 183n * 2n + 10_000_000n) / 20_000_000n;
        expect(BigInt(exchange_transaction)).toBe(exact);
      }),
    );
  });

  it('refuse a turnover that is beyond an exact amount', () => {
    expect(() => trade('NSE', 'BUY', 1e9, 1e8, '2026-05-04')).toThrowError(/not an exact amount/);
  });

  it.each([
    ['NIFTYBEES', 'EQ', 0.01],
    ['SETFNIF50', undefined, 0.01],
    ['GOLDBEES', 'EQ', 0],
    ['LIQUIDETF', undefined, 0],
    ['MON100', 'ETF-FREE', 0],
    ['MODEFENCE', 'ETF', 0.01],
    ['JETFREIGHT', 'EQ', 1],
    ['RELIANCE', undefined, 1],
  ])('tax a delivered sale of ₹1,000 of %s in series %s with ₹%d', (tradingsymbol, series, tax) => {
    const sale = {
      instrument: { segment: 'NSE', exchange: 'NSE', tradingsymbol, series },
      side: 'SELL',
      price: fromRupees(100),
      quantity: 10,
      at: on('2026-05-04'),
      product: 'CNC',
    } as const;

    expect(toRupees(chargesOf(sale).transaction_tax)).toBe(tax);
  });

  it('are of price × quantity × multiplier', () => {
    const crude = { segment: 'MCX-FUT', exchange: 'MCX', underlying: 'CRUDEOIL' } as const;
    const order = { side: 'BUY', price: fromRupees(6_000), at: on('2026-05-04') } as const;

    expect(chargesOf({ ...order, instrument: { ...crude, multiplier: 100 }, quantity: 2 })).toEqual(
      chargesOf({ ...order, instrument: crude, quantity: 200 }),
    );
  });

  it('have no GST on the fee of SEBI before 18 July 2022', () => {
    const before = trade('NSE', 'BUY', 100_000, 100, '2022-07-15');
    const since = trade('NSE', 'BUY', 100_000, 100, '2022-07-18');

    expect(since.sebi).toBe(fromRupees(10));
    expect(before.sebi).toBe(since.sebi);
    expect(toRupees(since.gst) - toRupees(before.gst)).toBeCloseTo(1.8, 4);
  });

  it('before 2021 are those of January 2021', () => {
    expect(trade('NFO-OPT', 'SELL', 75, 100, '2019-05-02')).toEqual(
      trade('NFO-OPT', 'SELL', 75, 100, '2021-01-04'),
    );
  });
});

describe('charges of an expired contract', () => {
  const expired = (trade: Pick<ChargedTrade, 'instrument' | 'side'> & { price: number; quantity: number }) =>
    rupees(chargesOf({ ...trade, price: fromRupees(trade.price), at: on('2026-05-05'), cause: 'expiry' }));
  const nifty = { segment: 'NFO-OPT', exchange: 'NFO', strike: 24_000, option_type: 'CE' } as const;

  it('are the tax of the exercise and brokerage for the holder of an option in the money', () => {
    expect(expired({ instrument: nifty, side: 'SELL', price: 200, quantity: 65 })).toEqual({
      brokerage: 20,
      transaction_tax: 19.5,
      exchange_transaction: 0,
      sebi: 0,
      stamp: 0,
      gst: 3.6,
      total: 43.1,
    });
  });

  it('are brokerage alone for the writer of an option in the money', () => {
    expect(expired({ instrument: nifty, side: 'BUY', price: 200, quantity: 65 }).total).toBe(23.6);
  });

  it.each(['BUY', 'SELL'] as const)(
    'are zero for an option that expired worthless, closed by a %s',
    (side) => {
      expect(expired({ instrument: nifty, side, price: 0, quantity: 65 }).total).toBe(0);
    },
  );

  it('are brokerage without tax for a future', () => {
    const instrument = { segment: 'NFO-FUT', exchange: 'NFO' } as const;

    expect(expired({ instrument, side: 'SELL', price: 24_000, quantity: 65 })).toMatchObject({
      brokerage: 20,
      transaction_tax: 0,
      total: 23.6,
    });
  });

  it.each([
    ['CE', 5_900],
    ['PE', 6_100],
  ] as const)('take the tax of an MCX %s of the settlement price', (option_type, strike) => {
    const crude = { segment: 'MCX-OPT', exchange: 'MCX', multiplier: 100, strike, option_type } as const;

    // Settled at 6,000: 0.0001 % of 6,00,000.
    expect(expired({ instrument: crude, side: 'SELL', price: 100, quantity: 1 }).transaction_tax).toBe(0.6);
  });

  it('take no tax of an agricultural option', () => {
    const kapas = { segment: 'MCX-OPT', exchange: 'MCX', underlying: 'KAPAS' } as const;

    expect(expired({ instrument: kapas, side: 'SELL', price: 100, quantity: 10 }).transaction_tax).toBe(0);
  });
});

describe('the charge of the depository', () => {
  const sale = {
    instrument: { segment: 'BSE', exchange: 'BSE' },
    side: 'SELL',
    product: 'CNC',
    at: on('2026-05-04'),
  } as const;

  it('is due on a sale of delivered shares', () => {
    expect(toRupees(depositoryCharge(sale))).toBe(15.34);
  });

  it.each([
    ['a purchase', { side: 'BUY' }],
    ['an intraday sale', { product: 'MIS' }],
    ['a sale without a product', { product: undefined }],
    ['a sale of futures', { instrument: { segment: 'NFO-FUT', exchange: 'NFO' } }],
  ] as const)('is not due on %s', (_, change) => {
    expect(depositoryCharge({ ...sale, ...change })).toBe(ZERO);
  });
});
