import { eventTopics } from '../../shared/events/topics.ts';
import { isInTrail } from '../../shared/kernel/trail.ts';
import { type MappingLoad, mappingLoad } from './batches.ts';
import { feedItems } from './feed.ts';
import { TRAIL_UNITS } from './measurements.ts';
import { type Item, kafkaItems, kafkaSecrets, networkItems, type Platform } from './platform.ts';
import { PRICES } from './prices.ts';
import { type MappingFacts, METRICS_OF_STAGE, pollerUnits, type TemplateFacts } from './template-facts.ts';
import {
  API_REQUESTS_A_DAY,
  DAYS_OF_MONTH,
  eventsOf,
  HOURS_OF_MONTH,
  MARKET_HOURS,
  TRADING_DAYS,
  type Workload,
} from './workload.ts';

/** One row of the bill. */
export interface Row extends Item {
  readonly service: string;
  readonly dollars: number;
}

const MILLION = 1_000_000;
const GIGABYTE = 1_000_000_000;

const sumOf = (loads: readonly MappingLoad[], part: (load: MappingLoad) => number): number =>
  loads.reduce((sum, load) => sum + part(load), 0);

/** CloudWatch bills a metric for the hours in which it is written. */
const metricMonths = (mappings: readonly MappingFacts[], workload: Workload): number => {
  const marketHours = MARKET_HOURS * TRADING_DAYS;
  const stages = Map.groupBy(mappings, ({ stage }) => stage);
  const hours = [...stages.values()].map((own) =>
    Math.min(
      marketHours,
      sumOf(
        own.map((mapping) => mappingLoad(mapping, workload)),
        ({ invocations }) => invocations,
      ),
    ),
  );
  return (METRICS_OF_STAGE * hours.reduce((sum, one) => sum + one, 0)) / HOURS_OF_MONTH;
};

/** The audit trail has an entry for each event but ticks, of the scopes that are deployed. */
const trailUnits = (mappings: readonly MappingFacts[], workload: Workload): number => {
  const scopes = new Set(mappings.map(({ stage }) => stage.scope));
  const events = eventTopics()
    .filter(({ name, broker }) => isInTrail(name) && scopes.has(broker))
    .flatMap(({ types, broker }) => types.map((type) => eventsOf[type](workload, broker)));
  return TRAIL_UNITS * events.reduce((sum, one) => sum + one, 0);
};

/** A month's bill, by service. Pure: the template's facts, the load and the platform decide it. */
export const monthOf = (facts: TemplateFacts, workload: Workload, platform: Platform): readonly Row[] => {
  const { mappings, alarmMetrics, secrets } = facts;
  const loads = mappings.map((mapping) => mappingLoad(mapping, workload));
  const units = pollerUnits(facts);
  const scopes = new Set(mappings.map(({ stage }) => stage.scope)).size;
  const bill: Readonly<Record<string, readonly Item[]>> = {
    'Event pollers': [
      {
        what: `${mappings.length} mappings: ${units} units`,
        price: 'eventPollerUnit',
        quantity: units * facts.pollerHours,
      },
    ],
    'Market feed': feedItems(facts.feed),
    Kafka: kafkaItems(platform),
    Network: networkItems(platform),
    Lambda: [
      {
        what: 'invocations',
        price: 'requests',
        quantity: sumOf(loads, ({ invocations }) => invocations) / MILLION,
      },
      {
        what: 'duration × memory',
        price: 'gigabyteSeconds',
        quantity: sumOf(loads, ({ gigabyteSeconds }) => gigabyteSeconds),
      },
    ],
    DynamoDB: [
      {
        what: 'writes',
        price: 'writeUnits',
        quantity: (sumOf(loads, (load) => load.writeUnits) + trailUnits(mappings, workload)) / MILLION,
      },
    ],
    Logs: [
      { what: 'ingested', price: 'logs', quantity: sumOf(loads, ({ logBytes }) => logBytes) / GIGABYTE },
    ],
    CloudWatch: [
      { what: 'metrics of alarms', price: 'alarmMetric', quantity: alarmMetrics },
      { what: 'metrics of stages', price: 'metric', quantity: metricMonths(mappings, workload) },
    ],
    'Secrets, API': [
      { what: 'secrets', price: 'secret', quantity: secrets + kafkaSecrets(platform, scopes) },
      {
        what: 'requests',
        price: 'apiRequests',
        quantity: (API_REQUESTS_A_DAY * DAYS_OF_MONTH) / MILLION,
      },
    ],
  };
  return Object.entries(bill).flatMap(([service, items]) =>
    items.map((item) => ({ service, ...item, dollars: item.quantity * PRICES[item.price].dollars })),
  );
};

export const totalOf = (rows: readonly Row[]): number => rows.reduce((sum, { dollars }) => sum + dollars, 0);
