import { type MarketOptions, simulatedMarket } from '../../../market-data/simulator/simulated-market.ts';
import { instrumentsOn } from '../instruments/list-instruments.ts';
import { PlayedMarket } from './played-market.ts';

/**
 * The simulated session from the open of the last trading day, endless. The same options give the same snapshots. Of the
 * instruments of the day, those of `SIMULATED_INSTRUMENTS` have prices.
 * @param knownUntil asked when the market opens: market time up to which the stages have prices
 */
export const simulatedKiteMarket = (
  options: Omit<MarketOptions, 'knownUntil'>,
  knownUntil: () => Promise<number | undefined> = async () => undefined,
): PlayedMarket =>
  new PlayedMarket({
    instruments: () => instrumentsOn(options.now),
    source: async () => simulatedMarket({ ...options, knownUntil: await knownUntil() }),
  });
