/** The folders that the rules tell apart: product code, pure code, tools, tests. */

const within =
  (...folders: readonly string[]) =>
  (path: string): boolean =>
    folders.some((folder) => path.startsWith(`${folder}/`));

export const isTest = within('test');
export const isFunction = within('functions');
export const isShared = within('shared');
export const isInfra = within('infra');
export const isLocal = within('localstack');
/** What is deployed. */
export const isProduct = within('functions', 'shared');
/** Everything but tests. */
export const isSource = within('functions', 'shared', 'infra', 'localstack');

/** Whether a file is where a function starts: on Lambda, or as a process of its own. */
export const isHandler = (path: string): boolean =>
  /^functions\/[^/]+\/((api\/)?handler|main)\.ts$/.test(path);

/** Whether a file wires a stage. Deployed functions, the in-process replay and the simulation test wirings. */
export const isWiring = (path: string): boolean => /^functions\/[^/]+\/wiring\.ts$/.test(path);

/** The stage's folder for a path in `functions/`. */
export const stageFolder = (path: string): string | undefined => /^functions\/([^/]+)\//.exec(path)?.[1];

const PURE_SHARED = within(
  'shared/audit',
  'shared/controls',
  'shared/dead-letters',
  'shared/events',
  'shared/http',
  'shared/journal',
  'shared/kernel',
  'shared/market',
  'shared/poller-hours',
  'shared/ports',
);
/** Whether a file connects one function to external services. */
const isAdapter = (path: string): boolean => /^functions\/[^/]+\/adapters\//.test(path);

const PURE_FILES: ReadonlySet<string> = new Set([
  'shared/auth/bearer.ts',
  'shared/auth/canonical.ts',
  'shared/auth/current-session.ts',
  'shared/auth/login-method.ts',
  'shared/auth/append-pending.ts',
  'shared/auth/ports.ts',
  'shared/auth/roles.ts',
  'shared/auth/second-factor.ts',
  'shared/auth/session-expiry.ts',
  'shared/auth/session-item.ts',
  'shared/auth/stop-credential.ts',
  'shared/auth/token-error.ts',
  'shared/auth/token-kinds.ts',
  'shared/auth/totp.ts',
  'shared/compiled.ts',
  'shared/errors.ts',
  'shared/expiry.ts',
  'shared/kite/candles.ts',
  'shared/kite/segments.ts',
  'shared/kite/ticker/assignment.ts',
  'shared/kite/ticker/first-ticks.ts',
  'shared/kite/ticker/frame-counts.ts',
  'shared/kite/ticker/frame-parser.ts',
  'shared/kite/ticker/requests.ts',
  'shared/kite/ticker/second-texts.ts',
  'shared/kite/ticker/silent-segments.ts',
  'shared/kite/ticker/text-frame.ts',
  'shared/kite/ticker/wait-before.ts',
  'shared/money.ts',
  'shared/parsed.ts',
  'shared/seeded-random.ts',
  'shared/lambda/security-metrics.ts',
  'shared/settings/feed-settings.ts',
  'shared/settings/kite-settings.ts',
  'shared/settings/settings.ts',
]);

/** Whether a file only decides and computes, without clock, chance, network, disk or environment. */
export const isPure = (path: string): boolean =>
  (isFunction(path) && !isHandler(path) && !isWiring(path) && !isAdapter(path)) ||
  PURE_SHARED(path) ||
  PURE_FILES.has(path);
