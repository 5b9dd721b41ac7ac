import * as z from 'zod';
import { AlphaPandaError, messageOf } from '../../shared/errors.ts';
import { istDay } from '../../shared/market/ist.ts';
import { isOffTime, mayTrade } from '../../shared/poller-hours/hours.ts';
import type { Ports } from './ports.ts';
import { type Outcome, switchMapping } from './switch-mapping.ts';

/** The event of the function. */
export const request = z.strictObject({
  switch: z.enum(['on', 'off', 'adopt']),
  /** Whether to do nothing on a holiday of the exchanges. */
  trading_days_only: z.boolean().default(false),
  /** Whose trading days. */
  poller_hours: z.enum(['nse', 'mcx']).default('nse'),
  /**
   * The time of the schedule, which calls every hour. Mappings are disabled by the first call after the day's last close.
   * Absent: disable them now.
   */
  scheduled_for: z.iso
    .datetime()
    .transform((text) => Date.parse(text))
    .optional(),
  /** UUIDs, for a person who means some mappings only. */
  mappings: z.array(z.string().min(1)).min(1).optional(),
});

/** Lambda's API takes few calls a second, and small brokers take few new connections. */
const SPACING_MS = 5_000;

/** Less than the timeout of the function. */
const RUN_MS = 13 * 60_000;

export interface Report {
  readonly outcomes: readonly Outcome[];
  readonly failures: readonly unknown[];
}

/** Whether an event means this moment in the calendar. */
const isDue = (
  { switch: to, trading_days_only, poller_hours, scheduled_for }: z.output<typeof request>,
  now: number,
): boolean => {
  if (trading_days_only && !mayTrade(poller_hours, istDay(now))) return false;
  return to !== 'off' || scheduled_for === undefined || isOffTime(poller_hours, scheduled_for);
};

/** Switches mappings, one after the other: those of the event, or all. A failure of one does not affect the others. */
export const switchMappings = async (
  event: unknown,
  uuids: readonly string[],
  ports: Ports,
): Promise<Report> => {
  const asked = request.parse(event);
  const { time } = ports;
  if (!isDue(asked, time.now())) return { outcomes: [], failures: [] };
  const { switch: to, mappings = uuids } = asked;
  const until = time.now() + RUN_MS;
  const results = await Promise.allSettled(
    mappings.map(async (uuid, index) => {
      await time.sleep(index * SPACING_MS);
      return switchMapping(uuid, to, ports, until);
    }),
  );
  return {
    outcomes: results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    failures: results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])),
  };
};

/** @throws AlphaPandaError `POLLER_HOURS_INCOMPLETE` that lists all failures */
export const failIfIncomplete = ({ failures }: Report): void => {
  if (failures.length === 0) return;
  throw new AlphaPandaError(
    'POLLER_HOURS_INCOMPLETE',
    `${failures.length} event source mappings are not as poller hours want them: ${failures.map(messageOf).join('; ')}`,
  );
};
