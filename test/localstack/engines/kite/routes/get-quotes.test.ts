import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instrumentsOn } from '../../../../../localstack/engines/kite/instruments/list-instruments.ts';
import { PlayedMarket } from '../../../../../localstack/engines/kite/market/played-market.ts';
import { timedTick } from '../../../../../localstack/market-data/timed-tick.ts';
import { type KiteUnderTest, kiteUnderTest } from '../../../../support/kite-under-test.ts';
import { ManualClock } from '../../../../support/manual-clock.ts';
import { ManualTimer } from '../../../market-data/manual-timer.ts';

const AT = Date.parse('2026-11-27T10:30:15+05:30');

const INFY = 408065;
const NIFTY = 256265;

const ticks = [
  timedTick(AT, {
    instrument_token: INFY,
    last_price: 1_510.5,
    last_traded_quantity: 7,
    average_traded_price: 1_508.25,
    volume_traded: 3_000_000_000,
    total_buy_quantity: 11,
    total_sell_quantity: 13,
    last_trade_time: '2026-11-27T05:00:14.000Z',
    ohlc: { open: 1_500, high: 1_520, low: 1_490, close: 1_506.2 },
    depth: {
      buy: [{ price: 1_510.4, quantity: 3, orders: 1 }],
      sell: [{ price: 1_510.5, quantity: 4, orders: 2 }],
    },
    mode: 'full',
  }),
  timedTick(AT, {
    instrument_token: NIFTY,
    last_price: 25_500.05,
    ohlc: { open: 25_400, high: 25_510, low: 25_390, close: 25_480 },
  }),
];

let clock: ManualClock;
let kite: KiteUnderTest;

beforeEach(async () => {
  clock = new ManualClock(AT);
  const market = new PlayedMarket({ instruments: () => instrumentsOn(AT), source: () => [ticks] });
  await market.play({ kind: 'max' }, { timer: new ManualTimer() });
  kite = await kiteUnderTest({ clock, market });
});
afterEach(() => kite.close());

const asked = (path: string, names: readonly string[]) =>
  kite.get(`${path}?${new URLSearchParams(names.map((name): [string, string] => ['i', name]))}`);

const dataOf = async (response: Response): Promise<Record<string, unknown>> => {
  const { data } = (await response.json()) as { data: Record<string, unknown> };
  return data;
};

describe('quotes', () => {
  it('have the fields of Kite, with times in India', async () => {
    const data = await dataOf(await asked('/quote', ['NSE:INFY']));

    expect(data).toEqual({
      'NSE:INFY': {
        instrument_token: INFY,
        timestamp: '2026-11-27 10:30:15',
        last_trade_time: '2026-11-27 10:30:14',
        last_price: 1_510.5,
        last_quantity: 7,
        buy_quantity: 11,
        sell_quantity: 13,
        volume: 3_000_000_000,
        average_price: 1_508.25,
        oi: 0,
        oi_day_high: 0,
        oi_day_low: 0,
        net_change: 4.3,
        lower_circuit_limit: 1_355.6,
        upper_circuit_limit: 1_656.8,
        ohlc: { open: 1_500, high: 1_520, low: 1_490, close: 1_506.2 },
        depth: {
          buy: [
            { price: 1_510.4, quantity: 3, orders: 1 },
            ...Array(4).fill({ price: 0, quantity: 0, orders: 0 }),
          ],
          sell: [
            { price: 1_510.5, quantity: 4, orders: 2 },
            ...Array(4).fill({ price: 0, quantity: 0, orders: 0 }),
          ],
        },
      },
    });
  });

  it('of an index have prices alone', async () => {
    expect(await dataOf(await asked('/quote', ['NSE:NIFTY 50']))).toEqual({
      'NSE:NIFTY 50': {
        instrument_token: NIFTY,
        timestamp: '2026-11-27 10:30:15',
        last_price: 25_500.05,
        net_change: 20.05,
        ohlc: { open: 25_400, high: 25_510, low: 25_390, close: 25_480 },
      },
    });
  });

  it("are read by Kite's own client", async () => {
    const quotes = await kite.client.getQuote(['NSE:INFY', 'NSE:NIFTY 50']);
    clock.advance(1_000);
    const ohlc = await kite.client.getOHLC(['NSE:INFY']);
    clock.advance(1_000);
    const ltp = await kite.client.getLTP(['NSE:INFY', 'BSE:SENSEX']);

    expect(quotes['NSE:INFY']).toMatchObject({ volume: 3_000_000_000, timestamp: expect.any(Date) });
    expect(quotes['NSE:NIFTY 50']).toMatchObject({ last_price: 25_500.05 });
    expect(ohlc).toEqual({
      'NSE:INFY': {
        instrument_token: INFY,
        last_price: 1_510.5,
        ohlc: { open: 1_500, high: 1_520, low: 1_490, close: 1_506.2 },
      },
    });
    expect(ltp).toEqual({
      'NSE:INFY': { instrument_token: INFY, last_price: 1_510.5 },
      'BSE:SENSEX': { instrument_token: 265, last_price: 83_250 },
    });
  });

  it('leave out what is not listed', async () => {
    const data = await dataOf(
      await asked('/quote/ltp', ['NSE:INFY', 'NSE:NOTHING', 'NFO:NIFTY22JUNFUT', 'INFY']),
    );

    expect(Object.keys(data)).toEqual(['NSE:INFY']);
  });

  it.each([
    ['/quote', 500],
    ['/quote/ohlc', 1_000],
    ['/quote/ltp', 1_000],
  ])('%s take up to %d instruments', async (path, limit) => {
    const names = Array.from({ length: limit + 1 }, (_, n) => `NSE:${n}`);
    const within = await asked(path, names.slice(1));
    clock.advance(1_000);
    const above = await asked(path, names);

    expect([within.status, above.status]).toEqual([200, 400]);
    expect(await above.json()).toMatchObject({ error_type: 'InputException' });
  });

  it('ask for an instrument', async () => {
    expect((await kite.get('/quote')).status).toBe(400);
  });

  it('share one request a second', async () => {
    const first = await asked('/quote', ['NSE:INFY']);
    const second = await asked('/quote/ltp', ['NSE:INFY']);
    clock.advance(999);
    const third = await asked('/quote/ohlc', ['NSE:INFY']);
    clock.advance(1);
    const fourth = await asked('/quote/ohlc', ['NSE:INFY']);

    expect([first, second, third, fourth].map(({ status }) => status)).toEqual([200, 429, 429, 200]);
  });
});
