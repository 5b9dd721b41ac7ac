import * as z from 'zod';
import { instrumentToken, strategyId } from '../../../shared/events/data/fields.ts';
import type { Item } from '../../../shared/ports/item.ts';

/** Why an instrument is wanted, most important first. */
export const REASONS = ['position', 'live_strategy', 'strategy'] as const;
export type Reason = (typeof REASONS)[number];

export const isMoreImportant = (reason: Reason, than: Reason | undefined): boolean =>
  than === undefined || REASONS.indexOf(reason) < REASONS.indexOf(than);

export interface Wanted {
  /** Instrument token → its most important reason. */
  readonly tokens: ReadonlyMap<number, Reason>;
  /** Malformed items and fields, for the log. */
  readonly problems: readonly string[];
}

const strategy = z.object({
  strategy_id: strategyId,
  is_active: z.boolean(),
  instruments: z.array(z.unknown()),
  zerodha_trading_enabled: z.boolean().optional(),
});

const account = z.object({
  positions: z.array(z.unknown()),
});
const held = z.object({ instrument_token: instrumentToken, quantity: z.number() });

const MAX_TEXT = 80;
const shown = (value: unknown): string => String(value).slice(0, MAX_TEXT);

/**
 * The instruments of active strategies and open positions. A malformed item costs only itself, and a malformed
 * instrument of a strategy only that instrument.
 * @param accounts the account items of the positions table
 */
export const wantedBy = (strategies: readonly Item[], accounts: readonly Item[]): Wanted => {
  const tokens = new Map<number, Reason>();
  const problems: string[] = [];
  const want = (token: number, reason: Reason): void => {
    if (isMoreImportant(reason, tokens.get(token))) tokens.set(token, reason);
  };
  for (const item of accounts) {
    const { success, data } = account.safeParse(item);
    if (!success) {
      problems.push(`account of ${shown(item.broker)} is malformed`);
      continue;
    }
    for (const position of data.positions) {
      const parsed = held.safeParse(position);
      if (!parsed.success) problems.push(`a position of ${shown(item.broker)} is malformed`);
      else if (parsed.data.quantity !== 0) want(parsed.data.instrument_token, 'position');
    }
  }
  for (const item of strategies) {
    if (item.is_active === false) continue;
    const { success, data } = strategy.safeParse(item);
    if (!success) {
      problems.push(`strategy ${shown(item.strategy_id)} is malformed`);
      continue;
    }
    const reason = data.zerodha_trading_enabled === true ? 'live_strategy' : 'strategy';
    let malformed = 0;
    for (const instrument of data.instruments) {
      const token = instrumentToken.safeParse(instrument);
      if (token.success) want(token.data, reason);
      else malformed += 1;
    }
    if (malformed > 0) {
      problems.push(`strategy ${data.strategy_id} names ${malformed} instruments that are not tokens`);
    }
  }
  return { tokens, problems };
};
