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
    .describe('Limits in force; null if the item is malformed, which rejects every order'),
  overrides: limitOverrides.describe('Limits that a user set'),
  defaults: allLimits,
  ceilings: allLimits
    .nullable()
    .describe('Loosest value of each limit, fixed by the deployment; null for paper'),
  problem: z.string().optional().describe('Why the item is malformed; setting the limits repairs it'),
  version: z.int().describe('Version for If-Match; 0 if the limits were never set'),
  changed_by: z.string().nullable().describe('User id of the last change'),
  changed_at: z.string().nullable().describe('Time of the last change, ISO 8601 UTC'),
});

type Overrides = { -readonly [Name in keyof RiskLimits]?: RiskLimits[Name] };

/** The limits among an object's members that are not null. */
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

/** @param item Item of the controls table; undefined for the defaults. */
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
