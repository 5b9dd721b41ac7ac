import * as z from 'zod';
import { instrumentToken } from '../../../shared/events/data/fields.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { type FieldProblem, ProblemError } from '../../../shared/ports/problems.ts';
import { STRATEGY_TYPES } from '../strategies/registry.ts';
import type { StrategyType } from '../strategies/strategy.ts';
import { strategyItem } from '../strategy-item.ts';
import { strategySet } from '../strategy-set.ts';

/** What a person decides about a strategy. */
export const configuration = {
  type: strategyItem.shape.type.describe('One of GET /strategy-types'),
  instruments: z
    .array(instrumentToken)
    .min(1)
    .max(3_000)
    .refine((tokens) => new Set(tokens).size === tokens.length, 'names an instrument twice')
    .describe('Instrument tokens; the strategy runs on each of them by itself'),
  parameters: z
    .record(z.string().max(64), z.unknown())
    .default({})
    .describe("By the type's own schema; what is left out takes its default"),
};

const invalid = (fields: readonly FieldProblem[]): ProblemError => {
  const [first] = fields;
  return new ProblemError('INVALID_PARAMETERS', `${first?.field}: ${first?.problem}`, { fields });
};

/** A type of the registry. @throws ProblemError `INVALID_PARAMETERS` */
const typeNamed = (name: string): StrategyType => {
  const found = STRATEGY_TYPES.find(({ type }) => type === name);
  if (found !== undefined) return found;
  const known = STRATEGY_TYPES.map(({ type }) => type).join(', ');
  throw invalid([{ field: 'body.type', problem: `is none of ${known}` }]);
};

/** As they came in JSON, for the table. */
const stored = z.record(z.string(), z.json());

/**
 * Parameters as they were given, for the table; what a type's schema does not take is refused, field by field.
 * @throws ProblemError `INVALID_PARAMETERS`
 */
export const checkedParameters = (type: string, parameters: object): z.infer<typeof stored> => {
  const { error } = typeNamed(type).parameters.safeParse(parameters);
  if (error === undefined) return stored.parse(parameters);
  throw invalid(
    error.issues.slice(0, 10).map(({ path, message }) => ({
      field: ['body', 'parameters', ...path.map(String)].join('.').slice(0, 160),
      problem: message.slice(0, 160),
    })),
  );
};

/**
 * Refuses a strategy that could not run, or in whose favour another that can would have to stop.
 * @param item As it is to be, taken for active.
 * @param all The table as it is; empty where the strategy is not to run yet.
 * @throws ProblemError `INVALID_PARAMETERS`
 */
export const checkFits = (item: Item, all: readonly Item[]): void => {
  const before = new Set(strategySet(all).refused.map(({ strategy_id }) => strategy_id));
  const others = all.filter(({ strategy_id }) => strategy_id !== item.strategy_id);
  const { refused } = strategySet([...others, { ...item, version: 1, is_active: true }]);
  const displaced = refused.find(
    ({ strategy_id }) => strategy_id === item.strategy_id || !before.has(strategy_id),
  );
  if (displaced === undefined) return;
  const { strategy_id, reason } = displaced;
  throw new ProblemError(
    'INVALID_PARAMETERS',
    strategy_id === item.strategy_id ? reason : `with it ${strategy_id} could not run any more: ${reason}`,
  );
};
