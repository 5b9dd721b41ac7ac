import { RESOLVED_ATTRIBUTES } from '../../functions/instruments/resolve-strategies.ts';
import { accountId } from '../../shared/auth/current-session.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import { MARKS } from '../../shared/poller-hours/marks.ts';
import { TABLES } from '../../shared/ports/tables.ts';
import { API_FUNCTIONS, type CalledFunction, SECRETS } from './api.ts';
import { MARKET_FEED_FUNCTION } from './market-feed.ts';
import { type DeployedFunction, STAGE_FUNCTIONS, type TableAccess } from './stages.ts';

/** A function that schedules invoke. */
export interface ScheduledFunction extends DeployedFunction {
  readonly tables: readonly TableAccess[];
  /** Seconds. */
  readonly timeout: number;
}

export const POLLER_HOURS_FUNCTION: ScheduledFunction = {
  name: 'poller-hours',
  description: 'Disables event source mappings outside of poller hours, and enables those that it disabled',
  scope: 'shared',
  folder: 'poller-hours',
  memorySize: 256,
  tables: [{ table: TABLES.controls.name, uses: ['get', 'put'], partitionKeys: [MARKS] }],
  timeout: 14 * 60,
};

/** Counts zero for what comes while a market is open, so that alarms on silence follow the calendar. */
export const MARKET_HOURS_FUNCTION: ScheduledFunction = {
  name: 'market-hours',
  description: 'Counts zero ticks in each minute of an open market, so that silence is a number',
  scope: 'shared',
  folder: 'market-hours',
  memorySize: 256,
  tables: [],
  timeout: 30,
};

/** Tells the paper engine the moments of trading days. A deployment without paper does not have it. */
export const SESSION_EVENTS_FUNCTION: ScheduledFunction & CalledFunction = {
  name: 'session-events',
  description:
    'Tells the paper engine when a day opens, intraday positions are squared off, and contracts expire',
  scope: 'paper',
  folder: 'session-events',
  memorySize: 256,
  tables: [],
  produces: [topicsFor('paper').signalsValidated.name],
  describes: [],
  secrets: [],
  reachesBroker: false,
  listsEventSources: false,
  timeout: 60,
};

/** Loads the broker's instruments each morning. */
export const INSTRUMENTS_FUNCTION: ScheduledFunction & CalledFunction = {
  name: 'instruments',
  description: "Loads the broker's instruments of the day, which stages and the API look up",
  scope: 'shared',
  folder: 'instruments',
  memorySize: 1_024,
  tables: [
    { table: TABLES.instrumentMaster.name, uses: ['get', 'query', 'put'] },
    // The names of strategies, resolved after each load.
    { table: TABLES.strategies.name, uses: ['get', 'scan'] },
    { table: TABLES.strategies.name, uses: ['update'], attributes: ['strategy_id', ...RESOLVED_ATTRIBUTES] },
    // The token of the broker, if the user has logged in.
    { table: TABLES.sessions.name, uses: ['get'], partitionKeys: [accountId('*')] },
  ],
  produces: [],
  describes: [],
  secrets: [SECRETS.jwtPublicKeys, SECRETS.sessionKeys, SECRETS.zerodha],
  reachesBroker: true,
  listsEventSources: false,
  timeout: 120,
};

/** All functions of the service. */
export const DEPLOYED_FUNCTIONS = [
  ...STAGE_FUNCTIONS,
  ...API_FUNCTIONS,
  POLLER_HOURS_FUNCTION,
  MARKET_HOURS_FUNCTION,
  SESSION_EVENTS_FUNCTION,
  MARKET_FEED_FUNCTION,
  INSTRUMENTS_FUNCTION,
] as const;
