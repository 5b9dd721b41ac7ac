import * as z from 'zod';
import { versionOf } from '../../../shared/audit/change.ts';
import { instrumentToken, product } from '../../../shared/events/data/fields.ts';
import { namedContractsIn } from '../../../shared/market/named-contracts.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { STRATEGY_TYPES } from '../strategies/registry.ts';
import { type StrategyItem, strategyItem } from '../strategy-item.ts';
import { idOf, strategySet } from '../strategy-set.ts';

const parameters = z.record(z.string(), z.unknown());

const summary = {
  strategy_id: z.string(),
  type: z.string().optional(),
  instrument_count: z.int().optional(),
  parameters: parameters.optional().describe('Parameters as the user gave them'),
  effective_parameters: parameters.optional().describe('Parameters including defaults'),
  product: product.optional().describe("Product of its orders; absent: the instruments' usual one"),
  is_active: z.boolean(),
  zerodha_trading_enabled: z
    .boolean()
    .describe('Whether its signals go to the live account in addition to paper'),
  problem: z
    .string()
    .optional()
    .describe('Why it cannot run; a malformed item has no type, instruments and parameters'),
  version: z.int().describe('Version for If-Match'),
  changed_by: z.string().nullable().describe('User id of the last change'),
  changed_at: z.string().nullable().describe('Time of the last change, ISO 8601 UTC'),
};

/** A strategy in a list, without its instruments: there may be thousands. */
export const strategySummary = z.strictObject(summary);

export const strategyBody = z.strictObject({
  ...summary,
  instruments: z.array(instrumentToken).optional(),
  contracts: z
    .record(z.string(), instrumentToken)
    .optional()
    .describe('Names that the strategy gives instead of tokens, with their tokens'),
  unresolved: z
    .array(z.string())
    .optional()
    .describe('Names that are not listed any more, or have expired; only in GET /strategies/{strategy_id}'),
});

const effective = ({
  type,
  parameters: given,
}: StrategyItem): Readonly<Record<string, unknown>> | undefined => {
  const found = STRATEGY_TYPES.find((known) => known.type === type);
  return parameters.safeParse(found?.parameters.safeParse(given).data).data;
};

const textIn = (item: Item, name: string): string | null => {
  const value = item[name];
  return typeof value === 'string' ? value : null;
};

const configurationIn = (item: Item) => {
  // An item without a usable version is shown as well.
  const { data } = strategyItem.safeParse({ ...item, version: versionOf(item) || 1 });
  if (data === undefined) return {};
  const effective_parameters = effective(data);
  const contracts = namedContractsIn(item);
  return {
    type: data.type,
    instruments: data.instruments,
    ...(Object.keys(contracts).length > 0 && { contracts }),
    instrument_count: data.instruments.length,
    parameters: data.parameters,
    ...(effective_parameters !== undefined && { effective_parameters }),
    ...(data.product !== undefined && { product: data.product }),
  };
};

const bodyOf = (item: Item, problem: string | undefined): z.infer<typeof strategyBody> => ({
  strategy_id: idOf(item),
  ...configurationIn(item),
  is_active: item.is_active !== false,
  zerodha_trading_enabled: item.zerodha_trading_enabled === true,
  ...(problem !== undefined && { problem }),
  version: versionOf(item),
  changed_by: textIn(item, 'by'),
  changed_at: textIn(item, 'at'),
});

/** Why strategies cannot run: active ones are checked together, drafts one by one. */
const problemsAmong = (all: readonly Item[], asked: readonly Item[]): ReadonlyMap<string, string> => {
  const drafts = asked.filter(({ is_active }) => is_active === false);
  const refused = [
    ...strategySet(all).refused,
    ...drafts.flatMap((draft) => strategySet([{ ...draft, is_active: true }]).refused),
  ];
  return new Map(refused.map(({ strategy_id, reason }) => [strategy_id, reason]));
};

/**
 * A strategy as the runner reads it.
 * @param all The table: whether a strategy can run depends on the others. It may hold an older version of the item.
 */
export const strategyView = (item: Item, all: readonly Item[]): z.infer<typeof strategyBody> => {
  const among = [...all.filter(({ strategy_id }) => strategy_id !== item.strategy_id), item];
  return bodyOf(item, problemsAmong(among, [item]).get(idOf(item)));
};

export const strategySummaries = (
  page: readonly Item[],
  all: readonly Item[],
): z.infer<typeof strategySummary>[] => {
  const problems = problemsAmong(all, page);
  return page.map((item) => {
    const { instruments: _, contracts: __, ...rest } = bodyOf(item, problems.get(idOf(item)));
    return rest;
  });
};
