import type { MasterReader } from '../master/reader.ts';
import { type InstrumentNames, instrumentNames } from './instrument-names.ts';
import { type InstrumentSearch, instrumentSearch } from './instrument-search.ts';

/** The rows of one version of the master, prepared for search and for names when first asked for. */
export interface InstrumentIndex {
  readonly search: InstrumentSearch;
  readonly names: InstrumentNames;
}

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

/** Prepares the newest rows, and again when another version of the master counts. */
export const currentIndex = (master: Pick<MasterReader, 'readAll'>): (() => Promise<InstrumentIndex>) => {
  let last: { readonly rows: unknown; readonly index: InstrumentIndex } | undefined;
  return async () => {
    const rows = await master.readAll();
    // The reader gives the same list until the version changes.
    if (last?.rows !== rows) {
      const search = once(() => instrumentSearch(rows));
      const names = once(() => instrumentNames(rows));
      const index = {
        get search() {
          return search();
        },
        get names() {
          return names();
        },
      };
      last = { rows, index };
    }
    return last.index;
  };
};
