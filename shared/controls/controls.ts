import * as z from 'zod';
import { BROKERS, type Broker } from '../events/brokers.ts';
import { timestamp } from '../events/data/fields.ts';
import { type Parsed, parsed, unusable } from '../parsed.ts';
import type { Item } from '../ports/item.ts';
import type { TableReader } from '../ports/table-reader.ts';
import { limitsWithin } from './ceilings.ts';
import { DEFAULT_CEILINGS, limitOverrides, type RiskLimits } from './limits.ts';

/** Author, time and reason of an item. No rule reads them. */
const record = {
  broker: z.enum(BROKERS),
  reason: z.string().max(1_024).optional(),
  by: z.string().max(256).optional(),
  at: timestamp.optional(),
  version: z.int().optional(),
  /** Unpublished audit events of the item. */
  pending_events: z.unknown().optional(),
};

const limitsItem = limitOverrides.extend({ ...record, control: z.literal('limits') });

const killSwitchItem = z.strictObject({
  ...record,
  control: z.literal('kill_switch'),
  engaged: z.boolean(),
});

const releaseItem = z.strictObject({
  ...record,
  control: z.literal('daily_loss_release'),
  released_at: timestamp,
  /** The released latch. Old items have none and release nothing. */
  latch_id: z.string().min(1).max(64).optional(),
});

/** The controls of one broker. */
export interface Controls {
  readonly limits: Parsed<RiskLimits>;
  /** If engaged, only orders that reduce a position pass. */
  readonly killSwitch: { readonly engaged: boolean; readonly reason: string };
  /** The last release that names a latch. */
  readonly lossRelease: LossRelease | undefined;
}

/** The release of one latched daily loss. */
export interface LossRelease {
  readonly latchId: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

const OFF = { engaged: false, reason: 'not engaged' };

/** The switch without an item. Live trading starts only after a release. */
const UNTOUCHED: { readonly [B in Broker]: Controls['killSwitch'] } = {
  paper: OFF,
  zerodha: { engaged: true, reason: 'live trading has never been released; a release names version 0' },
};

/** An item of the controls table. */
export const controlItem = z.discriminatedUnion('control', [limitsItem, killSwitchItem, releaseItem]);

export type ControlItem = z.infer<typeof controlItem>;

const releaseIn = ({ latch_id, released_at }: z.infer<typeof releaseItem>): LossRelease | undefined =>
  latch_id === undefined ? undefined : { latchId: latch_id, at: Date.parse(released_at) };

/** Parses one control. */
export const readControl = (item: Item): Parsed<ControlItem> => {
  const result = controlItem.safeParse(item);
  if (result.success) return parsed(result.data);
  const [issue] = result.error.issues;
  const where = issue?.path.map(String).join('.') ?? '';
  return unusable(`control ${String(item.control)} is malformed: ${where} ${issue?.message ?? ''}`);
};

/**
 * The controls in a broker's items. A missing item means the default. The live kill switch is engaged by default, so
 * that a deleted item or an empty restored table starts no trading. A malformed or unknown item engages the kill switch
 * with its problem as the reason. Live limits are always capped at their ceilings.
 */
export const readControls = (
  broker: Broker,
  items: readonly Item[],
  ceilings: RiskLimits = DEFAULT_CEILINGS,
): Controls => {
  let limits: Parsed<RiskLimits> = parsed(limitsWithin(broker, {}, ceilings));
  let killSwitch = UNTOUCHED[broker];
  let lossRelease: LossRelease | undefined;
  const problems: string[] = [];
  for (const item of items) {
    const control = readControl(item);
    if ('problem' in control) {
      problems.push(control.problem);
      if (item.control === 'limits') limits = control;
      continue;
    }
    const { value } = control;
    if (value.control === 'limits') limits = parsed(limitsWithin(broker, value, ceilings));
    else if (value.control === 'daily_loss_release') lossRelease = releaseIn(value);
    else
      killSwitch = value.engaged
        ? { engaged: true, reason: value.reason ?? 'engaged, no reason given' }
        : OFF;
  }
  if (problems.length > 0) killSwitch = { engaged: true, reason: problems.join('; ') };
  return { limits, killSwitch, lossRelease };
};

/**
 * A broker's current controls, by a consistent read.
 * @throws TransientError if the table cannot be read
 */
export const loadControls = async (
  tables: TableReader,
  broker: Broker,
  ceilings?: RiskLimits,
): Promise<Controls> => readControls(broker, await tables.query('controls', broker), ceilings);
