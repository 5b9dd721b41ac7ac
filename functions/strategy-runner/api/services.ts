import * as z from 'zod';
import type { AuditedItems } from '../../../shared/audit/audited-items.ts';
import type { ItemAddress } from '../../../shared/audit/change.ts';
import { strategyId } from '../../../shared/events/data/fields.ts';
import { routesFor } from '../../../shared/http/route.ts';
import type { MasterReader } from '../../../shared/market/master/reader.ts';
import type { InstrumentIndex } from '../../../shared/market/search/instrument-index.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import type { TableReader } from '../../../shared/ports/table-reader.ts';

/** Dependencies of the strategy routes. */
export interface StrategyServices {
  readonly audited: AuditedItems;
  readonly tables: TableReader;
  readonly master: MasterReader;
  /** The newest instruments, prepared once per version of the master. */
  indexNow(): Promise<InstrumentIndex>;
  /** Whether the deployment has the live broker. */
  readonly hasLiveBroker: boolean;
}

export const { sessionRoute } = routesFor<StrategyServices>();

export const strategyPath = z.strictObject({ strategy_id: strategyId });

export const addressOf = (id: string): ItemAddress => ({ table: 'strategies', key: { strategy_id: id } });

/** The attributes that audit events contain. */
export const TOLD = [
  'type',
  'instruments',
  'contracts',
  'parameters',
  'product',
  'is_active',
  'zerodha_trading_enabled',
] as const;

/** All items of the table. Publishes their pending audit events. */
export const allStrategies = async ({ tables, audited }: StrategyServices): Promise<readonly Item[]> =>
  audited.publishPending('strategies', await tables.scan('strategies'));

/** @throws ProblemError `NOT_FOUND` */
export const existing = <Found>(found: Found | undefined, id: string): Found => {
  if (found === undefined) throw new ProblemError('NOT_FOUND', `strategy ${id} does not exist`);
  return found;
};

/** The item of one strategy. @throws ProblemError `NOT_FOUND` */
export const itemOf = (items: readonly Item[], id: string): Item =>
  existing(
    items.find(({ strategy_id }) => strategy_id === id),
    id,
  );

/** The attributes of an item without its key and version. */
export const contentOf = (item: Item): Item => {
  const { strategy_id: _, version: __, ...content } = item;
  return content;
};
