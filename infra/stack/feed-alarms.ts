import { FEED_METRICS, FEED_SERVICE, type FeedMetricName } from '../../functions/market-feed/metrics.ts';
import { metricsNamespace } from '../../shared/lambda/metrics.ts';
import { MARKET_FEED_FUNCTION } from '../service/market-feed.ts';
import { alarm, single } from './alarms.ts';
import type { Deployment } from './deployment.ts';
import type { Resources } from './intrinsics.ts';

interface FeedAlarm {
  readonly what: string;
  readonly metric: FeedMetricName;
  readonly says: string;
  /** Rings above this. */
  readonly threshold: number;
  /** Minutes in a row. */
  readonly minutes: number;
}

/** A hand-over by the lease takes less. More is a run that crashed without a successor. */
const MAX_GAP_MS = 5_000;

const ALARMS: readonly FeedAlarm[] = [
  {
    what: 'silent',
    metric: 'FeedSilence',
    says: 'A market is open, and Kite sends no tick of any subscribed instrument. The feed connects again by itself. Compare with Kite’s status page. Without prices, paper fills nothing and risk refuses entries.',
    threshold: 0,
    minutes: 2,
  },
  {
    what: 'needs-login',
    metric: 'FeedNeedsLogin',
    says: 'The market feed has no session at Kite, or Kite refuses its token: no tick is published. Log in: npm run cli -- login. The feed continues within seconds.',
    threshold: 0,
    minutes: 2,
  },
  {
    what: 'refused',
    metric: 'FeedRefusedInstruments',
    says: 'Active strategies and positions name more than 9,000 instruments: Kite takes no more. GET /health/ready names some of those without ticks. Disable a strategy, or give it fewer instruments.',
    threshold: 0,
    minutes: 1,
  },
  {
    what: 'conflated',
    metric: 'FeedConflated',
    says: 'Kafka takes ticks more slowly than Kite sends them: newer ticks replaced unsent older ones, in five minutes in a row. No instrument lacks its newest price. Look at the brokers and the load of the host.',
    threshold: 0,
    minutes: 5,
  },
  {
    what: 'gap',
    metric: 'FeedHandoverGapMs',
    says: `No run of the market feed received the market for more than ${MAX_GAP_MS / 1_000} seconds: a run ended before its successor was connected. Read the log of market-feed. Bars of that time lack ticks.`,
    threshold: MAX_GAP_MS,
    minutes: 1,
  },
];

/** What the feed itself says. That it says nothing is a heartbeat alarm. */
export const feedAlarmsOf = (deployment: Deployment): Resources =>
  Object.fromEntries(
    ALARMS.map(({ metric, ...rule }) =>
      alarm(
        deployment,
        MARKET_FEED_FUNCTION,
        rule,
        single(metricsNamespace(deployment.stage), metric, FEED_METRICS[metric].statistic, [
          'service',
          FEED_SERVICE,
        ]),
      ),
    ),
  );
