import * as z from 'zod';
import { findActiveSession } from '../../../shared/auth/current-session.ts';
import { loadControls } from '../../../shared/controls/controls.ts';
import { AlphaPandaError } from '../../../shared/errors.ts';
import { BROKERS, type Broker } from '../../../shared/events/brokers.ts';
import { instrumentToken, timestamp } from '../../../shared/events/data/fields.ts';
import { SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import { marketState } from '../../../shared/market/calendar.ts';
import { readLastPrices } from '../../../shared/market/read-last-prices.ts';
import { MARKS } from '../../../shared/poller-hours/marks.ts';
import type { EventSource } from '../../../shared/ports/event-sources.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { common } from './common-check.ts';
import { disabledBecause, isExpectedOff, marksIn } from './scheduled-mappings.ts';
import type { HealthServices } from './services.ts';

export const plainCheck = z.strictObject(common);

export const sessionCheck = z.strictObject({
  ...common,
  expires_at: timestamp.optional().describe('End of the broker session'),
});

export const feedCheck = z.strictObject({
  ...common,
  newest_tick_at: timestamp
    .optional()
    .describe('Time of the newest price of any instrument of an active strategy'),
  age_ms: z
    .int()
    .optional()
    .describe('Age by the wall clock; meaningless in a replay or a simulated session'),
});

export const eventSourcesCheck = z.strictObject({
  ...common,
  stuck: z
    .array(
      z.strictObject({
        function: z.string(),
        topics: z.array(z.string()),
        problem: z
          .string()
          .describe('Its state if it is not enabled, or the error of its last batch or poll'),
      }),
    )
    .describe('Event source mappings that make no progress, but should'),
  off_by_schedule: z
    .int()
    .optional()
    .describe('Count of event source mappings that poller hours disabled and will enable'),
});

export const killSwitchCheck = z.strictObject({
  ...common,
  engaged: z.boolean().optional().describe('Whether only orders that reduce a position pass'),
  reason: z.string().optional().describe('Reason for engaging it'),
});

type Check = z.output<typeof plainCheck>;
type KillSwitchCheck = z.output<typeof killSwitchCheck>;
type EventSourcesCheck = z.output<typeof eventSourcesCheck>;
type FeedCheck = z.output<typeof feedCheck>;
type SessionCheck = z.output<typeof sessionCheck>;

/** Instruments that the feed check reads. More would not change its result. */
const MAX_INSTRUMENTS = 500;

/** The attributes of a strategy that the feed check needs. */
const strategyItem = z.object({
  is_active: z.literal(true),
  zerodha_trading_enabled: z.boolean().default(false),
  instruments: z.array(instrumentToken),
});

/** Runs a check; an error becomes a failed check. */
const checked = async <C extends Check>(
  name: string,
  broker: Broker,
  services: HealthServices,
  check: () => Promise<C>,
): Promise<C | Check> => {
  try {
    return await check();
  } catch (thrown) {
    services.onFailure(name, broker, thrown);
    return { needed: true, ok: false, problem: thrown instanceof AlphaPandaError ? thrown.code : 'FAILED' };
  }
};

const READY: Check = { needed: true, ok: true };

/** Whether the broker's topics and the ticks topic have leaders. */
export const checkKafka = (broker: Broker, services: HealthServices): Promise<Check> =>
  checked('kafka', broker, services, async () => {
    const topics = [SHARED_TOPICS.marketTicks, ...Object.values(topicsFor(broker))];
    await services.topics.check(topics.map(({ name }) => name));
    return READY;
  });

/** Whether tables are readable: the strategies table stands for all. */
export const checkTables = (
  broker: Broker,
  services: HealthServices,
  strategies: Promise<readonly Item[]>,
): Promise<Check> =>
  checked('tables', broker, services, async () => {
    await strategies;
    return READY;
  });

/** Whether the live account has a broker session. Paper needs none, nor does a deployment without users. */
export const checkSession = (broker: Broker, services: HealthServices, now: number): Promise<SessionCheck> =>
  checked('session', broker, services, async () => {
    const { account, tables } = services;
    if (broker === 'paper' || account === undefined) return { needed: false, ok: true };
    const session = await findActiveSession(tables, account);
    if (session === undefined) return { needed: true, ok: false, problem: 'SESSION_NOT_FOUND' };
    const expires_at = new Date(session.expiresAt).toISOString();
    if (now >= session.expiresAt) return { needed: true, ok: false, problem: 'SESSION_EXPIRED', expires_at };
    return { ...READY, expires_at };
  });

/**
 * Whether trading is stopped. A person decides that, so an engaged switch is not a failure. Trading needs the check to
 * be readable.
 */
export const checkKillSwitch = (broker: Broker, services: HealthServices): Promise<KillSwitchCheck> =>
  checked('kill_switch', broker, services, async () => {
    const { engaged, reason } = (await loadControls(services.tables, broker)).killSwitch;
    return engaged
      ? { needed: false, ok: false, problem: 'KILL_SWITCH', engaged, reason }
      : { ...READY, engaged };
  });

/**
 * Whether prices are recent. Needed during NSE trading hours if the market clock is the wall clock. In a year
 * without a calendar nothing is known about it, and the check says so.
 */
export const checkFeed = (
  broker: Broker,
  services: HealthServices,
  strategies: Promise<readonly Item[]>,
  now: number,
): Promise<FeedCheck> =>
  checked('feed', broker, services, async () => {
    const active = (await strategies).flatMap((item) => {
      const { data } = strategyItem.safeParse(item);
      return data !== undefined && (broker === 'paper' || data.zerodha_trading_enabled)
        ? data.instruments
        : [];
    });
    const tokens = [...new Set(active)].slice(0, MAX_INSTRUMENTS);
    const quotes = await readLastPrices(services.tables)(tokens);
    const newest = Math.max(...[...quotes.values()].map(({ at }) => at));
    const market = marketState('NSE', now);
    const needed = tokens.length > 0 && services.isLive && market === 'open';
    const unknown = services.isLive && market === 'no_calendar' ? { problem: 'NO_CALENDAR' } : {};
    if (!Number.isFinite(newest)) {
      return { needed, ok: !needed, ...(needed && { problem: 'NO_PRICES' }), ...unknown };
    }
    const seen = { newest_tick_at: new Date(newest).toISOString(), age_ms: now - newest };
    if (needed && seen.age_ms > services.maxPriceAgeMs) {
      return { needed, ok: false, problem: 'PRICES_TOO_OLD', ...seen };
    }
    return { needed, ok: true, ...unknown, ...seen };
  });

/** Problems quote errors, whose length is not limited. */
const MAX_PROBLEM_LENGTH = 500;

/** Poller hours disabled mappings, and no other mapping is stuck. */
export const OFF_BY_SCHEDULE = 'OFF_BY_SCHEDULE';

/** The marks of poller hours. If they cannot be read, no mapping counts as disabled by schedule. */
const loadMarks = async (broker: Broker, services: HealthServices) => {
  try {
    return marksIn(await services.tables.query('controls', MARKS));
  } catch (thrown) {
    services.onFailure('event_sources', broker, thrown);
    return marksIn([]);
  }
};

/** The broker's mappings and the shared ones. */
const mappingsOf = (
  broker: Broker,
  { functionPrefix }: HealthServices,
  listing: readonly EventSource[],
): readonly EventSource[] => {
  const others = BROKERS.filter((other) => other !== broker).map((other) => `${functionPrefix}${other}-`);
  return listing.filter(
    ({ functionName }) =>
      functionName.startsWith(functionPrefix) && !others.some((prefix) => functionName.startsWith(prefix)),
  );
};

const judge = async (
  broker: Broker,
  services: HealthServices,
  own: readonly EventSource[],
  now: number,
): Promise<EventSourcesCheck> => {
  if (own.length === 0) return { needed: true, ok: false, problem: 'NO_EVENT_SOURCES', stuck: [] };
  const off = own.filter(({ state }) => state !== 'Enabled');
  const marks = await (off.length > 0 ? loadMarks(broker, services) : marksIn([]));
  const expected = new Set(
    off.filter((mapping) => isExpectedOff(mapping, marks.get(mapping.id), services.pollerHours, now)),
  );
  const stuck = own.flatMap((mapping) => {
    const { id, functionName, topics, state, problem } = mapping;
    const why = state === 'Enabled' ? problem : disabledBecause(mapping, marks.get(id));
    if (why === undefined || expected.has(mapping)) return [];
    return [
      {
        function: functionName.slice(services.functionPrefix.length),
        topics: [...topics],
        problem: why.slice(0, MAX_PROBLEM_LENGTH),
      },
    ];
  });
  const count = expected.size === 0 ? {} : { off_by_schedule: expected.size };
  if (stuck.length > 0) return { needed: true, ok: false, problem: 'EVENT_SOURCES_STUCK', stuck, ...count };
  if (expected.size > 0) return { needed: false, ok: false, problem: OFF_BY_SCHEDULE, stuck, ...count };
  return { needed: true, ok: true, stuck };
};

/**
 * Whether every event source mapping of the broker's functions and of the shared ones makes progress. A failure of
 * Lambda's API is reported but does not make the broker unready.
 */
export const checkEventSources = async (
  broker: Broker,
  services: HealthServices,
  listing: Promise<readonly EventSource[]>,
  now: number,
): Promise<EventSourcesCheck> => {
  try {
    return await judge(broker, services, mappingsOf(broker, services, await listing), now);
  } catch (thrown) {
    services.onFailure('event_sources', broker, thrown);
    const problem = thrown instanceof AlphaPandaError ? thrown.code : 'FAILED';
    return { needed: false, ok: false, problem, stuck: [] };
  }
};
