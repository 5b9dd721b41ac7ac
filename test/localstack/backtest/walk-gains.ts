import { replayInProcess } from '../../../localstack/backtest/in-process-replay.ts';
import {
  instrumentSeed,
  paperLimitsSeed,
  type SeedStrategy,
  strategySeed,
} from '../../../localstack/dev/seed/seed-item.ts';
import type { BarMode } from '../../../localstack/market-data/bar-path.ts';
import { ticksOfRows } from '../../../localstack/market-data/bar-ticks.ts';
import type { TickSource } from '../../../localstack/market-data/timed-tick.ts';
import type { OrderFilled } from '../../../shared/events/types.ts';
import { MINUTE_MS } from '../../../shared/market/ist.ts';
import { PAPER } from './fixtures.ts';
import { randomWalk, type WalkedMinute } from './random-walk.ts';

const TOKENS = [256265, 260105];
/** A gain is measured at the close, this many minutes after that of its fill. */
const HORIZON = 1;
/** Gains of one block are added up; those of different blocks do not depend on each other. */
const BLOCK = 20;

/** Parameters with which every strategy trades often. */
const EAGER: Readonly<Record<SeedStrategy['type'], SeedStrategy['parameters']>> = {
  momentum: { lookback_period: 3, momentum_threshold: 0.001 },
  mean_reversion: {
    bollinger_period: 8,
    bollinger_deviations: 1,
    rsi_period: 4,
    rsi_oversold: 40,
    rsi_overbought: 60,
  },
  rsi: { rsi_period: 4, rsi_oversold: 35, rsi_overbought: 65 },
  low_frequency: { every_ticks: 4 },
};
export const WALKING_TYPES = Object.keys(EAGER) as readonly SeedStrategy['type'][];

const SEED_ITEMS = [
  paperLimitsSeed({ max_daily_loss: 1e11, max_open_exposure: 1e11, max_position_size: 1e9 }),
  ...TOKENS.map((instrument_token) =>
    instrumentSeed({
      ...{ instrument_token, tradingsymbol: `WALK ${instrument_token}`, exchange: 'NSE', segment: 'INDICES' },
      ...{ tick_size: 0.05, lot_size: 1 },
    }),
  ),
  ...WALKING_TYPES.map((type) =>
    strategySeed({ id: type, type, instruments: TOKENS, parameters: { ...EAGER[type], quantity: 1 } }),
  ),
];

/** What a strategy gained before costs: the mean of its fills in basis points, and the mean in standard errors. */
export interface Gain {
  readonly fills: number;
  readonly basisPoints: number;
  readonly standardErrors: number;
}

export type Walks = ReadonlyMap<number, readonly WalkedMinute[]>;

/** Minute number of each open minute. */
const minutesOf = (walks: Walks): ReadonlyMap<number, number> =>
  new Map(walks.get(TOKENS[0] ?? 0)?.map(({ bar }, minute) => [bar.start, minute]));

/** The move of the walk from a fill to a few minutes later, in basis points, in the direction of the fill. */
const gainsOf = (walks: Walks, fills: readonly OrderFilled[]) => {
  const minutes = minutesOf(walks);
  return fills.flatMap(({ instrument_token, signal_type, market_price, market_price_timestamp = '' }) => {
    const at = Date.parse(market_price_timestamp);
    const minute = minutes.get(at - (at % MINUTE_MS));
    const later = minute === undefined ? undefined : walks.get(instrument_token)?.[minute + HORIZON];
    if (minute === undefined || later === undefined || market_price === undefined) return [];
    const move = (10_000 * (later.bar.close - market_price)) / market_price;
    const block = `${instrument_token}/${Math.floor(minute / BLOCK)}`;
    return [{ block, gain: signal_type === 'BUY' ? move : -move }];
  });
};

const gainOf = (walks: Walks, fills: readonly OrderFilled[]): Gain => {
  const gains = gainsOf(walks, fills);
  const sums = new Map<string, number>();
  for (const { block, gain } of gains) sums.set(block, (sums.get(block) ?? 0) + gain);
  const blocks = [...sums.values()];
  const total = blocks.reduce((sum, gain) => sum + gain, 0);
  // Under the hypothesis that nothing is earned, the mean of a block is zero.
  const deviation = Math.sqrt(blocks.reduce((sum, gain) => sum + gain * gain, 0));
  return { fills: gains.length, basisPoints: total / gains.length, standardErrors: total / deviation };
};

const sorted = <T>(items: readonly T[], at: (item: T) => number): readonly T[] =>
  items.toSorted((a, b) => at(a) - at(b));

const barsOf = (walks: Walks, mode: BarMode): TickSource => {
  const bars = sorted(
    [...walks.values()].flatMap((minutes) => minutes.map(({ bar }) => bar)),
    ({ start }) => start,
  );
  const rows = async function* () {
    yield bars;
  };
  return ticksOfRows(rows(), { mode, seed: 'walk' });
};

const ticksOf = (walks: Walks): TickSource => [
  sorted(
    [...walks.values()].flatMap((minutes) => minutes.flatMap(({ ticks }) => ticks)),
    ({ at }) => at,
  ),
];

/** Walks of both instruments. */
export const walksOf = (seed: string, minutes: number): Walks =>
  new Map(TOKENS.map((token) => [token, randomWalk(seed, token, minutes)]));

/** What every strategy gains on the walks, shown as bars of a mode or as their ticks. */
export const gainsByType = async (
  walks: Walks,
  shown: BarMode | 'ticks',
  orderLatencyMs: number,
): Promise<ReadonlyMap<string, Gain>> => {
  const source = shown === 'ticks' ? ticksOf(walks) : barsOf(walks, shown);
  const { log } = await replayInProcess({ source, seed: SEED_ITEMS, orderLatencyMs, withoutTrail: true });
  const fills = log.events(PAPER.ordersFilled.name).map((text): OrderFilled => JSON.parse(text).data);
  return new Map(
    WALKING_TYPES.map((type) => [
      type,
      gainOf(
        walks,
        fills.filter(({ strategy_id }) => strategy_id === type),
      ),
    ]),
  );
};
