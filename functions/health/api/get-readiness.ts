import * as z from 'zod';
import { BROKERS, type Broker } from '../../../shared/events/brokers.ts';
import { checkMarketFeed, marketFeedCheck } from './check-market-feed.ts';
import {
  checkEventSources,
  checkFeed,
  checkKafka,
  checkKillSwitch,
  checkSession,
  checkTables,
  eventSourcesCheck,
  feedCheck,
  killSwitchCheck,
  OFF_BY_SCHEDULE,
  plainCheck,
  sessionCheck,
} from './checks.ts';
import { type HealthServices, sessionRoute } from './services.ts';

const brokerChecks = z.strictObject({
  kafka: plainCheck.describe('Every topic has a leader'),
  tables: plainCheck.describe('Tables are readable'),
  kill_switch: killSwitchCheck.describe('The kill switch is released'),
  session: sessionCheck.describe('The live account is logged in'),
  feed: feedCheck.describe('Prices are recent'),
  event_sources: eventSourcesCheck.describe('Functions receive the records of their topics'),
});

const readiness = z.strictObject({
  ready: z.boolean().describe('Whether the state is ready'),
  state: z
    .enum(['ready', 'off_by_schedule', 'not_ready'])
    .describe(
      'ready: every needed check passes. off_by_schedule: the same, but poller hours disabled event source mappings, so nothing is processed until they are enabled. not_ready: a needed check fails',
    ),
  checks: z.strictObject({ paper: brokerChecks, zerodha: brokerChecks }),
  market_feed: marketFeedCheck.describe('The market feed publishes ticks'),
});

const absent = { needed: false, ok: false, problem: 'NOT_DEPLOYED' } as const;

/** The checks of a broker that the deployment does not have. */
const NOT_DEPLOYED: z.output<typeof brokerChecks> = {
  kafka: absent,
  tables: absent,
  kill_switch: absent,
  session: absent,
  feed: absent,
  event_sources: { ...absent, stuck: [] },
};

const checkBroker = async (
  broker: Broker,
  services: HealthServices,
  strategies: ReturnType<HealthServices['tables']['scan']>,
  listing: ReturnType<HealthServices['eventSources']['list']>,
  now: number,
): Promise<z.output<typeof brokerChecks>> => {
  if (!services.brokers.includes(broker)) return NOT_DEPLOYED;
  const [kafka, tables, kill_switch, session, feed, event_sources] = await Promise.all([
    checkKafka(broker, services),
    checkTables(broker, services, strategies),
    checkKillSwitch(broker, services),
    checkSession(broker, services, now),
    checkFeed(broker, services, strategies, now),
    checkEventSources(broker, services, listing, now),
  ]);
  const isOff = event_sources.problem === OFF_BY_SCHEDULE;
  return {
    kafka,
    tables,
    kill_switch,
    // Nothing trades until the mappings are enabled.
    session: isOff ? { ...session, needed: false } : session,
    feed,
    event_sources,
  };
};

export const getReadiness = sessionRoute({
  operation: 'getReadiness',
  method: 'GET',
  path: '/health/ready',
  tag: 'Health',
  summary: 'Check readiness',
  description:
    'Checks per broker: Kafka, tables, the kill switch, the broker session, the age of prices, and the last result of each event source mapping. Returns 503 with the same body if a needed check fails. An engaged kill switch is reported and is not a failure. Outside of poller hours, event source mappings that the schedule disabled are no failure: the state is then off_by_schedule with 200, and no broker session is needed. In poller hours they are a failure. The age of prices is checked during NSE trading hours, and only if the market clock is the wall clock. A deployment with brokers=paper needs no check of zerodha. The market feed is needed at the same times, if a strategy runs and the deployment has a feed.',
  reply: readiness,
  async handle({ now }, services) {
    const strategies = services.tables.scan('strategies');
    const listing = services.eventSources.list();
    const [paper, zerodha, market_feed] = await Promise.all([
      checkBroker('paper', services, strategies, listing, now),
      checkBroker('zerodha', services, strategies, listing, now),
      checkMarketFeed(services, strategies, now),
    ]);
    const checks = { paper, zerodha };
    const all = [market_feed, ...BROKERS.flatMap((broker) => Object.values(checks[broker]))];
    const passes = all.every(({ needed, ok }) => ok || !needed);
    const isOff = BROKERS.some((broker) => checks[broker].event_sources.problem === OFF_BY_SCHEDULE);
    const passing = isOff ? ('off_by_schedule' as const) : ('ready' as const);
    const state = passes ? passing : ('not_ready' as const);
    return { body: { ready: state === 'ready', state, checks, market_feed }, status: passes ? 200 : 503 };
  },
});
