import { isYounger } from '../kernel/cached.ts';
import type { Clock } from '../ports/clock.ts';
import type { TableReader } from '../ports/table-reader.ts';
import { withMultiplier } from './contracts/multipliers.ts';
import { type Instrument, instrumentItem } from './instrument.ts';
import type { OnBadItem } from './read-last-prices.ts';

interface Held {
  readonly instrument: Instrument;
  readonly since: number;
}

/** The instruments behind some tokens; unknown ones are absent from the answer. */
export type InstrumentLookup = (tokens: Iterable<number>) => Promise<ReadonlyMap<number, Instrument>>;

/**
 * Reads instruments by token and keeps each for a while: the table has a hundred thousand, a batch names a few,
 * and they change once a day. An item of an earlier release gets the multiplier that the tables know. What is missing is asked for again every time, so a new one is seen at once.
 */
export const instrumentLookup = (
  tables: TableReader,
  clock: Clock,
  maxAgeMs: number,
  onBadItem: OnBadItem = () => {},
): InstrumentLookup => {
  const held = new Map<number, Held>();
  return async (tokens) => {
    const now = clock.now();
    const wanted = [...new Set(tokens)];
    const stale = wanted.filter((token) => {
      const known = held.get(token);
      return known === undefined || !isYounger(known.since, now, maxAgeMs);
    });
    if (stale.length > 0) {
      const keys = stale.map((instrument_token) => ({ instrument_token }));
      const items = await tables.getMany('instruments', keys);
      for (const token of stale) held.delete(token);
      for (const item of items) {
        const parsed = instrumentItem.safeParse(item);
        if (parsed.success) {
          held.set(parsed.data.instrument_token, { instrument: withMultiplier(parsed.data), since: now });
        } else onBadItem('instruments', String(item.instrument_token), parsed.error.message);
      }
    }
    const found = new Map<number, Instrument>();
    for (const token of wanted) {
      const known = held.get(token);
      if (known !== undefined) found.set(token, known.instrument);
    }
    return found;
  };
};
