import { messageOf } from '../errors.ts';
import { stageOf } from '../events/pipeline.ts';
import { SHARED_TOPICS } from '../events/topics.ts';
import { checkpointIdOf, decodeCheckpoint } from '../kernel/checkpoint.ts';
import { decodedOnce } from '../kernel/decoded-once.ts';
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

const tokenIn = (row: unknown): unknown => (Array.isArray(row) ? row[0] : undefined);

/** The packed rows of a checkpoint by token. @throws for a body that is no checkpoint of price-recorder */
const rowsIn = (body: Uint8Array): ReadonlyMap<unknown, unknown> => {
  const { state } = decodeCheckpoint(body);
  if (!Array.isArray(state)) throw new Error('its state is not a list of instruments');
  return new Map(state.map((row: unknown) => [tokenIn(row), row]));
};

/**
 * Reads the last prices from the checkpoints of price-recorder, one per partition of ticks. It reads all of them every
 * time, because any producer may choose the partition of a tick. The newest price counts.
 */
export const readLastPrices = (tables: TableReader, onBadItem: OnBadItem = () => {}): ReadLastPrices => {
  const rowsOf = decodedOnce(rowsIn);
  return async (tokens) => {
    const wanted = tokens === 'all' ? undefined : new Set<unknown>(tokens);
    const prices = new Map<number, LastPrice>();
    if (wanted?.size === 0) return prices;
    for (const { checkpoint_id, body } of await tables.getMany(TABLE, KEYS)) {
      try {
        if (!(body instanceof Uint8Array)) throw new Error('it has no body');
        const rows = rowsOf(String(checkpoint_id), body);
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
