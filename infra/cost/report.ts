import { type Column, table } from '../cli/table.ts';
import { LAMBDA_LOG_BYTES, NETWORK_MS, STRATEGY_MS } from './batches.ts';
import { MEASURED } from './measurements.ts';
import { type Row, totalOf } from './month.ts';
import { PRICES, type PriceName } from './prices.ts';
import type { TemplateFacts } from './template-facts.ts';
import {
  ACTIONS_A_DAY,
  API_REQUESTS_A_DAY,
  HOURS_OF_MONTH,
  MARKET_HOURS,
  TRADING_DAYS,
  type Workload,
} from './workload.ts';

const dollars = (amount: number): string =>
  amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

const quantity = (amount: number): string =>
  amount.toLocaleString('en', { maximumSignificantDigits: 4, maximumFractionDigits: 3 });

const COLUMNS: readonly Column<Row>[] = [
  { heading: 'service', cell: ({ service }) => service },
  { heading: 'what', cell: ({ what }) => what },
  { heading: 'quantity', align: 'right', cell: (row) => quantity(row.quantity) },
  { heading: 'unit', cell: ({ price }) => PRICES[price].unit },
  { heading: '$ each', align: 'right', cell: ({ price }) => String(PRICES[price].dollars) },
  { heading: '$ a month', align: 'right', cell: (row) => dollars(row.dollars) },
];

const PRICE_COLUMNS: readonly Column<PriceName>[] = [
  { heading: 'price', cell: (name) => name },
  { heading: '$', align: 'right', cell: (name) => String(PRICES[name].dollars) },
  { heading: 'unit', cell: (name) => PRICES[name].unit },
  { heading: 'region', cell: (name) => PRICES[name].region },
  { heading: 'date', cell: (name) => PRICES[name].date },
  { heading: 'basis', cell: (name) => PRICES[name].basis },
  { heading: 'source', cell: (name) => PRICES[name].source },
];

const byService = (rows: readonly Row[]): readonly string[] =>
  [...Map.groupBy(rows, ({ service }) => service)].map(
    ([service, own]) => `  ${service.padEnd(16)}${dollars(totalOf(own)).padStart(9)}`,
  );

const assumptions = (workload: Workload, { pollerHours }: TemplateFacts): readonly string[] => [
  `Market: ${MARKET_HOURS} hours on ${TRADING_DAYS} days of a month of ${HOURS_OF_MONTH} hours.`,
  `Event source mappings are enabled for ${quantity(pollerHours)} hours, as the template schedules them, holidays included.`,
  `Ticks: ${workload.ticks} a second of each of ${workload.instruments} instruments, in at most ${workload.sends} batches a second.`,
  `Signals: ${workload.signals} a day of each of ${workload.strategies} strategies. Each is filled, at every broker of the template, and comes alone.`,
  'Market feed: connected from 09:10 to 15:50. Without the free tier of Lambda, which alone would pay for the relay.',
  `Users: ${API_REQUESTS_A_DAY} requests and ${ACTIONS_A_DAY} changes a day.`,
  `A batch takes the measured time, more on less than a core, and ${NETWORK_MS} ms for each call of DynamoDB or Kafka (assumed).`,
  `A strategy takes ${STRATEGY_MS} ms a tick (assumed). Lambda logs ${LAMBDA_LOG_BYTES} bytes an invocation besides ours (assumed).`,
  `Measured ${MEASURED.date} by ${MEASURED.commands.map((command) => `"${command}"`).join(' and ')} on ${MEASURED.machine}.`,
  'Not included: taxes, free tiers, support, traffic between zones, cold starts, reads and storage of DynamoDB (below a dollar), a feed of yours, a self-managed cluster.',
  'A price that was read for another region, or that is assumed, may differ from your bill.',
];

/** The bill, what it sums up to, and everything that it assumes. */
export const reportLines = (
  rows: readonly Row[],
  facts: TemplateFacts,
  workload: Workload,
): readonly string[] => [
  ...table(COLUMNS, rows),
  '',
  ...byService(rows),
  `  ${'a month'.padEnd(16)}${dollars(totalOf(rows)).padStart(9)}`,
  '',
  ...assumptions(workload, facts),
  '',
  ...table(PRICE_COLUMNS, [...new Set(rows.map(({ price }) => price))]),
];
