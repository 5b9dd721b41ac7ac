import { messageOf } from '../errors.ts';
import { stageOf } from '../events/pipeline.ts';
import { SHARED_TOPICS } from '../events/topics.ts';
import { checkpointIdOf, decodeCheckpoint } from '../kernel/checkpoint.ts';
import type { TableReader } from '../ports/table-reader.ts';
import { TABLES } from '../ports/tables.ts';
import type { LastPrice } from './last-price.ts';
import { lastPriceIn, unpackRow } from './price-memory.ts';

/** Called for a malformed item, which is skipped. */
export type OnBadItem = (table: string, key: string, problem: string) => void;

/** The last prices of some instruments, or of all. An instrument without a price is absent from the result. */
export type ReadLastPrices = (tokens: Iterable<number> | 'all') => Promise<ReadonlyMap<number, LastPrice>>;

const TABLE = TABLES.checkpoints.name;
const KEYS = Array.from({ length: SHARED_TOPICS.marketTicks.partitions }, (_, partition) => ({
  checkpoint_id: checkpointIdOf(stageOf('price-recorder', 'shared').name, partition),
}));

/** The packed rows of a checkpoint by token, and the bytes that they are from. */
interface Read {
  readonly body: Uint8Array;
  readonly rows: ReadonlyMap<unknown, unknown>;
}

const tokenIn = (row: unknown): unknown => (Array.isArray(row) ? row[0] : undefined);

/** Checkpoints in their decoded form. One with the same bytes as before is not decoded again. */
const checkpointReader = () => {
  const known = new Map<unknown, Read>();
  /** @throws for a body that is no checkpoint of price-recorder */
  return (id: unknown, body: unknown): Read['rows'] => {
    if (!(body instanceof Uint8Array)) throw new Error('it has no body');
    const before = known.get(id);
    if (before !== undefined && Buffer.compare(before.body, body) === 0) return before.rows;
    const { state } = decodeCheckpoint(body);
    if (!Array.isArray(state)) throw new Error('its state is not a list of instruments');
    const rows = new Map<unknown, unknown>(state.map((row: unknown) => [tokenIn(row), row]));
    known.set(id, { body, rows });
    return rows;
  };
};

/**
 * Reads the last prices from the checkpoints of price-recorder, one per partition of ticks. It reads all of them every
 * time, because any producer may choose the partition of a tick. The newest price counts.
 */
export const readLastPrices = (tables: TableReader, onBadItem: OnBadItem = () => {}): ReadLastPrices => {
  const rowsOf = checkpointReader();
  return async (tokens) => {
    const wanted = tokens === 'all' ? undefined : new Set<unknown>(tokens);
    const prices = new Map<number, LastPrice>();
    if (wanted?.size === 0) return prices;
    for (const { checkpoint_id, body } of await tables.getMany(TABLE, KEYS)) {
      try {
        const rows = rowsOf(checkpoint_id, body);
        for (const key of wanted ?? rows.keys()) {
          const row = rows.get(key);
          if (row === undefined) continue;
          const [token, memory] = unpackRow(row);
          const price = lastPriceIn(memory);
          const known = prices.get(token);
          if (price !== undefined && (known === undefined || price.at > known.at)) prices.set(token, price);
        }
      } catch (thrown) {
        onBadItem(TABLE, String(checkpoint_id), messageOf(thrown));
      }
    }
    return prices;
  };
};
