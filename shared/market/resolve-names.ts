import * as z from 'zod';
import { instrumentToken } from '../events/data/fields.ts';
import type { Item } from '../ports/item.ts';
import { isSameContract } from './contract.ts';
import { contractOf } from './instrument.ts';
import type { MasterRow } from './master/page.ts';
import { type NamedContracts, namedContractsIn } from './named-contracts.ts';
import type { InstrumentNames } from './search/instrument-names.ts';

/** The instruments of one load, by name and by token. */
export interface ListedInstruments {
  readonly names: InstrumentNames;
  readonly rows: ReadonlyMap<number, MasterRow>;
}

/** What a load means for the names of a strategy. */
export interface NameResolution {
  /** The attributes after it. */
  readonly instruments: readonly number[];
  readonly contracts: NamedContracts;
  /** Whether they differ from those before. */
  readonly isChanged: boolean;
  /** Names with another token than before. */
  readonly moved: readonly string[];
  /** Names that are not listed or have expired. They stay. */
  readonly unresolved: readonly string[];
  /** Those of them whose token is of another contract now: the strategy no longer runs on it. */
  readonly dropped: readonly string[];
}

const tokenList = z.array(instrumentToken);

const isSameList = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((token, place) => token === other[place]);

/**
 * Resolves the names of a strategy's item again. A name with another token gets it. A name that is not listed any more
 * stays, and keeps its token unless that is of another contract now, whose ticks the strategy must not see.
 * @param at Epoch milliseconds.
 * @returns undefined for an item without names, or with malformed instruments
 */
export const resolveNames = (
  item: Item,
  { names, rows }: ListedInstruments,
  at: number,
): NameResolution | undefined => {
  const before = Object.entries(namedContractsIn(item));
  const { data: given } = tokenList.safeParse(item.instruments);
  if (before.length === 0 || given === undefined) return undefined;
  const [moved, unresolved, dropped]: [string[], string[], string[]] = [[], [], []];
  const contracts: Record<string, number> = {};
  const found: number[] = [];
  /** Token before → the tokens now of the names that had it. */
  const after = new Map<number, readonly number[]>();
  for (const [name, token] of before) {
    const named = names.find(name, at);
    const others = after.get(token) ?? [];
    if (named.kind === 'found') {
      const now = named.row.instrument.instrument_token;
      if (now !== token) moved.push(name);
      contracts[name] = now;
      found.push(now);
      after.set(token, [...others, now]);
      continue;
    }
    unresolved.push(name);
    contracts[name] = token;
    const row = rows.get(token);
    const isOther = row !== undefined && !isSameContract(name, contractOf(row.instrument));
    if (isOther && given.includes(token)) dropped.push(name);
    after.set(token, isOther ? others : [...others, token]);
  }
  const instruments = [...new Set([...given.flatMap((token) => after.get(token) ?? [token]), ...found])];
  const isChanged = moved.length > 0 || !isSameList(instruments, given);
  return { instruments, contracts, isChanged, moved, unresolved, dropped };
};
