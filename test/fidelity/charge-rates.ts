import type { ChargedInstrument } from '../../shared/market/charge-schedules.ts';
import type { Charges } from '../../shared/market/charges.ts';
import type { FidelityRow } from './row.ts';
import { instrument, type Order, part } from './support/charged.ts';

/** A rate in rupees per crore, the first day it holds, and the document that states it. */
type Published = readonly [from: string, perCrore: number, source: string, note?: string];

interface Rate {
  readonly name: string;
  readonly instrument: ChargedInstrument;
  readonly part: keyof Charges;
  readonly side?: Order['side'];
  readonly product?: Order['product'];
  readonly cause?: Order['cause'];
  readonly published: readonly Published[];
}

const FIRST = '2021-01-01';
const LIST = "Zerodha's list of charges (copy)";
const UNIFORM = 'NSE/FA/64232 (called 64323 by FA/73061)';
const FA_2021 = 'NSE/FA/46730';
const FA_2023 = 'NSE/FA/56129';
const FA_2024 = 'NSE/FA/61137';
const FA_2026 = 'NSE/FA/73061';
const BSE_2024 = 'BSE notice of 27 September 2024';
const MCX_2024 = 'MCX circular of 24 September 2024';

const EXCHANGE: readonly Rate[] = (
  [
    [
      'NSE cash',
      instrument('NSE'),
      [
        [FIRST, 345.01, FA_2021],
        ['2023-04-01', 335, `${FA_2023}: 325 + 10`],
        ['2024-04-01', 332, `${FA_2024}: 322 + 10`],
        ['2024-10-01', 307, `${UNIFORM}: 297 + 10`],
        ['2026-03-01', 307, `${FA_2026}: 306.99 + 0.01`],
      ],
    ],
    [
      'NSE futures',
      instrument('NFO-FUT'),
      [
        [FIRST, 200.01, FA_2021],
        ['2023-04-01', 200, `${FA_2023}: 190 + 10`],
        ['2024-04-01', 198, `${FA_2024}: 188 + 10`],
        ['2024-10-01', 183, `${UNIFORM}: 173 + 10`],
        ['2026-03-01', 183, `${FA_2026}: 182.99 + 0.01`],
      ],
    ],
    [
      'NSE options',
      instrument('NFO-OPT'),
      [
        [FIRST, 5_300.01, FA_2021],
        ['2023-04-01', 5_050, `${FA_2023}: 5,000 + 50`],
        ['2024-04-01', 5_000, `${FA_2024}: 4,950 + 50`],
        ['2024-10-01', 3_553, `${UNIFORM}: 3,503 + 50`],
        ['2026-03-01', 3_553, FA_2026],
      ],
    ],
    [
      'BSE cash',
      instrument('BSE'),
      [
        [FIRST, 345, `${LIST} of 2022`],
        ['2022-12-01', 375, LIST],
      ],
    ],
    ['BSE groups X, XT, Z, ZP', instrument('BSE', { series: 'XT' }), [[FIRST, 10_000, LIST, 'U in 2026']]],
    ['BSE groups SS, ST', instrument('BSE', { series: 'ST' }), [[FIRST, 100_000, LIST, 'U in 2026']]],
    ['BSE groups M, MT, MS, TS', instrument('BSE', { series: 'MT' }), [[FIRST, 275, LIST]]],
    ['BSE futures', instrument('BFO-FUT'), [[FIRST, 0, LIST]]],
    [
      'BSE options on SENSEX and BANKEX',
      instrument('BFO-OPT', { underlying: 'SENSEX' }),
      [
        [FIRST, 500, 'BSE notice 20220425-2', 'U before May 2022'],
        [
          '2023-11-01',
          3_750,
          'BSE notice 20231020-46',
          'U: the slab that most turnover paid, nearest expiry',
        ],
        ['2024-05-13', 4_950, 'BSE notice of 30 April 2024', 'The slab that Zerodha billed'],
        ['2024-10-01', 3_250, BSE_2024],
      ],
    ],
    [
      'BSE options on other underlyings',
      instrument('BFO-OPT', { underlying: 'SENSEX50' }),
      [[FIRST, 500, BSE_2024]],
    ],
    [
      'NSE currency futures',
      instrument('CDS-FUT'),
      [
        [FIRST, 90, `${LIST} of 2022`],
        [
          '2023-04-01',
          95,
          '90 + the levy of ₹0.05 a lakh (Upstox, Samco)',
          'U: Zerodha and Fyers say 0.5 a lakh',
        ],
        ['2024-10-01', 40, `${UNIFORM}: 35 + 5`],
        [
          '2026-03-01',
          35,
          "Zerodha's calculator",
          'U: the levy rolled back with those of the other segments',
        ],
      ],
    ],
    [
      'NSE currency options',
      instrument('CDS-OPT'),
      [
        [FIRST, 3_500, `${LIST} of 2022`],
        ['2023-04-01', 3_700, "3,500 + 200; Zerodha's page on IPFT"],
        ['2024-10-01', 3_310, `${UNIFORM}: 3,110 + 200`],
        [
          '2026-03-01',
          3_110,
          "Zerodha's calculator",
          'U: the levy rolled back with those of the other segments',
        ],
      ],
    ],
    [
      'BSE currency futures',
      instrument('BCD-FUT'),
      [
        [FIRST, 22, 'BSE notice 20171208-32', 'U: a copy of 2023 says 90'],
        ['2024-10-01', 45, BSE_2024],
      ],
    ],
    ['BSE currency options', instrument('BCD-OPT'), [[FIRST, 100, BSE_2024]]],
    [
      'MCX futures',
      instrument('MCX-FUT', { underlying: 'GOLD' }),
      [
        [FIRST, 260, "Zerodha's page on MCX transaction charges (copy)"],
        ['2024-10-01', 210, MCX_2024],
      ],
    ],
    [
      'MCX CASTORSEED futures',
      instrument('MCX-FUT', { underlying: 'CASTORSEED' }),
      [
        [FIRST, 50, "Zerodha's page on MCX transaction charges (copy)"],
        ['2024-10-01', 210, MCX_2024, 'U for agricultural contracts'],
      ],
    ],
    [
      'MCX options',
      instrument('MCX-OPT', { underlying: 'CRUDEOIL' }),
      [
        [FIRST, 0, 'The Hindu BusinessLine, 26 July 2021: waived'],
        ['2021-10-01', 5_000, 'The Hindu BusinessLine, 26 July 2021'],
        ['2024-10-01', 4_180, MCX_2024],
      ],
    ],
    ['NSE commodity futures', instrument('NCO-FUT'), [[FIRST, 10, LIST, 'U before October 2024']]],
    ['NSE commodity options', instrument('NCO-OPT'), [[FIRST, 100, LIST, 'U before October 2024']]],
  ] satisfies readonly (readonly [string, ChargedInstrument, readonly Published[]])[]
).map(([name, of, published]) => ({
  name: `${name}: exchange charge with levy`,
  instrument: of,
  part: 'exchange_transaction',
  published,
}));

const ACT_2023 = 'Finance Act 2023';
const ACT_2024 = 'Finance (No. 2) Act 2024';
const ACT_2026 = 'Finance Act 2026, NSE/FATAX/73524';

const TAX: readonly Rate[] = [
  {
    name: 'STT, delivery, buyer',
    instrument: instrument('NSE'),
    part: 'transaction_tax',
    side: 'BUY',
    product: 'CNC',
    published: [[FIRST, 10_000, 'NSE/FATAX/73524: unchanged']],
  },
  {
    name: 'STT, delivery, seller',
    instrument: instrument('NSE'),
    part: 'transaction_tax',
    product: 'CNC',
    published: [[FIRST, 10_000, 'NSE/FATAX/73524: unchanged']],
  },
  {
    name: 'STT, intraday, seller',
    instrument: instrument('NSE'),
    part: 'transaction_tax',
    product: 'MIS',
    published: [[FIRST, 2_500, LIST]],
  },
  {
    name: 'STT, ETF units, delivery, seller',
    instrument: instrument('NSE', { series: 'ETF' }),
    part: 'transaction_tax',
    product: 'CNC',
    published: [[FIRST, 100, 'NSE/FATAX/73524']],
  },
  {
    name: 'STT, ETF units, delivery, buyer',
    instrument: instrument('NSE', { series: 'ETF' }),
    part: 'transaction_tax',
    side: 'BUY',
    product: 'CNC',
    published: [[FIRST, 0, 'NSE/FATAX/73524']],
  },
  {
    name: 'STT, ETF units, intraday, seller',
    instrument: instrument('NSE', { series: 'ETF' }),
    part: 'transaction_tax',
    product: 'MIS',
    published: [[FIRST, 2_500, "Zerodha's support page on STT and ETFs"]],
  },
  {
    name: 'STT, units of gold, liquid and gilt ETFs, seller',
    instrument: instrument('NSE', { series: 'ETF-FREE' }),
    part: 'transaction_tax',
    product: 'CNC',
    published: [[FIRST, 0, "Zerodha's support page on STT and ETFs"]],
  },
  {
    name: 'STT, futures, seller',
    instrument: instrument('NFO-FUT'),
    part: 'transaction_tax',
    published: [
      [FIRST, 1_000, 'Finance Act 2013'],
      ['2023-04-01', 1_250, ACT_2023],
      ['2024-10-01', 2_000, ACT_2024],
      ['2026-04-01', 5_000, ACT_2026],
    ],
  },
  {
    name: 'STT, options, seller, of premium',
    instrument: instrument('NFO-OPT'),
    part: 'transaction_tax',
    published: [
      [FIRST, 5_000, 'Finance Act 2016'],
      ['2023-04-01', 6_250, ACT_2023],
      ['2024-10-01', 10_000, ACT_2024],
      ['2026-04-01', 15_000, ACT_2026],
    ],
  },
  {
    name: 'STT, exercised options, holder, of intrinsic value',
    instrument: instrument('NFO-OPT'),
    part: 'transaction_tax',
    cause: 'expiry',
    published: [
      [FIRST, 12_500, 'Finance (No. 2) Act 2019'],
      ['2026-04-01', 15_000, ACT_2026],
    ],
  },
  {
    name: 'STT, currency futures',
    instrument: instrument('CDS-FUT'),
    part: 'transaction_tax',
    published: [[FIRST, 0, LIST]],
  },
  {
    name: 'CTT, futures, seller',
    instrument: instrument('MCX-FUT', { underlying: 'GOLD' }),
    part: 'transaction_tax',
    published: [[FIRST, 1_000, 'Finance Act 2013']],
  },
  {
    name: 'CTT, agricultural futures, seller',
    instrument: instrument('MCX-FUT', { underlying: 'COTTONCNDY' }),
    part: 'transaction_tax',
    published: [[FIRST, 0, 'Commodities Transaction Tax Rules 2013, rule 3']],
  },
  {
    name: 'CTT, options, seller, of premium',
    instrument: instrument('MCX-OPT', { underlying: 'GOLD' }),
    part: 'transaction_tax',
    published: [[FIRST, 5_000, 'Finance Act 2018']],
  },
];

const OTHERS: readonly Rate[] = [
  {
    name: 'SEBI',
    instrument: instrument('NFO-FUT'),
    part: 'sebi',
    published: [
      [FIRST, 5, 'SEBI notification of 8 May 2020 (The Hindu, Business Standard)'],
      ['2021-04-01', 10, LIST],
    ],
  },
  {
    name: 'SEBI, agricultural futures',
    instrument: instrument('MCX-FUT', { underlying: 'KAPAS' }),
    part: 'sebi',
    published: [[FIRST, 1, LIST]],
  },
  ...(
    [
      ['delivery', instrument('NSE'), 'CNC', 1_500],
      ['intraday', instrument('NSE'), 'MIS', 300],
      ['futures', instrument('NFO-FUT'), undefined, 200],
      ['options', instrument('NFO-OPT'), undefined, 300],
      ['currency futures', instrument('CDS-FUT'), undefined, 10],
      ['commodity futures', instrument('MCX-FUT'), undefined, 200],
      ['commodity options', instrument('MCX-OPT'), undefined, 300],
    ] as const
  ).map(
    ([name, of, product, perCrore]): Rate => ({
      name: `Stamp duty, ${name}, buyer`,
      instrument: of,
      part: 'stamp',
      side: 'BUY',
      ...(product && { product }),
      published: [[FIRST, perCrore, LIST]],
    }),
  ),
];

const DAY_MS = 86_400_000;
const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);

/** Rates are known up to this day. */
const LAST = '2026-11-27';

const rowOf = (
  { name, instrument: of, part: charge, side = 'SELL', product, cause }: Rate,
  [from, perCrore, source, note]: Published,
  next: Published | undefined,
): FidelityRow => {
  const last = next === undefined ? LAST : dayBefore(next[0]);
  const on = (day: string): number =>
    part(charge, {
      instrument: of,
      side,
      quantity: 100,
      price: 100_000,
      day,
      ...(product && { product }),
      ...(cause && { cause }),
    });
  return {
    figure: `${name}, ${from} to ${next === undefined ? 'now' : last}`,
    source,
    expected: perCrore,
    unit: '₹ a crore',
    product: () => (on(from) === on(last) ? on(from) : `${on(from)} on ${from}, ${on(last)} on ${last}`),
    test: 'test/shared/market/charges.test.ts',
    ...(note !== undefined && { note }),
  };
};

/** Each rate on the first and on the last day of its time, so on both sides of every change. */
export const ROWS: readonly FidelityRow[] = [...EXCHANGE, ...TAX, ...OTHERS].flatMap((rate) =>
  rate.published.map((published, place) => rowOf(rate, published, rate.published[place + 1])),
);
