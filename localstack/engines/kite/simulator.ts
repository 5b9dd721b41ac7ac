import { istDate } from '../../../shared/market/calendar.ts';
import { dayOfDate } from '../../../shared/market/ist.ts';
import { systemClock } from '../../../shared/ports/clock.ts';
import { LOCAL_STAGE } from '../../local-only/stage.ts';
import { systemTimer } from '../../market-data/pace.ts';
import { fileCandles } from './candles/file-candles.ts';
import { marketCandles } from './candles/market-candles.ts';
import { simulatedCandles } from './candles/simulated-candles.ts';
import { Faults } from './faults.ts';
import { instrumentsOfDay, manyInstruments } from './instruments/list-instruments.ts';
import { type KiteServer, type KiteServerOptions, startKiteServer } from './kite-server.ts';
import { fileKiteMarket } from './market/file-kite-market.ts';
import type { PlayedMarket } from './market/played-market.ts';
import { simulatedKiteMarket } from './market/simulated-kite-market.ts';
import type { SimulatorOptions } from './options.ts';

interface Market extends Pick<KiteServerOptions, 'today' | 'instruments' | 'candles'> {
  readonly market: PlayedMarket;
  /** Whether the market waits for a client: a file has an end. */
  readonly waits: boolean;
}

const simulated = ({ seed, ticksPerSecond, rows }: SimulatorOptions): Market => {
  const market = simulatedKiteMarket({ seed, ticksPerSecond, now: systemClock.now() });
  return {
    market,
    waits: false,
    candles: marketCandles(market, simulatedCandles(seed, systemClock)),
    instruments: rows === undefined ? instrumentsOfDay : (date) => manyInstruments(dayOfDate(date), rows),
  };
};

const fromFiles = async ({ files, fileOptions }: SimulatorOptions): Promise<Market> => {
  const market = await fileKiteMarket(files, fileOptions);
  const candles = await fileCandles(files, fileOptions);
  let now = candles.firstAt ?? systemClock.now();
  market.onTicks(([first]) => {
    now = first?.at ?? now;
  });
  return { market, waits: true, candles, today: () => istDate(now) };
};

/**
 * Starts a simulator whose market plays.
 * @param onEnd Called when the market has ended, with the error that ended it.
 * @throws AlphaPandaError those of `openMarketData`
 */
export const startSimulator = async (
  options: SimulatorOptions,
  onEnd: (error?: unknown) => void,
): Promise<Pick<KiteServer, 'url' | 'close'>> => {
  const { waits, ...market } = options.files.length > 0 ? await fromFiles(options) : simulated(options);
  const server = await startKiteServer({
    port: options.port,
    stage: LOCAL_STAGE,
    redirectUrl: options.redirectUrl,
    faults: new Faults({ clock: systemClock, ...options.faults }),
    ...market,
  });
  const closing = new AbortController();
  const play = async (): Promise<void> => {
    if (waits) await server.ticker.subscribed;
    await market.market.play(options.pace, { timer: systemTimer, signal: closing.signal });
  };
  play().then(
    () => closing.signal.aborted || onEnd(),
    (error: unknown) => onEnd(error),
  );
  return {
    url: server.url,
    close: async () => {
      closing.abort();
      await server.close();
    },
  };
};
