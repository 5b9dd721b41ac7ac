import type { MarketTick } from '../../../../shared/events/types.ts';
import {
  kiteTicker,
  type TickerChange,
  type TickerOptions,
} from '../../../../shared/kite/ticker/kite-ticker.ts';
import type { TextFrame } from '../../../../shared/kite/ticker/text-frame.ts';
import { ManualTimer } from '../../../support/manual-timer.ts';
import { FakeKite } from './fake-kite.ts';
import { frameOf, packetBytes } from './packets.ts';

/** A Monday at 10:00 IST, in the hours of all segments. */
export const MONDAY_TEN = Date.parse('2026-11-30T04:30:00.000Z');

export const RELIANCE = 738_561;
export const INFY = 408_065;

export const TOKEN = 'Zx9secretAccessToken0Qw';

/** A full packet in a frame. @param at the exchange's time in epoch milliseconds @param ltp paise */
export const fullFrame = (token: number, at: number, ltp = 100_000): Buffer => {
  const none = Array.from({ length: 5 }, () => ({ quantity: 0, price: 0, orders: 0 }));
  const second = Math.floor(at / 1_000);
  return frameOf(
    packetBytes({
      kind: 'tradable',
      token,
      ltp,
      lastQuantity: 1,
      averagePrice: ltp,
      volume: 10,
      buyQuantity: 5,
      sellQuantity: 5,
      open: ltp,
      high: ltp,
      low: ltp,
      close: ltp,
      full: {
        tradeTime: second,
        oi: 0,
        oiHigh: 0,
        oiLow: 0,
        exchangeTime: second,
        buy: none,
        sell: none,
      },
    }),
  );
};

export const HEARTBEAT = Buffer.from([0]);

/** A ticker on a network that the test plays, in a time that the test moves. */
export const fakeTicker = (options: Partial<TickerOptions> = {}) => {
  const timer = new ManualTimer(MONDAY_TEN);
  const kite = new FakeKite();
  const ticks: MarketTick[] = [];
  const texts: TextFrame[] = [];
  const changes: TickerChange[] = [];
  const ticker = kiteTicker({
    url: 'wss://ws.kite.trade',
    credentials: async () => ({ apiKey: 'key1', accessToken: TOKEN }),
    onTicks: (some) => ticks.push(...some),
    onText: (frame) => texts.push(frame),
    onState: (change) => changes.push(change),
    clock: timer,
    timer,
    random: () => 0.5,
    openSocket: kite.open,
    ...options,
  });
  return { ticker, timer, kite, ticks, texts, changes };
};

/** The same after its first connection opened. @param tokens in full mode */
export const openTicker = async (tokens: readonly number[], options: Partial<TickerOptions> = {}) => {
  const all = fakeTicker(options);
  all.ticker.subscribe(new Map(tokens.map((token) => [token, 'full' as const])));
  await all.timer.advance(0);
  all.kite.last.events.opened();
  return all;
};

/** Moves the time until the next socket opens. @returns whether one did within the given time */
export const nextSocket = async (
  { kite, timer }: Pick<ReturnType<typeof fakeTicker>, 'kite' | 'timer'>,
  withinMs = 70_000,
): Promise<boolean> => {
  const before = kite.sockets.length;
  for (let passed = 0; passed <= withinMs && kite.sockets.length === before; passed += 250) {
    await timer.advance(250);
  }
  return kite.sockets.length > before;
};
