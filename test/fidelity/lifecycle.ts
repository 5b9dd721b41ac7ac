import { replayInProcess } from '../../localstack/backtest/in-process-replay.ts';
import {
  instrumentSeed,
  paperLimitsSeed,
  type SeedItem,
  strategySeed,
} from '../../localstack/dev/seed/seed-item.ts';
import { timedTick } from '../../localstack/market-data/timed-tick.ts';
import type { SessionEvent } from '../../shared/events/types.ts';
import { type ChargedTrade, chargesOf } from '../../shared/market/charges.ts';
import { istDay, istTimeOfDay, MINUTE_MS } from '../../shared/market/ist.ts';
import { isSquaringOff, sessionMomentsOf } from '../../shared/market/session-moments.ts';
import { fromRupees, subtract, toRupees } from '../../shared/money.ts';
import type { FidelityRow } from './row.ts';

const INDEX = 256_265;
const OPTION = 12_345;
const SHARE = 408_065;

const at = (time: string): number => Date.parse(`${time}:00.000+05:30`);
const tick = (time: string, instrument_token: number, last_price: number) =>
  timedTick(at(time), { instrument_token, last_price });

const buyer = (instrument: number, quantity: number): SeedItem =>
  strategySeed({
    id: 'buys',
    type: 'low_frequency',
    instruments: [instrument],
    parameters: { every_ticks: 2, quantity },
  });

const LIMITS = paperLimitsSeed({
  max_position_size: 5_000,
  max_order_notional: 3_000_000,
  max_open_exposure: 10_000_000,
  max_daily_loss: 50_000,
});

/** One lot is bought at ₹100 on the day of its expiry, and its token is at ₹900 on the next day. */
const expiry = (close: number) =>
  replayInProcess({
    source: [
      [
        tick('2026-05-05T10:00', INDEX, 24_400),
        tick('2026-05-05T10:01', OPTION, 100),
        tick('2026-05-05T10:02', OPTION, 100),
        tick('2026-05-05T15:29', INDEX, close),
        tick('2026-05-06T09:15', OPTION, 900),
      ],
    ],
    seed: [
      instrumentSeed({
        ...{ instrument_token: OPTION, tradingsymbol: 'NIFTY2650524500CE', underlying: 'NIFTY' },
        ...{ exchange: 'NFO', segment: 'NFO-OPT', tick_size: 0.05, lot_size: 65, slippage_ticks: 0 },
        ...{ expiry: '2026-05-05', strike: 24_500, option_type: 'CE', underlying_token: INDEX },
      }),
      buyer(OPTION, 65),
      LIMITS,
    ],
  });

/** Profit before charges. */
const profitAtExpiry = async (close: number): Promise<number> => {
  const { total_pnl, fees } = (await expiry(close)).result;
  return total_pnl + fees;
};

/** 1,000 shares at 1,964 that open at 977. */
const bonus = (...more: readonly SeedItem[]) =>
  replayInProcess({
    source: [
      [
        tick('2026-05-05T10:01', SHARE, 1_964),
        tick('2026-05-05T10:02', SHARE, 1_964),
        tick('2026-05-06T09:15', SHARE, 977),
        tick('2026-05-06T09:16', INDEX, 24_400),
      ],
    ],
    seed: [
      instrumentSeed({
        ...{ instrument_token: SHARE, tradingsymbol: 'INFY', exchange: 'NSE', segment: 'NSE' },
        ...{ tick_size: 0.05, lot_size: 1, product: 'CNC' },
      }),
      buyer(SHARE, 1_000),
      strategySeed({
        id: 'late',
        type: 'low_frequency',
        instruments: [SHARE],
        parameters: { every_ticks: 3, quantity: 10 },
      }),
      LIMITS,
      ...more,
    ],
  });

const TOLD: SeedItem = {
  table: 'corporate-actions',
  item: { contract: 'NSE:INFY', ex_date: '2026-05-06', kind: 'bonus', old_units: 1, new_units: 2 },
};

const clock = (minutes: number): string =>
  `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;

/** The first square-off of a market on a day. */
const squareOff = (market: SessionEvent['market'], date: string): string => {
  const first = sessionMomentsOf(istDay(at(`${date}T12:00`))).find(
    (moment) => moment.kind === 'square_off' && moment.market === market,
  );
  return clock(istTimeOfDay(Date.parse(first?.timestamp ?? '')) / MINUTE_MS);
};

const MINUTES_OF_A_DAY = 1_440;

const firstRefused = (): string => {
  const midnight = at('2026-05-05T00:00');
  const refused = Array.from({ length: MINUTES_OF_A_DAY }, (_, minute) => minute).find((minute) =>
    isSquaringOff({ segment: 'NSE' }, midnight + minute * MINUTE_MS),
  );
  return refused === undefined ? 'never' : clock(refused);
};

const squareOffFee = (): number => {
  const trade: ChargedTrade = {
    instrument: { segment: 'NSE', exchange: 'NSE', tradingsymbol: 'INFY' },
    side: 'SELL',
    price: fromRupees(1_000),
    quantity: 500,
    product: 'MIS',
    at: at('2026-05-05T15:20'),
  };
  return toRupees(subtract(chargesOf({ ...trade, cause: 'square_off' }).total, chargesOf(trade).total));
};

const NSE_EXPIRY = 'NSE Clearing: options settle at intrinsic value, out of the money they expire at zero';
const ZERODHA = 'Zerodha support, times of the automatic square-off (copy, from before the closing auction)';
const BONUS = 'Arithmetic of a 1:1 bonus: twice the units at the same cost';
const EXPIRY_TEST = 'test/localstack/backtest/expiry-in-process.test.ts';
const ACTION_TEST = 'test/localstack/backtest/corporate-action-in-process.test.ts';
const MOMENTS_TEST = 'test/shared/market/session-moments.test.ts';

export const ROWS: readonly FidelityRow[] = [
  {
    figure:
      '65 calls bought at 100 that expire worthless, their token at 900 on the next day: profit before charges',
    source: NSE_EXPIRY,
    expected: -6_500,
    unit: '₹',
    tolerance: 0.001,
    product: () => profitAtExpiry(24_400),
    test: EXPIRY_TEST,
  },
  {
    figure: '65 calls with strike 24,500 bought at 100, index at 24,700 on expiry: profit before charges',
    source: NSE_EXPIRY,
    expected: 6_500,
    unit: '₹',
    tolerance: 0.001,
    product: () => profitAtExpiry(24_700),
    test: EXPIRY_TEST,
  },
  ...(
    [
      ['shares', '2026-05-05', '15:20'],
      ['derivatives', '2026-05-05', '15:25'],
      ['currencies', '2026-05-05', '16:45'],
      ['commodities', '2026-05-05', '23:05'],
    ] as const
  ).map(([market, date, expected]) => ({
    figure: `Square-off of intraday ${market} on ${date}`,
    source: ZERODHA,
    expected,
    product: () => squareOff(market, date),
    test: MOMENTS_TEST,
  })),
  {
    figure: 'Square-off of intraday shares with a closing auction on 2026-08-03',
    source: 'Brokers publish 15:00 to 15:12; their continuous trading ends at 15:15 (NSE/CMTR/73362)',
    expected: '15:05',
    product: () => squareOff('auction_shares', '2026-08-03'),
    test: MOMENTS_TEST,
    note: "Zerodha's own time is not verified",
  },
  {
    figure: 'First minute in which a new intraday order of a share is refused on 2026-05-05',
    source: 'Zerodha support: no fresh MIS orders after the time of the square-off',
    expected: '15:20',
    product: firstRefused,
    test: 'test/functions/paper-trading-engine/products.test.ts › refuses a new intraday position from the square-off on',
  },
  {
    figure: 'Automatic square-off: fee beside the charges of the order',
    source: 'Zerodha support: ₹50 and 18 % GST per order',
    expected: 59,
    unit: '₹',
    product: squareOffFee,
    test: 'test/functions/paper-trading-engine/square-off.test.ts',
  },
  {
    figure: '1,000 shares at 1,964 after a bonus of 1:1: units',
    source: BONUS,
    expected: 2_000,
    product: async () =>
      (await bonus(TOLD)).result.positions.find(({ position }) => position === `buys:${SHARE}`)?.quantity ??
      0,
    test: ACTION_TEST,
  },
  {
    figure: '1,000 shares at 1,964 that open at 977, with no action told: rejections of the next entry',
    source:
      'NSE and BSE: 20 % is the widest daily price band, so the exchange allows the opening after an action only',
    expected: 'PRICE_BAND',
    product: async () =>
      Object.keys((await bonus()).result.signals.rejected)
        .filter((code) => code !== 'PRICE_DEVIATION')
        .join(),
    test: ACTION_TEST,
    note: 'MAX_DAILY_LOSS would be a loss that the account does not have',
  },
];
