import type { Instrument } from '../../../shared/market/instrument.ts';
import type { Item } from '../../../shared/ports/item.ts';
import type { TableName } from '../../../shared/ports/tables.ts';

/** A table item to be put before the first tick. */
export interface SeedItem {
  readonly table: TableName;
  readonly item: Item;
}

export interface SeedStrategy {
  readonly id: string;
  /** A type of strategy-runner's registry. */
  readonly type: 'momentum' | 'mean_reversion' | 'rsi' | 'low_frequency';
  readonly instruments: readonly number[];
  readonly parameters: Readonly<Record<string, number>>;
}

/** A strategy that is active on paper only: seeds never clear one for live trading. */
export const strategySeed = ({ id, type, instruments, parameters }: SeedStrategy): SeedItem => ({
  table: 'strategies',
  item: {
    strategy_id: id,
    type,
    instruments,
    parameters,
    is_active: true,
    zerodha_trading_enabled: false,
    version: 1,
  },
});

export const instrumentSeed = (instrument: Instrument): SeedItem => ({
  table: 'instruments',
  item: { ...instrument },
});

/** Paper limits that override the risk manager's defaults, see `shared/controls/limits.ts`. */
export const paperLimitsSeed = (limits: Readonly<Record<string, number>>): SeedItem => ({
  table: 'controls',
  item: { broker: 'paper', control: 'limits', ...limits },
});
