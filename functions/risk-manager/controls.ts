import * as z from 'zod';
import { BROKERS, type Broker } from '../../shared/events/brokers.ts';
import { timestamp } from '../../shared/events/data/fields.ts';
import type { Item } from '../../shared/kernel/stage.ts';
import { limitOverrides, type RiskLimits, riskLimits } from './limits.ts';
import { type Readable, readable, unreadable } from './readable.ts';

/** Who wrote an item, when and why: kept for people, read by no rule. */
const record = {
  broker: z.enum(BROKERS),
  reason: z.string().max(1_024).optional(),
  by: z.string().max(256).optional(),
  at: timestamp.optional(),
  version: z.int().optional(),
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
  /** A latched daily loss is released by an item that is newer than the latch. */
  released_at: timestamp,
});

/** What people have set for one broker. */
export interface Controls {
  readonly limits: Readable<RiskLimits>;
  /** Engaged: nothing but reductions of positions goes out. */
  readonly killSwitch: { readonly engaged: boolean; readonly reason: string };
  /** Epoch milliseconds of the last release of the daily loss; 0 for never. */
  readonly lossReleasedAt: number;
}

const parse = <T>(schema: z.ZodType<T>, item: Item): Readable<T> => {
  const result = schema.safeParse(item);
  if (result.success) return readable(result.data);
  const [issue] = result.error.issues;
  const where = issue?.path.map(String).join('.');
  return unreadable(`control ${String(item.control)}: ${where ? `${where}: ` : ''}${issue?.message}`);
};

/**
 * The controls in a broker's items. No item means the default; an item that is malformed, or that no code here
 * knows, engages the kill switch with that as its reason: somebody meant something that is not being done.
 */
export const readControls = (broker: Broker, items: readonly Item[]): Controls => {
  let limits: Readable<RiskLimits> = readable(riskLimits(broker));
  let killSwitch = { engaged: false, reason: 'not engaged' };
  let lossReleasedAt = 0;
  const problems: string[] = [];
  const accept = <T>(read: Readable<T>, use: (value: T) => void): void => {
    if ('value' in read) use(read.value);
    else problems.push(read.problem);
  };
  for (const item of items) {
    switch (item.control) {
      case 'limits': {
        const read = parse(limitsItem, item);
        limits = 'value' in read ? readable(riskLimits(broker, read.value)) : read;
        accept(read, () => undefined);
        break;
      }
      case 'kill_switch':
        accept(parse(killSwitchItem, item), ({ engaged, reason }) => {
          killSwitch = { engaged, reason: engaged ? (reason ?? 'engaged, no reason given') : 'not engaged' };
        });
        break;
      case 'daily_loss_release':
        accept(parse(releaseItem, item), ({ released_at }) => {
          lossReleasedAt = Date.parse(released_at);
        });
        break;
      default:
        problems.push(`control ${String(item.control)} is unknown`);
    }
  }
  if (problems.length > 0) killSwitch = { engaged: true, reason: problems.join('; ') };
  return { limits, killSwitch, lossReleasedAt };
};
