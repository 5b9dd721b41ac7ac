import { BROKERS, SCOPES } from '../../shared/events/brokers.ts';
import { redriveTopic, SHARED_TOPICS, topicsFor } from '../../shared/events/topics.ts';
import type { Access, Method } from '../../shared/http/route.ts';
import { REDRIVE_REQUESTS, TABLES } from '../../shared/ports/tables.ts';
import { API_ROUTES } from './api-routes.ts';
import type { DeployedFunction, TableAccess } from './stages.ts';

/** Secrets that the service makes; the physical name is `{table prefix}/{name}`. */
export const SECRETS = {
  /** Signs our tokens and seals sessions. */
  jwtKeys: 'jwt-keys',
  /** Checks both, and can make neither: `npm run keys -- publish` puts them in. */
  jwtPublicKeys: 'jwt-public-keys',
  /** Hashes the addresses of callers for the audit trail and logs. */
  addressKeys: 'address-keys',
  /** Encrypts the broker's tokens in sessions. */
  sessionKeys: 'session-keys',
  /** `{"api_key","api_secret"}` of the Kite Connect app: a person puts them in. */
  zerodha: 'zerodha',
} as const;
export type SecretName = (typeof SECRETS)[keyof typeof SECRETS];

/** What the deployment has to know of a route. */
export interface ApiRoute {
  readonly method: Method;
  readonly path: string;
  readonly access: Access;
}

/** One function behind the HTTP API: a group of routes, or the authorizer, which has none. */
export interface ApiFunction extends DeployedFunction {
  /** Its doors are one for both brokers; what they may touch is in `tables` and `produces`. */
  readonly scope: 'shared';
  readonly routes: readonly ApiRoute[];
  readonly tables: readonly TableAccess[];
  /** Topic names. */
  readonly produces: readonly string[];
  /** Topic names whose partitions it asks for, and nothing more. */
  readonly describes: readonly string[];
  readonly secrets: readonly SecretName[];
  /** Whether it speaks to Kite. */
  readonly reachesBroker: boolean;
  /** Whether it asks Lambda where event source mappings stand. */
  readonly listsEventSources: boolean;
}

/** The name of the function that the gateway asks before every route but the public ones. */
export const AUTHORIZER = 'authorizer';

const SESSION_READ: TableAccess = { table: TABLES.sessions.name, uses: ['get'] };
/** What every change needs: the session as it is now and in the moment of the change, and a counter. */
const WRITES: readonly TableAccess[] = [
  { table: TABLES.sessions.name, uses: ['get', 'check'] },
  { table: TABLES.rateLimits.name, uses: ['update'] },
];

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

/** Every function behind the API. Functions, routes, roles and alarms are made from this. */
export const API_FUNCTIONS: readonly ApiFunction[] = [
  {
    ...PLAIN,
    name: AUTHORIZER,
    description: 'Lets in whoever has a token of a session that holds, and nobody else',
    folder: 'authorizer',
    routes: [],
    tables: [
      { table: TABLES.sessions.name, uses: ['get'] },
      // When one was last used, and nothing of what it is.
      { table: TABLES.sessions.name, uses: ['update'], attributes: ['account_id', 'last_active_at'] },
    ],
    secrets: [SECRETS.jwtPublicKeys, SECRETS.addressKeys],
  },
  {
    ...PLAIN,
    name: 'auth-api',
    description: 'Logs in at Zerodha and out again',
    folder: 'auth/api',
    routes: routesOf('auth-api'),
    tables: [
      { table: TABLES.sessions.name, uses: ['get', 'put', 'update'] },
      { table: TABLES.usedOnce.name, uses: ['put'] },
      { table: TABLES.rateLimits.name, uses: ['get', 'update'] },
    ],
    produces: [SHARED_TOPICS.operatorActions.name],
    secrets: Object.values(SECRETS),
    reachesBroker: true,
  },
  {
    ...PLAIN,
    name: 'credentials-api',
    description: 'Takes second factors, and makes tokens that can stop trading and nothing else',
    folder: 'credentials/api',
    routes: routesOf('credentials-api'),
    tables: [
      { table: TABLES.sessions.name, uses: ['get', 'put', 'check'] },
      { table: TABLES.credentials.name, uses: ['get', 'query', 'put', 'update'] },
      { table: TABLES.usedOnce.name, uses: ['put'] },
      { table: TABLES.rateLimits.name, uses: ['update'] },
    ],
    produces: [SHARED_TOPICS.operatorActions.name],
    secrets: [SECRETS.jwtKeys, SECRETS.jwtPublicKeys, SECRETS.sessionKeys],
  },
  {
    ...PLAIN,
    name: 'health-api',
    description: 'Says whether everything is there, and what the API is',
    folder: 'health/api',
    routes: routesOf('health-api'),
    listsEventSources: true,
    tables: [
      SESSION_READ,
      { table: TABLES.strategies.name, uses: ['scan'] },
      { table: TABLES.controls.name, uses: ['query'] },
      { table: TABLES.lastPrices.name, uses: ['get'] },
    ],
    describes: [
      SHARED_TOPICS.marketTicks.name,
      ...BROKERS.flatMap((broker) => Object.values(topicsFor(broker)).map(({ name }) => name)),
    ],
  },
  {
    ...PLAIN,
    name: 'portfolio-api',
    description: 'Tells positions, profit and loss',
    folder: 'portfolio-manager/api',
    routes: routesOf('portfolio-api'),
    tables: [
      { table: TABLES.positions.name, uses: ['get', 'query'] },
      { table: TABLES.lastPrices.name, uses: ['get'] },
      JOURNAL_LISTS,
    ],
  },
  {
    ...PLAIN,
    name: 'journal-api',
    description: 'Tells orders, fills, verdicts and whole stories from the audit trail',
    folder: 'journal/api',
    routes: routesOf('journal-api'),
    tables: [JOURNAL_LISTS],
  },
  {
    ...PLAIN,
    name: 'strategies-api',
    description: 'Lists and changes strategies',
    folder: 'strategy-runner/api',
    routes: routesOf('strategies-api'),
    tables: [{ table: TABLES.strategies.name, uses: ['get', 'scan', 'put', 'update'] }, ...WRITES],
    produces: [SHARED_TOPICS.operatorActions.name],
  },
  {
    ...PLAIN,
    name: 'risk-api',
    description: 'Tells and sets risk limits; engages and releases the kill switch',
    folder: 'risk-manager/api',
    routes: routesOf('risk-api'),
    tables: [
      { table: TABLES.controls.name, uses: ['get', 'query', 'put', 'update'] },
      { table: TABLES.credentials.name, uses: ['get', 'check', 'update'] },
      { table: TABLES.dailyLosses.name, uses: ['get'] },
      ...WRITES,
    ],
    produces: [SHARED_TOPICS.operatorActions.name],
  },
  {
    ...PLAIN,
    name: 'dead-letters-api',
    description: 'Lists dead letters and asks for them to be sent again',
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
