import type { MemoryTables } from '../../localstack/backtest/memory-tables.ts';
import type {
  CheckpointStore,
  DeadLetterTable,
  ProjectionWriter,
  SaveResult,
  StoredCheckpoint,
  Trail,
} from '../../shared/kernel/ports.ts';
import type { LogInspector, Publisher } from '../../shared/ports/log.ts';
import type { OutgoingRecord } from '../../shared/ports/record.ts';
import type { TableReader } from '../../shared/ports/table-reader.ts';
import { lettersIn, trailIn } from '../support/kernel.ts';
import type { Chance } from './chance.ts';
import type { Environment } from './environment.ts';
import type { SimulatedLog } from './log.ts';

/** Receives every saved checkpoint at the time of its effect. */
export type OnSaved = (id: string, saved: StoredCheckpoint) => void;

/** A stage's checkpoints behind an environment's calls. */
export const checkpointPort = (
  environment: Environment,
  store: CheckpointStore,
  onSaved: OnSaved,
): CheckpointStore => ({
  load: (id) => environment.call(`load ${id}`, () => store.load(id)),
  save: (id, next) =>
    environment.call(`save ${id} v${next.version}`, async (): Promise<SaveResult> => {
      const result = await store.save(id, next);
      if (result.saved) onSaved(id, next);
      return result;
    }),
});

const topicsOf = (records: readonly OutgoingRecord[]): string =>
  [...new Set(records.map(({ topic }) => topic))].join(' ');

/**
 * Publishes as Kafka does: after a failed send the records may be in the log, in part or completely, and sent records may
 * be in it twice.
 */
export const publisherPort = (environment: Environment, log: SimulatedLog, chance: Chance): Publisher => ({
  publish: (records) => {
    const append = async (some: readonly OutgoingRecord[]): Promise<void> => {
      for (const record of some) log.append(record);
    };
    const part = () => append(records.slice(0, chance.between(0, records.length - 1)));
    return environment.call(`publish ${records.length} to ${topicsOf(records)}`, () => append(records), part);
  },
});

export const projectionPort = (
  environment: Environment,
  tables: MemoryTables,
  chance: Chance,
): ProjectionWriter => ({
  write: (projections) => {
    const part = () => tables.write(projections.slice(0, chance.between(0, projections.length - 1)));
    const names = [...new Set(projections.map(({ table }) => table))].join(' ');
    return environment.call(`write ${projections.length} to ${names}`, () => tables.write(projections), part);
  },
});

/** The audit trail behind an environment's calls: a failed write may have written some of its entries. */
export const trailPort = (environment: Environment, tables: MemoryTables, chance: Chance): Trail => {
  const trail = trailIn(tables);
  return {
    write: (entries) => {
      const part = () => trail.write(entries.slice(0, chance.between(0, entries.length - 1)));
      return environment.call(`write ${entries.length} to the trail`, () => trail.write(entries), part);
    },
  };
};

/** The table of dead letters behind an environment's calls, with its clock. */
export const deadLetterPort = (
  environment: Environment,
  tables: MemoryTables,
  chance: Chance,
): DeadLetterTable => {
  const table = lettersIn(tables, environment);
  return {
    write: (letters) => {
      const part = () => table.write(letters.slice(0, chance.between(0, letters.length - 1)));
      return environment.call(`write ${letters.length} dead letters`, () => table.write(letters), part);
    },
  };
};

export const logPort = (environment: Environment, log: SimulatedLog): LogInspector => ({
  partitionCount: (topic) => environment.call('partition count', () => log.partitionCount(topic)),
  endOffset: (topic, partition) => environment.call('end offset', () => log.endOffset(topic, partition)),
});

export const tablesPort = (environment: Environment, tables: MemoryTables): TableReader => ({
  get: (table, key) => environment.call(`get ${table}`, () => tables.get(table, key)),
  getMany: (table, keys) => environment.call(`get ${table}`, () => tables.getMany(table, keys)),
  query: (table, key) => environment.call(`query ${table}`, () => tables.query(table, key)),
  page: (table, request) => environment.call(`page ${table}`, () => tables.page(table, request)),
  scan: (table) => environment.call(`scan ${table}`, () => tables.scan(table)),
});
