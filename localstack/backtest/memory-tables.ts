import type { ProjectionWriter } from '../../shared/kernel/ports.ts';
import { sortKeyRange } from '../../shared/kernel/sort-key-range.ts';
import type { EmitProjection } from '../../shared/kernel/stage.ts';
import type { Item } from '../../shared/ports/item.ts';
import type { Page, PageRequest, TableReader } from '../../shared/ports/table-reader.ts';
import { keyValuesOf, queryKeyOf, type TableName, tableDefinition } from '../../shared/ports/tables.ts';

/** Most tables have one key attribute, whose value identifies an item. */
const mapKey = (table: string, item: Item): string | number => {
  const [only, ...more] = keyValuesOf(tableDefinition(table), item);
  if (more.length === 0 && (typeof only === 'number' || typeof only === 'string')) return only;
  return JSON.stringify([only, ...more]);
};

/** Tables in memory, for replays in one process and for tests: the same rules as the real ones. */
export class MemoryTables implements TableReader, ProjectionWriter {
  readonly #tables = new Map<string, Map<string | number, Item>>();

  #table(name: string): Map<string | number, Item> {
    const known = this.#tables.get(name);
    if (known !== undefined) return known;
    const made = new Map<string | number, Item>();
    this.#tables.set(name, made);
    return made;
  }

  put(table: TableName, item: Item): void {
    this.#table(table).set(mapKey(table, item), item);
  }

  remove(table: TableName, key: Item): void {
    this.#table(table).delete(mapKey(table, key));
  }

  /** `get`, at once. */
  peek(table: TableName, key: Item): Item | undefined {
    return this.#table(table).get(mapKey(table, key));
  }

  async get(table: TableName, key: Item): Promise<Item | undefined> {
    return this.peek(table, key);
  }

  async getMany(table: TableName, keys: readonly Item[]): Promise<readonly Item[]> {
    const items = [...new Set(keys.map((key) => mapKey(table, key)))].map((key) =>
      this.#table(table).get(key),
    );
    return items.filter((item) => item !== undefined);
  }

  async query(table: TableName, partitionKey: string | number): Promise<readonly Item[]> {
    const { partitionKey: partition, sortKey } = tableDefinition(table);
    const items = [...this.#table(table).values()].filter((item) => item[partition.name] === partitionKey);
    return sortKey === undefined
      ? items
      : items.sort((a, b) => (String(a[sortKey.name]) < String(b[sortKey.name]) ? -1 : 1));
  }

  async page(table: TableName, request: PageRequest): Promise<Page> {
    const { partition, sort } = queryKeyOf(tableDefinition(table), request.index);
    const { from, to } = sortKeyRange(request);
    const items = [...this.#table(table).values()].filter((item) => {
      const place = String(item[sort]);
      if (item[partition] !== request.partitionKey || place === request.after) return false;
      return (from === undefined || place >= from) && (to === undefined || place <= to);
    });
    items.sort((a, b) => (String(a[sort]) < String(b[sort]) ? -1 : 1));
    if (request.newestFirst) items.reverse();
    return { items: items.slice(0, request.limit), more: items.length > request.limit };
  }

  async scan(table: TableName): Promise<readonly Item[]> {
    return [...this.#table(table).values()];
  }

  async write(projections: readonly EmitProjection[]): Promise<void> {
    this.apply(projections);
  }

  /** `write`, at once. */
  apply(projections: readonly EmitProjection[]): void {
    for (const { table, item, orderedBy } of projections) {
      const items = this.#table(table);
      const key = mapKey(table, item);
      const before = orderedBy === undefined ? undefined : items.get(key)?.[orderedBy];
      if (orderedBy !== undefined && typeof before === 'number' && before > Number(item[orderedBy])) continue;
      items.set(key, item);
    }
  }
}
