/** How sure a price is: read on a page of AWS, read on a page of someone else, or assumed. */
type Basis = 'AWS' | 'third party' | 'assumed';

interface Price {
  /** US dollars for one unit. */
  readonly dollars: number;
  readonly unit: string;
  /** The region that the price was read for. Another one than ap-south-1 is an assumption that both are alike. */
  readonly region: string;
  readonly source: string;
  /** The day of the reading. */
  readonly date: string;
  readonly basis: Basis;
}

const READ = '2026-11-24';
const MUMBAI = 'ap-south-1';
const VIRGINIA = 'us-east-1';

const priced = (
  dollars: number,
  unit: string,
  basis: Basis,
  source: string,
  region: string = MUMBAI,
): Price => ({ dollars, unit, region, source, date: READ, basis });

const MSK_SIZING = 'MSK sizing and pricing worksheet of AWS';
const GUESS = 'not read: compare it with the price page of AWS';

/** Every price that `npm run cost` uses, on demand and without taxes or free tiers. */
export const PRICES = {
  eventPollerUnit: priced(
    0.185,
    'unit-hour',
    'AWS',
    'Lambda developer guide, scaling modes of Kafka',
    VIRGINIA,
  ),
  requests: priced(0.2, 'million', 'assumed', GUESS),
  gigabyteSeconds: priced(0.000_013_333_4, 'GB-second', 'third party', 'AWS Price List, Lambda on Arm'),
  writeUnits: priced(0.71, 'million', 'assumed', GUESS),
  readUnits: priced(0.142, 'million', 'assumed', 'a fifth of a write unit'),
  't3.small': priced(0.0456, 'broker-hour', 'third party', 'AWS Price List, MSK', VIRGINIA),
  'm7g.large': priced(0.204, 'broker-hour', 'AWS', MSK_SIZING, VIRGINIA),
  mskStorage: priced(0.1, 'GB-month', 'AWS', MSK_SIZING, VIRGINIA),
  't4g.small': priced(0.0112, 'hour', 'third party', 'EC2 price comparison'),
  't4g.medium': priced(0.0224, 'hour', 'assumed', 'twice t4g.small'),
  disk: priced(0.0912, 'GB-month', 'third party', 'EC2 price comparison, gp3'),
  snapshots: priced(0.05, 'GB-month', 'assumed', GUESS),
  natGateway: priced(0.056, 'hour', 'assumed', GUESS),
  fargateCore: priced(0.032_38, 'core-hour', 'assumed', GUESS, VIRGINIA),
  fargateMemory: priced(0.003_56, 'GB-hour', 'assumed', GUESS, VIRGINIA),
  parameter: priced(0.05, 'parameter-month', 'assumed', GUESS),
  publicAddress: priced(0.005, 'hour', 'third party', 'AWS announcement of prices for public IPv4'),
  logs: priced(0.67, 'GB', 'assumed', GUESS),
  alarmMetric: priced(0.1, 'metric-month', 'assumed', GUESS),
  metric: priced(0.3, 'metric-month', 'assumed', GUESS),
  secret: priced(0.4, 'secret-month', 'assumed', GUESS),
  apiRequests: priced(1.05, 'million', 'assumed', GUESS),
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof PRICES;
