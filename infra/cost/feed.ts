import type { Item } from './platform.ts';
import { DAYS_OF_MONTH, HOURS_OF_MONTH, MARKET_HOURS, TRADING_DAYS } from './workload.ts';

/** The market feed of the template: where it runs, and what that takes. */
export type FeedFacts =
  | { readonly host: 'none' }
  | { readonly host: 'edge' }
  | {
      readonly host: 'relay';
      /** Megabytes of the function. */
      readonly memory: number;
      /** Starts in a day. Most find the market closed. */
      readonly starts: number;
    }
  | {
      readonly host: 'fargate';
      readonly cores: number;
      /** Megabytes. */
      readonly memory: number;
      /** Hours of a day. */
      readonly hours: number;
    };

const HOUR_SECONDS = 3_600;
const MILLION = 1_000_000;
const GIGABYTE = 1_000_000_000;
const MEGABYTES_OF_GIGABYTE = 1_024;

/** It connects five minutes before NSE opens, and leaves twenty minutes after the close. */
const CONNECTED_SECONDS = (MARKET_HOURS * 60 + 25) * 60 * TRADING_DAYS;
/** Assumed: seconds in which a run of the relay and its successor run together, and of a start that finds no market. */
const OVERLAP_SECONDS = 15;
const CLOSED_START_SECONDS = 0.5;
const RUN_SECONDS = 600;

/** The lease is renewed each second, in one write unit. */
const RENEWALS_A_SECOND = 1;
/** A scan of the strategies in two seconds, and two accounts in ten, of four kilobytes each. */
const READ_UNITS_A_SECOND = 0.5 + 0.2;
/** A line of metrics in ten seconds. */
const LINES_A_SECOND = 0.1;
const LINE_BYTES = 700;
/** Metrics of CloudWatch that it writes: a test compares them. */
export const METRICS_OF_FEED = 10;

const relaySeconds = (starts: number): number =>
  CONNECTED_SECONDS * (1 + OVERLAP_SECONDS / RUN_SECONDS) + starts * DAYS_OF_MONTH * CLOSED_START_SECONDS;

/** Seconds in which it reads the tables. A process reads them while markets are closed, too. */
const readingSeconds = (feed: Exclude<FeedFacts, { host: 'none' }>): number => {
  switch (feed.host) {
    case 'relay':
      return CONNECTED_SECONDS;
    case 'edge':
      return HOURS_OF_MONTH * HOUR_SECONDS;
    case 'fargate':
      return feed.hours * DAYS_OF_MONTH * HOUR_SECONDS;
    default:
      return feed satisfies never;
  }
};

/** What the host takes. The edge instance has a price of its own, whether it runs the feed or not. */
const hostItems = (feed: Exclude<FeedFacts, { host: 'none' }>): readonly Item[] => {
  switch (feed.host) {
    case 'relay':
      return [
        {
          what: 'relay on Lambda',
          price: 'gigabyteSeconds',
          quantity: (relaySeconds(feed.starts) * feed.memory) / MEGABYTES_OF_GIGABYTE,
        },
      ];
    case 'edge':
      return [{ what: 'program of the instance', price: 'parameter', quantity: 1 }];
    case 'fargate': {
      const hours = feed.hours * DAYS_OF_MONTH;
      return [
        { what: `Fargate, ${feed.cores} of a core`, price: 'fargateCore', quantity: feed.cores * hours },
        {
          what: `Fargate, ${feed.memory} MB`,
          price: 'fargateMemory',
          quantity: (feed.memory / MEGABYTES_OF_GIGABYTE) * hours,
        },
      ];
    }
    default:
      return feed satisfies never;
  }
};

/** A month of the market feed. A feed of yours has its own bill. */
export const feedItems = (feed: FeedFacts): readonly Item[] => {
  if (feed.host === 'none') return [];
  return [
    ...hostItems(feed),
    {
      what: 'renewals of the lease',
      price: 'writeUnits',
      quantity: (CONNECTED_SECONDS * RENEWALS_A_SECOND) / MILLION,
    },
    {
      what: 'reads of strategies, positions',
      price: 'readUnits',
      quantity: (readingSeconds(feed) * READ_UNITS_A_SECOND) / MILLION,
    },
    { what: 'log', price: 'logs', quantity: (CONNECTED_SECONDS * LINES_A_SECOND * LINE_BYTES) / GIGABYTE },
    {
      what: 'metrics',
      price: 'metric',
      quantity: (METRICS_OF_FEED * CONNECTED_SECONDS) / HOUR_SECONDS / HOURS_OF_MONTH,
    },
  ];
};
