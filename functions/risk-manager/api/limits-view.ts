import * as z from 'zod';
import { versionOf } from '../../../shared/audit/change.ts';
import { limitsWithin } from '../../../shared/controls/ceilings.ts';
import { readControl } from '../../../shared/controls/controls.ts';
import {
  DEFAULT_LIMITS,
  LIMIT_NAMES,
  limitOverrides,
  type RiskLimits,
} from '../../../shared/controls/limits.ts';
import { BROKERS, type Broker } from '../../../shared/events/brokers.ts';
import { parsed } from '../../../shared/parsed.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { textIn } from './services.ts';

const allLimits = limitOverrides.required();

export const limitsBody = z.strictObject({
  broker: z.enum(BROKERS),
  limits: allLimits
    .nullable()
    .describe('What holds; null where the item is malformed and nothing is let through'),
  overrides: limitOverrides.describe('What differs from the defaults by a decision'),
  defaults: allLimits,
  ceilings: allLimits
    .nullable()
    .describe('How loose each may be set at most, fixed by the deployment; null for paper'),
  problem: z.string().optional().describe('What is wrong with the item; setting the limits mends it'),
  version: z.int().describe('What If-Match has to name; 0 where they have never been set'),
  changed_by: z.string().nullable().describe('User id of who set them last'),
  changed_at: z.string().nullable().describe('When, ISO 8601 UTC'),
});

type Overrides = { -readonly [Name in keyof RiskLimits]?: RiskLimits[Name] };

/** The overrides among an object's members, without those that are null. */
export const overridesIn = (
  given: {
    readonly [Name in keyof RiskLimits]?: number | null | undefined;
  },
): Overrides => {
  const overrides: Overrides = {};
  for (const name of LIMIT_NAMES) {
    const value = given[name];
    if (value !== undefined && value !== null) overrides[name] = value;
  }
  return overrides;
};

const read = (item: Item | undefined) => {
  if (item === undefined) return parsed<Overrides>({});
  const control = readControl(item);
  if ('problem' in control) return control;
  return parsed<Overrides>(control.value.control === 'limits' ? overridesIn(control.value) : {});
};

/** @param item Of the controls table; undefined where the defaults hold. */
export const limitsView = (
  broker: Broker,
  item: Item | undefined,
  ceilings: RiskLimits,
): z.infer<typeof limitsBody> => {
  const overrides = read(item);
  return {
    broker,
    ...('problem' in overrides
      ? { limits: null, overrides: {}, problem: overrides.problem }
      : { limits: limitsWithin(broker, overrides.value, ceilings), overrides: overrides.value }),
    defaults: DEFAULT_LIMITS[broker],
    ceilings: broker === 'zerodha' ? ceilings : null,
    version: versionOf(item),
    changed_by: textIn(item, 'by'),
    changed_at: textIn(item, 'at'),
  };
};
