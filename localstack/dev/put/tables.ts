import * as z from 'zod';
import { strategyItem } from '../../../functions/strategy-runner/strategy-item.ts';
import { strategySet } from '../../../functions/strategy-runner/strategy-set.ts';
import { controlItem } from '../../../shared/controls/controls.ts';
import { LIMIT_NAMES } from '../../../shared/controls/limits.ts';
import { AlphaPandaError } from '../../../shared/errors.ts';
import { multiplierOf } from '../../../shared/market/contracts/multipliers.ts';
import { corporateActionItem } from '../../../shared/market/corporate-action.ts';
import { instrumentItem } from '../../../shared/market/instrument.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { problemsOf } from './problems.ts';

/** A table that users write. The stages write the others. */
export interface PutTable {
  readonly name: 'instruments' | 'corporate-actions' | 'strategies' | 'controls';
  /** Whether items have a version, and each change an audit entry. */
  readonly versioned: boolean;
  /** The attributes whose changes are reported. */
  readonly fields: readonly string[];
  /** The problems of an item by the stages' schemas; empty for a valid item. */
  problems(item: Item): readonly string[];
}

const parsedBy =
  (schema: z.ZodType, fields: readonly string[]) =>
  (item: Item): readonly string[] => {
    const { error } = schema.safeParse(item);
    return error === undefined ? [] : problemsOf(error, item, fields);
  };

const INSTRUMENT_FIELDS = Object.keys(instrumentItem.shape);
const instrumentProblems = parsedBy(z.strictObject(instrumentItem.shape), INSTRUMENT_FIELDS);
const STRATEGY_FIELDS = Object.keys(strategyItem.shape);
/** `by` and `at` say who changed a strategy last, and when. The API writes them, so items that were read have them. */
const strategy = z.strictObject({
  ...strategyItem.shape,
  by: z.string().optional(),
  at: z.string().optional(),
});
const strategyProblems = parsedBy(strategy, STRATEGY_FIELDS);
const CONTROL_FIELDS = ['engaged', 'released_at', 'reason', ...LIMIT_NAMES];
const controlProblems = parsedBy(controlItem, ['broker', 'control', ...CONTROL_FIELDS]);

const PUT_TABLES: readonly PutTable[] = [
  {
    name: 'instruments',
    versioned: false,
    fields: INSTRUMENT_FIELDS,
    // The stages ignore unknown attributes; here one may be a mistyped name.
    problems: (item) => {
      const problems = instrumentProblems(item);
      return problems.length > 0 || multiplierOf(instrumentItem.parse(item)) !== undefined
        ? problems
        : [
            'multiplier is missing: give the rupees per unit of price and lot, from the contract specification',
          ];
    },
  },
  {
    name: 'corporate-actions',
    versioned: false,
    fields: ['kind', 'old_units', 'new_units', 'rupees_per_unit'],
    problems: parsedBy(corporateActionItem, [
      ...['contract', 'ex_date', 'kind'],
      ...['old_units', 'new_units', 'rupees_per_unit'],
    ]),
  },
  {
    name: 'strategies',
    versioned: true,
    fields: STRATEGY_FIELDS.filter((name) => name !== 'strategy_id' && name !== 'version'),
    problems: (item) => {
      const problems = strategyProblems(item);
      if (problems.length > 0) return problems;
      return strategySet([{ ...item, is_active: true }]).refused.map(({ reason }) => reason);
    },
  },
  { name: 'controls', versioned: true, fields: CONTROL_FIELDS, problems: controlProblems },
];

/** @throws AlphaPandaError `UNKNOWN_TABLE` */
export const putTable = (name: string): PutTable => {
  const table = PUT_TABLES.find((each) => each.name === name);
  if (table !== undefined) return table;
  throw new AlphaPandaError(
    'UNKNOWN_TABLE',
    `"${name}" is not a table that users write: choose ${PUT_TABLES.map((each) => each.name).join(', ')}. The stages write all others`,
  );
};
