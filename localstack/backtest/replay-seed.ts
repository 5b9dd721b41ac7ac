import { strategyItem } from '../../functions/strategy-runner/strategy-item.ts';
import { AlphaPandaError } from '../../shared/errors.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import type { Item } from '../../shared/ports/item.ts';
import { replayInstruments, replayItems } from '../dev/seed/replay-items.ts';
import { paperLimitsSeed, type SeedItem } from '../dev/seed/seed-item.ts';
import type { Limits } from './limit-options.ts';
import { type ChosenStrategy, chosenTokens, type Product, strategyItems } from './strategy-options.ts';

/** What the command line chooses to run. */
export interface ReplayChoice {
  /** Empty: the demo set. */
  readonly strategies: readonly ChosenStrategy[];
  /** Names or tokens, comma-separated; absent: all instruments of the files. */
  readonly instruments: string | undefined;
  /** Of all orders; absent: the usual one of each instrument. */
  readonly product: Product | undefined;
  readonly limits: Limits;
  /** Rupees. */
  readonly capital: number | undefined;
}

/**
 * The table items of a replay that has tables of its own.
 * @param instruments of the files
 * @throws AlphaPandaError `BAD_OPTION` for an instrument that the files do not have
 */
export const replaySeed = (
  { strategies, instruments: names, product, limits }: ReplayChoice,
  instruments: readonly Instrument[],
): readonly SeedItem[] => [
  ...(strategies.length === 0
    ? replayItems(instruments)
    : [
        ...replayInstruments(instruments),
        ...strategyItems(strategies, chosenTokens(names, instruments), product),
      ]),
  ...(Object.keys(limits).length === 0 ? [] : [paperLimitsSeed(limits)]),
];

/** The tokens that active strategies watch. @param items of the strategies table */
export const watchedTokens = (items: readonly Item[]): ReadonlySet<number> =>
  new Set(
    items.flatMap((item) => {
      const { data } = strategyItem.safeParse(item);
      return data?.is_active ? data.instruments : [];
    }),
  );

const MAX_NAMES = 5;

const listed = (instruments: readonly Instrument[]): string => {
  const names = instruments
    .slice(0, MAX_NAMES)
    .map(({ exchange, tradingsymbol }) => `${exchange}:${tradingsymbol}`);
  const more = instruments.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

/** What is to be said about instruments of the files that no strategy watches; undefined if all are watched. */
export const unwatched = (
  instruments: readonly Instrument[],
  watched: ReadonlySet<number>,
): string | undefined => {
  const others = instruments.filter(({ instrument_token }) => !watched.has(instrument_token));
  if (others.length === 0) return undefined;
  return `no strategy watches ${listed(others)}: ${others.length} of ${instruments.length} instruments`;
};

/**
 * Refuses a replay with strategies of its own that watch no instrument of the files.
 * @throws AlphaPandaError `NOTHING_WATCHED`
 */
export const requireWatched = (instruments: readonly Instrument[], watched: ReadonlySet<number>): void => {
  if (instruments.length === 0) {
    throw new AlphaPandaError(
      'NOTHING_WATCHED',
      'no instrument of the files can be traded, so there would be no result',
    );
  }
  if (instruments.some(({ instrument_token }) => watched.has(instrument_token))) return;
  throw new AlphaPandaError(
    'NOTHING_WATCHED',
    `no strategy watches an instrument of the files (${listed(instruments)}), so there would be no result: choose one, such as --strategy momentum`,
  );
};
