import { changedItem, versionOf } from '../../shared/audit/change.ts';
import { ALPHA_PANDA, uuidV5 } from '../../shared/events/ids.ts';
import type { MasterReader } from '../../shared/market/master/reader.ts';
import { type NamedContracts, namedContractsIn, unresolvedIn } from '../../shared/market/named-contracts.ts';
import {
  type ListedInstruments,
  type NameResolution,
  resolveNames,
} from '../../shared/market/resolve-names.ts';
import { instrumentNames } from '../../shared/market/search/instrument-names.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Item } from '../../shared/ports/item.ts';
import type { TableReader } from '../../shared/ports/table-reader.ts';
import { LOADER_SERVICE } from './metrics.ts';

/** The attributes that a resolution changes. The loader may write no others: it enables and clears nothing. */
export const RESOLVED_ATTRIBUTES = [
  'instruments',
  'contracts',
  'by',
  'at',
  'version',
  'pending_events',
] as const;

/** Writes these attributes of an item if it is still as it was. */
export type UpdateStrategy = (next: Item, before: Item) => Promise<boolean>;

export interface StrategyPorts {
  readonly tables: Pick<TableReader, 'scan' | 'get'>;
  /** Without a cached head. */
  readonly master: MasterReader;
  readonly clock: Clock;
  readonly updateStrategy: UpdateStrategy;
}

/** What a load meant for one strategy. */
export interface ResolvedStrategy extends Omit<NameResolution, 'instruments' | 'contracts' | 'isChanged'> {
  readonly strategy_id: string;
}

const withoutKey = ({ strategy_id: _, version: __, pending_events: ___, ...content }: Item): Item => content;

/** The item with its new tokens, a version and an audit entry, which the API publishes with its next request. */
const nextItem = (
  before: Item,
  { instruments, contracts }: NameResolution,
  day: string,
  at: number,
): Item => {
  const strategyId = String(before.strategy_id);
  return changedItem(
    { table: 'strategies', key: { strategy_id: strategyId } },
    before,
    {
      ...withoutKey(before),
      ...{ instruments, contracts, by: LOADER_SERVICE, at: new Date(at).toISOString() },
    },
    {
      action: 'strategy_updated',
      subject: strategyId,
      authority: { process: LOADER_SERVICE },
      origin: { addressHash: undefined, userAgent: undefined },
      reason: `names resolved in the instruments of ${day}`,
      tells: ['instruments', 'contracts'],
      at,
      correlationId: uuidV5(ALPHA_PANDA, `instruments ${day} ${strategyId} ${versionOf(before)}`),
    },
    LOADER_SERVICE,
  );
};

/** Whether an earlier resolution has removed the token of a name, which may be its own again. */
const hasDropped = ({ instruments }: Item, contracts: NamedContracts): boolean =>
  Array.isArray(instruments) && Object.values(contracts).some((token) => !instruments.includes(token));

const MAX_TRIES = 5;

/** Resolves one strategy. A user's concurrent edit wins: it is read, and resolved in its place. */
const resolveOne = async (
  item: Item,
  listed: ListedInstruments,
  day: string,
  { tables, clock, updateStrategy }: StrategyPorts,
): Promise<NameResolution | undefined> => {
  let before: Item | undefined = item;
  for (let tries = 1; before !== undefined && tries <= MAX_TRIES; tries += 1) {
    const resolution = resolveNames(before, listed, clock.now());
    if (resolution === undefined || !resolution.isChanged) return resolution;
    if (await updateStrategy(nextItem(before, resolution, day, clock.now()), before)) return resolution;
    before = await tables.get('strategies', { strategy_id: item.strategy_id });
  }
  return undefined;
};

/**
 * Resolves the names of all strategies in the newest load. Without a name whose token is not its own any more, this reads
 * a page per instrument and nothing else.
 * @returns the strategies with such names
 */
export const resolveStrategies = async (ports: StrategyPorts): Promise<readonly ResolvedStrategy[]> => {
  const { tables, master, clock } = ports;
  const head = await master.readHead();
  if (head === undefined) return [];
  const affected: Item[] = [];
  for (const item of await tables.scan('strategies')) {
    const contracts = namedContractsIn(item);
    const unresolved = await unresolvedIn(contracts, master, clock.now());
    if (unresolved.length > 0 || hasDropped(item, contracts)) affected.push(item);
  }
  if (affected.length === 0) return [];
  const names = instrumentNames(await master.readAll());
  const resolved: ResolvedStrategy[] = [];
  for (const item of affected) {
    const rows = await master.readRows(Object.values(namedContractsIn(item)));
    const resolution = await resolveOne(item, { names, rows }, head.day, ports);
    if (resolution === undefined) continue;
    const { moved, unresolved, dropped } = resolution;
    resolved.push({ strategy_id: String(item.strategy_id), moved, unresolved, dropped });
  }
  return resolved;
};
