import * as z from 'zod';
import { BROKERS, type Broker } from '../../../shared/events/brokers.ts';
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
  plainCheck,
  sessionCheck,
} from './checks.ts';
import { type HealthServices, sessionRoute } from './services.ts';

const brokerChecks = z.strictObject({
  kafka: plainCheck.describe('Topics have leaders'),
  tables: plainCheck.describe('Tables can be read'),
  kill_switch: killSwitchCheck.describe('Trading is not stopped'),
  session: sessionCheck.describe('The live account is logged in'),
  feed: feedCheck.describe('Prices come in'),
  event_sources: eventSourcesCheck.describe('Functions are given what is on their topics'),
});

const readiness = z.strictObject({
  ready: z.boolean().describe('Whether everything that is needed is there'),
  checks: z.strictObject({ paper: brokerChecks, zerodha: brokerChecks }),
});

const checkBroker = async (
  broker: Broker,
  services: HealthServices,
  strategies: ReturnType<HealthServices['tables']['scan']>,
  listing: ReturnType<HealthServices['eventSources']['list']>,
  now: number,
): Promise<z.output<typeof brokerChecks>> => {
  const [kafka, tables, kill_switch, session, feed, event_sources] = await Promise.all([
    checkKafka(broker, services),
    checkTables(broker, services, strategies),
    checkKillSwitch(broker, services),
    checkSession(broker, services, now),
    checkFeed(broker, services, strategies, now),
    checkEventSources(broker, services, listing),
  ]);
  return { kafka, tables, kill_switch, session, feed, event_sources };
};

export const getReadiness = sessionRoute({
  operation: 'getReadiness',
  method: 'GET',
  path: '/health/ready',
  tag: 'Health',
  summary: 'Whether everything that trading needs is there, per broker',
  description:
    'Kafka, tables, the kill switch, the login at the broker, the age of prices, and the event source mappings by their last result. Answers 503 with the same body where something that is needed is not there; a kill switch that a person has engaged is shown, and is no failure. Prices are judged while NSE trades, and only where the market has the time of the wall.',
  reply: readiness,
  async handle({ now }, services) {
    const strategies = services.tables.scan('strategies');
    const listing = services.eventSources.list();
    const [paper, zerodha] = await Promise.all([
      checkBroker('paper', services, strategies, listing, now),
      checkBroker('zerodha', services, strategies, listing, now),
    ]);
    const checks = { paper, zerodha };
    const ready = BROKERS.every((broker) =>
      Object.values(checks[broker]).every(({ needed, ok }) => ok || !needed),
    );
    return { body: { ready, checks }, status: ready ? 200 : 503 };
  },
});
