import { contractOf, type Instrument } from '../../../shared/market/instrument.ts';
import type { Subscriptions } from '../ports.ts';
import { isMoreImportant, REASONS, type Reason } from './wanted.ts';

/** Kite takes three sockets of one app, and 3,000 instruments on each. */
export const MAX_SOCKETS = 3;
export const TOKENS_PER_SOCKET = 3_000;
const MAX_TOKENS = MAX_SOCKETS * TOKENS_PER_SOCKET;

export interface SubscriptionPlan {
  /** Most important first. */
  readonly tokens: Subscriptions;
  /** What does not fit, by name. */
  readonly refused: readonly string[];
}

export const EMPTY_PLAN: SubscriptionPlan = { tokens: new Map(), refused: [] };

/** The instruments whose price settles the wanted contracts. They are as important as the contract. */
export const withUnderlyings = (
  wanted: ReadonlyMap<number, Reason>,
  instruments: ReadonlyMap<number, Instrument>,
): ReadonlyMap<number, Reason> => {
  const all = new Map(wanted);
  for (const reason of REASONS) {
    for (const [token, own] of wanted) {
      const underlying = own === reason ? instruments.get(token)?.underlying_token : undefined;
      if (underlying === undefined) continue;
      if (isMoreImportant(reason, all.get(underlying))) all.set(underlying, reason);
    }
  }
  return all;
};

const nameOf = (token: number, instruments: ReadonlyMap<number, Instrument>): string => {
  const instrument = instruments.get(token);
  return instrument === undefined ? `token ${token}` : contractOf(instrument);
};

/**
 * Chooses what is subscribed: positions first, then strategies that are cleared for live trading, then the others.
 * Among equals, those that are subscribed already stay, then lower tokens come first.
 */
export const planSubscriptions = (
  wanted: ReadonlyMap<number, Reason>,
  subscribed: Subscriptions,
  instruments: ReadonlyMap<number, Instrument>,
  limit = MAX_TOKENS,
): SubscriptionPlan => {
  const place = ([token, reason]: readonly [number, Reason]): number =>
    2 * REASONS.indexOf(reason) + (subscribed.has(token) ? 0 : 1);
  const ordered = [...wanted].sort((a, b) => place(a) - place(b) || a[0] - b[0]).map(([token]) => token);
  return {
    tokens: new Map(ordered.slice(0, limit).map((token) => [token, 'full'])),
    refused: ordered.slice(limit).map((token) => nameOf(token, instruments)),
  };
};
