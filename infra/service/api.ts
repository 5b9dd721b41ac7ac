import { BROKERS, SCOPES } from '../../shared/events/brokers.ts';
import { redriveTopic, SHARED_TOPICS, topicsFor } from '../../shared/events/topics.ts';
import type { Access, Method } from '../../shared/http/route.ts';
import { REDRIVE_REQUESTS, TABLES } from '../../shared/ports/tables.ts';
import { API_ROUTES } from './api-routes.ts';
import { type DeployedFunction, INSTRUMENTS, LAST_PRICES, type TableAccess, TRAIL } from './stages.ts';

/** Secrets that the service creates. The physical name is `{table prefix}/{name}`. */
export const SECRETS = {
  /** Private keys that sign tokens and sessions. */
  jwtKeys: 'jwt-keys',
  /** Public keys that verify both: `npm run keys -- publish` stores them. */
  jwtPublicKeys: 'jwt-public-keys',
  /** Keys that hash caller addresses for the audit trail and logs. */
  addressKeys: 'address-keys',
  /** Keys that encrypt broker tokens in sessions. */
  sessionKeys: 'session-keys',
  /** `{"api_key","api_secret"}` of the Kite Connect app, stored by an operator. */
  zerodha: 'zerodha',
} as const;
export type SecretName = (typeof SECRETS)[keyof typeof SECRETS];

/** The part of a route that the deployment needs. */
export interface ApiRoute {
  readonly method: Method;
  readonly path: string;
  readonly access: Access;
}

/** A function that something invokes with a request, not with records. */
export interface CalledFunction extends DeployedFunction {
  readonly tables: readonly TableAccess[];
  /** Topic names. */
  readonly produces: readonly string[];
  /** Topic names whose partitions it may only describe. */
  readonly describes: readonly string[];
  readonly secrets: readonly SecretName[];
  /** Whether it calls Kite. */
  readonly reachesBroker: boolean;
  /** Whether it reads the state of event source mappings from Lambda. */
  readonly listsEventSources: boolean;
}

/** A function behind the HTTP API: a group of routes, or the authorizer without routes. */
export interface ApiFunction extends CalledFunction {
  /** One function serves both brokers; `tables` and `produces` limit its access. */
  readonly scope: 'shared';
  readonly routes: readonly ApiRoute[];
}

/** The function that authorizes requests to every route that is not public. */
export const AUTHORIZER = 'authorizer';

const SESSION_READ: TableAccess = { table: TABLES.sessions.name, uses: ['get'] };
/** Needed by every change: the session, checked before and within the write, and the rate-limit counter. */
const WRITES: readonly TableAccess[] = [
  { table: TABLES.sessions.name, uses: ['get', 'check'] },
  { table: TABLES.rateLimits.name, uses: ['update'] },
];

/** All pages of a version of the instrument master. */
const ALL_INSTRUMENTS: TableAccess = { table: TABLES.instrumentMaster.name, uses: ['query'] };
/** MB; Lambda gives one core at 1,769. All rows take some 150 MB. */
const WHOLE_MASTER = 1_769;

const JOURNAL_LISTS: TableAccess = { table: TABLES.journal.name, uses: ['query'], index: true };

const routesOf = (name: string): readonly ApiRoute[] =>
  API_ROUTES.find((group) => group.name === name)?.routes ?? [];

const PLAIN = {
  scope: 'shared',
  produces: [],
  describes: [],
  secrets: [],
  reachesBroker: false,
  listsEventSources: false,
  memorySize: 512,
} as const;

/** All functions behind the API. Generates functions, routes, roles and alarms. */
export const API_FUNCTIONS: readonly ApiFunction[] = [
  {
    ...PLAIN,
    name: AUTHORIZER,
    description: 'Authorizes requests by their session token',
    folder: 'authorizer',
    routes: [],
    tables: [
      { table: TABLES.sessions.name, uses: ['get'] },
      // Only the time of its last use.
      { table: TABLES.sessions.name, uses: ['update'], attributes: ['account_id', 'last_active_at'] },
    ],
    secrets: [SECRETS.jwtPublicKeys, SECRETS.addressKeys],
  },
  {
    ...PLAIN,
    name: 'auth-api',
    description: 'Logins, logouts and session status',
    folder: 'auth/api',
    routes: routesOf('auth-api'),
    tables: [
      { table: TABLES.sessions.name, uses: ['get', 'put', 'update'] },
      { table: TABLES.usedOnce.name, uses: ['put'] },
      { table: TABLES.rateLimits.name, uses: ['get', 'update'] },
      TRAIL,
    ],
    produces: [SHARED_TOPICS.operatorActions.name],
    secrets: Object.values(SECRETS),
    reachesBroker: true,
  },
  {
    ...PLAIN,
    name: 'credentials-api',
    description: 'Second factors and stop credentials',
    folder: 'credentials/api',
    routes: routesOf('credentials-api'),
    tables: [
      { table: TABLES.sessions.name, uses: ['get', 'put', 'check'] },
      { table: TABLES.credentials.name, uses: ['get', 'query', 'put', 'update'] },
      { table: TABLES.usedOnce.name, uses: ['put'] },
      { table: TABLES.rateLimits.name, uses: ['update'] },
      TRAIL,
    ],
    produces: [SHARED_TOPICS.operatorActions.name],
    secrets: [SECRETS.jwtKeys, SECRETS.jwtPublicKeys, SECRETS.sessionKeys],
  },
  {
    ...PLAIN,
    name: 'health-api',
    description: 'Health checks and the OpenAPI document',
    folder: 'health/api',
    routes: routesOf('health-api'),
    listsEventSources: true,
    tables: [
      SESSION_READ,
      { table: TABLES.strategies.name, uses: ['scan'] },
      { table: TABLES.controls.name, uses: ['query'] },
      LAST_PRICES,
    ],
    describes: [
      SHARED_TOPICS.marketTicks.name,
      ...BROKERS.flatMap((broker) => Object.values(topicsFor(broker)).map(({ name }) => name)),
    ],
  },
  {
    ...PLAIN,
    name: 'portfolio-api',
    description: 'Positions, profit and loss',
    folder: 'portfolio-manager/api',
    routes: routesOf('portfolio-api'),
    tables: [
      { table: TABLES.positions.name, uses: ['get', 'query'] },
      LAST_PRICES,
      ...INSTRUMENTS,
      JOURNAL_LISTS,
    ],
  },
  {
    ...PLAIN,
    name: 'journal-api',
    description: 'Orders, fills, signals, traces and operator actions',
    folder: 'journal/api',
    routes: routesOf('journal-api'),
    tables: [JOURNAL_LISTS],
  },
  {
    ...PLAIN,
    name: 'instruments-api',
    description: 'Search of instruments',
    folder: 'instruments/api',
    routes: routesOf('instruments-api'),
    // It holds the whole instrument master and prepares it for search, which a fraction of a core would take seconds for.
    memorySize: WHOLE_MASTER,
    tables: [{ table: TABLES.instrumentMaster.name, uses: ['get', 'query'] }],
  },
  {
    ...PLAIN,
    name: 'history-api',
    description: 'Historical candles of Kite',
    folder: 'history/api',
    routes: routesOf('history-api'),
    tables: [SESSION_READ, { table: TABLES.rateLimits.name, uses: ['update'] }],
    secrets: [SECRETS.jwtPublicKeys, SECRETS.sessionKeys, SECRETS.zerodha],
    reachesBroker: true,
  },
  {
    ...PLAIN,
    name: 'strategies-api',
    description: 'Strategies and strategy types',
    folder: 'strategy-runner/api',
    routes: routesOf('strategies-api'),
    // A strategy may name instruments.
    memorySize: WHOLE_MASTER,
    tables: [
      { table: TABLES.strategies.name, uses: ['get', 'scan', 'put', 'update'] },
      ...INSTRUMENTS,
      ALL_INSTRUMENTS,
      ...WRITES,
      TRAIL,
    ],
    produces: [SHARED_TOPICS.operatorActions.name],
  },
  {
    ...PLAIN,
    name: 'risk-api',
    description: 'Risk limits, kill switch and daily loss',
    folder: 'risk-manager/api',
    routes: routesOf('risk-api'),
    tables: [
      { table: TABLES.controls.name, uses: ['get', 'query', 'put', 'update'] },
      { table: TABLES.credentials.name, uses: ['get', 'check', 'update'] },
      { table: TABLES.dailyLosses.name, uses: ['get'] },
      ...WRITES,
      TRAIL,
    ],
    produces: [SHARED_TOPICS.operatorActions.name],
  },
  {
    ...PLAIN,
    name: 'dead-letters-api',
    description: 'Dead letters and redrives',
    folder: 'dead-letters/api',
    routes: routesOf('dead-letters-api'),
    tables: [
      { table: TABLES.deadLetters.name, uses: ['get', 'query'] },
      { table: TABLES.deadLetters.name, uses: ['put'], partitionKeys: [`${REDRIVE_REQUESTS}*`] },
      ...WRITES,
    ],
    produces: SCOPES.map((scope) => redriveTopic(scope).name),
  },
];
