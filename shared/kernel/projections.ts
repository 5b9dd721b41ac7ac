import { keyValuesOf, tableDefinition } from '../ports/tables.ts';
import type { EmitProjection } from './stage.ts';

/** One string per table and key. The length prefix keeps two keys distinct. */
export const projectionKey = ({ table, item }: EmitProjection): string => {
  const [partition, sort] = keyValuesOf(tableDefinition(table), item).map(String);
  return sort === undefined ? `${table}|${partition}` : `${table}|${partition?.length}|${partition}|${sort}`;
};

const ITEM_OVERHEAD = 100;

/** The approximate bytes of a projection in the checkpoint, to decide when to cut a batch. */
const projectionSize = ({ item }: EmitProjection): number => {
  let size = ITEM_OVERHEAD;
  for (const value of Object.values(item)) {
    if (typeof value === 'string') size += value.length;
    else if (value instanceof Uint8Array) size += Math.ceil((value.byteLength * 4) / 3);
    else size += typeof value === 'object' && value !== null ? JSON.stringify(value).length : 8;
  }
  return size;
};

/** The last write of each key, which replaces the writes before it. */
export class ProjectionList {
  readonly #byKey = new Map<string, EmitProjection>();
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  add(projection: EmitProjection): void {
    const key = projectionKey(projection);
    if (!this.#byKey.has(key)) this.#bytes += projectionSize(projection);
    this.#byKey.set(key, projection);
  }

  list(): readonly EmitProjection[] {
    return this.#byKey.size === 0 ? [] : [...this.#byKey.values()];
  }
}
