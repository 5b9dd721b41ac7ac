import * as z from 'zod';
import { product } from '../../../shared/events/data/fields.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { type FieldProblem, ProblemError } from '../../../shared/ports/problems.ts';
import { STRATEGY_TYPES } from '../strategies/registry.ts';
import type { StrategyType } from '../strategies/strategy.ts';
import { strategyItem } from '../strategy-item.ts';
import { strategySet } from '../strategy-set.ts';
import { givenInstruments } from './given-instruments.ts';

/** The part of a strategy that a user configures. */
export const configuration = {
  type: strategyItem.shape.type.describe('A type of GET /strategy-types'),
  instruments: givenInstruments,
  parameters: z
    .record(z.string().max(64), z.unknown())
    .default({})
    .describe("Parameters in the type's schema; missing ones take their defaults"),
  product: product
    .nullable()
    .optional()
    .describe("Product of its orders. null: the instruments' usual one. Absent: unchanged"),
};

const invalid = (fields: readonly FieldProblem[]): ProblemError => {
  const [first] = fields;
  return new ProblemError('INVALID_PARAMETERS', `${first?.field}: ${first?.problem}`, { fields });
};

/** The registered type with this name. @throws ProblemError `INVALID_PARAMETERS` */
const typeNamed = (name: string): StrategyType => {
  const found = STRATEGY_TYPES.find(({ type }) => type === name);
  if (found !== undefined) return found;
  const known = STRATEGY_TYPES.map(({ type }) => type).join(', ');
  throw invalid([{ field: 'body.type', problem: `must be one of ${known}` }]);
};

/** Parameters in the form that the table stores. */
const stored = z.record(z.string(), z.json());

/**
 * Validates parameters with the type's schema and returns them as given, without defaults.
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
 * Refuses a strategy that could not run, or that would keep a runnable strategy from running.
 * @param item The strategy after the change, checked as if active.
 * @param all The current table; empty if the strategy will not run yet.
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
    strategy_id === item.strategy_id ? reason : `it would keep ${strategy_id} from running: ${reason}`,
  );
};
