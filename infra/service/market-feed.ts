import { accountId } from '../../shared/auth/current-session.ts';
import { BROKERS } from '../../shared/events/brokers.ts';
import { SHARED_TOPICS } from '../../shared/events/topics.ts';
import { FEED_LEASE_KEY } from '../../shared/market/feed-lease.ts';
import { TABLES } from '../../shared/ports/tables.ts';
import { type CalledFunction, SECRETS } from './api.ts';
import type { ScheduledFunction } from './scheduled.ts';
import { INSTRUMENTS } from './stages.ts';

/**
 * Publishes Kite's ticks. Its code and its settings are also those of the process on other hosts. It has no code path to
 * orders.
 */
export const MARKET_FEED_FUNCTION: ScheduledFunction & CalledFunction = {
  name: 'market-feed',
  description: "Publishes the ticks of Kite's WebSocket",
  scope: 'shared',
  folder: 'market-feed',
  memorySize: 512,
  tables: [
    { table: TABLES.sessions.name, uses: ['get'], partitionKeys: [accountId('*')] },
    { table: TABLES.strategies.name, uses: ['scan'] },
    { table: TABLES.positions.name, uses: ['get'], partitionKeys: BROKERS },
    ...INSTRUMENTS,
    { table: TABLES.controls.name, uses: ['get', 'put'], partitionKeys: [FEED_LEASE_KEY.broker] },
  ],
  produces: [SHARED_TOPICS.marketTicks.name],
  describes: [],
  secrets: [SECRETS.jwtPublicKeys, SECRETS.sessionKeys, SECRETS.zerodha],
  reachesBroker: true,
  listsEventSources: false,
  // The most that Lambda takes. A run leaves earlier.
  timeout: 15 * 60,
};
