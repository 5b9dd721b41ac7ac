import { SIMULATED_INSTRUMENTS } from '../../../market-data/simulator/instruments.ts';
import { type MarketOptions, simulatedMarket } from '../../../market-data/simulator/simulated-market.ts';
import { rowOf } from './instrument-row.ts';
import { PlayedMarket } from './played-market.ts';

/** The simulated session from the open of the last trading day, endless. The same options give the same snapshots. */
export const simulatedKiteMarket = (options: MarketOptions): PlayedMarket =>
  new PlayedMarket({ instruments: SIMULATED_INSTRUMENTS.map(rowOf), source: simulatedMarket(options) });
