import { isYounger } from '../kernel/cached.ts';
import type { Clock } from '../ports/clock.ts';
import type { TableReader } from '../ports/table-reader.ts';
import { withMultiplier } from './contracts/multipliers.ts';
import { type Instrument, instrumentItem } from './instrument.ts';
import { overlaid } from './master/overlay.ts';
import { masterReader } from './master/reader.ts';
import type { OnBadItem } from './read-last-prices.ts';

interface Held {
  readonly instrument: Instrument;
  readonly since: number;
}

/** The instruments behind some tokens; unknown ones are absent from the answer. */
export type InstrumentLookup = (tokens: Iterable<number>) => Promise<ReadonlyMap<number, Instrument>>;

/**
 * The items of the instruments table. One of an earlier release gets the multiplier that the tables know. A malformed one
 * is undefined: what the user set is not known, so its instrument is not known either.
 */
const readItems = async (
  tables: TableReader,
  tokens: readonly number[],
  onBadItem: OnBadItem,
): Promise<ReadonlyMap<number, Instrument | undefined>> => {
  const found = new Map<number, Instrument | undefined>();
  const keys = tokens.map((instrument_token) => ({ instrument_token }));
  for (const item of await tables.getMany('instruments', keys)) {
    const { data, error } = instrumentItem.safeParse(item);
    found.set(Number(item.instrument_token), data && withMultiplier(data));
    if (data === undefined) onBadItem('instruments', String(item.instrument_token), error.message);
  }
  return found;
};

/**
 * Reads instruments by token, and keeps each for a while: there are a hundred thousand, a batch names a few, and they change
 * once a day. An instrument is the broker's of the newest load with the fields that the user's item sets of it; without
 * a load, or where the load does not have it, the item alone. What is missing is asked for again every time, so a new
 * item is seen at once.
 */
export const instrumentLookup = (
  tables: TableReader,
  clock: Clock,
  maxAgeMs: number,
  onBadItem: OnBadItem = () => {},
): InstrumentLookup => {
  const master = masterReader(tables, clock, maxAgeMs, onBadItem);
  const held = new Map<number, Held>();

  const readAgain = async (tokens: readonly number[], now: number): Promise<void> => {
    const [items, rows] = await Promise.all([readItems(tables, tokens, onBadItem), master.readRows(tokens)]);
    for (const token of tokens) {
      const isMalformed = items.has(token) && items.get(token) === undefined;
      const row = isMalformed ? undefined : rows.get(token)?.instrument;
      const instrument = overlaid(row, items.get(token));
      if (instrument === undefined) held.delete(token);
      else held.set(token, { instrument, since: now });
    }
  };

  return async (tokens) => {
    const now = clock.now();
    const wanted = [...new Set(tokens)];
    const stale = wanted.filter((token) => {
      const known = held.get(token);
      return known === undefined || !isYounger(known.since, now, maxAgeMs);
    });
    if (stale.length > 0) await readAgain(stale, now);
    const found = new Map<number, Instrument>();
    for (const token of wanted) {
      const known = held.get(token);
      if (known !== undefined) found.set(token, known.instrument);
    }
    return found;
  };
};
