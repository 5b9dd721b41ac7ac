import * as z from 'zod';
import { ceilingsText } from '../controls/ceilings.ts';
import { SettingsError } from '../errors.ts';
import { BROKERS, SCOPES } from '../events/brokers.ts';
import { slippageText } from '../market/slippage.ts';
import { POLLER_HOURS } from '../poller-hours/hours.ts';
import { MARKET_CLOCKS } from '../ports/clock.ts';

const name = (pattern: RegExp, message: string) => z.string().regex(pattern, message);

const prefix = name(/^[a-z0-9][a-z0-9-]{0,40}$/, 'must be at most 41 lower-case letters, digits and dashes');

const brokersList = name(
  /^[^\s,:]+:\d{1,5}(,[^\s,:]+:\d{1,5})*$/,
  'must be host:port, or a comma-separated list of them',
);

/** A number as text. An empty variable is refused, because `Number('')` is zero. */
const numeric = (schema: z.ZodNumber) =>
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/, 'must be a number')
    .transform(Number)
    .pipe(schema);

const userIds = z
  .string()
  .default('')
  .transform((list) =>
    list
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== ''),
  )
  .pipe(z.array(z.string().regex(/^[A-Z0-9]{3,16}$/, 'must be a comma-separated list of Kite user ids')));

/** The brokers that a deployment can have. */
export const BROKER_CHOICES = ['paper,zerodha', 'paper', 'zerodha'] as const;

const secretId = z.string().min(1).optional();

/**
 * Settings that every function accepts. Each is a parameter of the deployment in camelCase
 * (`PAPER_MAX_PRICE_AGE_MS` is `--param paperMaxPriceAgeMs=…`) and an environment variable of the local commands.
 */
export const TUNABLE_SETTINGS = {
  PAPER_SLIPPAGE: slippageText.describe(
    'Mean slippage of a paper fill without a book, by segment, such as NSE=1.5bp,NFO-OPT=3ticks. Others keep their default',
  ),
  PAPER_SLIPPAGE_BASIS_POINTS: numeric(z.number().min(0).max(500))
    .optional()
    .describe(
      'Mean slippage of all segments that PAPER_SLIPPAGE does not name, in hundredths of a percent, instead of their defaults',
    ),
  PAPER_MAX_PRICE_AGE_MS: numeric(z.int().min(1))
    .default(15_000)
    .describe('Maximum age of the market price of a paper fill, in milliseconds'),
  PAPER_ORDER_LATENCY_MS: numeric(z.int().min(0).max(600_000))
    .default(0)
    .describe(
      'Market time from the tick on which a strategy decides to the earliest tick of its paper order, in milliseconds. 0: the same tick',
    ),
  PAPER_SQUARE_OFF_MINUTES: numeric(z.int().min(0).max(360))
    .default(0)
    .describe(
      'Minutes before the close of a market at which intraday paper positions (MIS) are closed. 0: at the times of Zerodha',
    ),
  JOURNAL_RETENTION_DAYS: numeric(z.int().min(1).max(3_650))
    .default(365)
    .describe('Retention of the journal and dead letters, in days'),
} as const;

/** Every setting that functions read from the environment, by its variable. The docs table is generated from this. */
export const SETTINGS = {
  STAGE: z.string().min(1).describe('Deployment stage: local, dev, prod'),
  TABLE_PREFIX: prefix.describe('Prefix of the names of DynamoDB tables'),
  KAFKA_BROKERS: brokersList.describe('Kafka bootstrap servers, comma-separated host:port'),
  KAFKA_AUTH: z
    .enum(['plain', 'tls', 'scram', 'sasl-plain', 'iam'])
    .default('plain')
    .describe(
      'How to authenticate to Kafka: plain (no encryption, local only), tls (no user), scram (SASL/SCRAM-SHA-512 over TLS), sasl-plain (SASL/PLAIN over TLS) or iam (MSK IAM over TLS)',
    ),
  KAFKA_SECRET_ID: z
    .string()
    .min(1)
    .optional()
    .describe('Secrets Manager id of {"username","password"}; needed for scram and sasl-plain'),
  KAFKA_ROOT_CA_SECRET_ID: secretId.describe(
    'Secrets Manager id of {"certificate"}: the private authority, in PEM, that signed the certificates of the brokers',
  ),
  BROKERS: z
    .enum(BROKER_CHOICES)
    .default('paper,zerodha')
    .transform((list) => list.split(','))
    .pipe(z.array(z.enum(BROKERS)))
    .describe('Brokers of the deployment, comma-separated: paper, zerodha or both'),
  MARKET_CLOCK: z
    .enum(MARKET_CLOCKS)
    .default('wall')
    .describe(
      'Clock that ages are measured with: wall clock (live), or event time (replays, simulated sessions)',
    ),
  POLLER_HOURS: z
    .enum(POLLER_HOURS)
    .default('always')
    .describe('When event source mappings should be enabled: nse, mcx or always'),
  ...TUNABLE_SETTINGS,
  JWT_SECRET_ID: secretId.describe(
    'Secrets Manager id of the key ring that signs access tokens and seals sessions',
  ),
  JWT_PUBLIC_SECRET_ID: secretId.describe('Secrets Manager id of the public keys that verify them'),
  ADDRESS_SECRET_ID: secretId.describe("Secrets Manager id of the key ring that hashes callers' addresses"),
  SESSION_SECRET_ID: secretId.describe(
    "Secrets Manager id of the key ring that encrypts the broker's tokens",
  ),
  ZERODHA_SECRET_ID: secretId.describe(
    'Secrets Manager id of {"api_key","api_secret"} of the Kite Connect app',
  ),
  ZERODHA_USER_IDS: userIds.describe(
    'Kite user ids of the owners, comma-separated. The first is the account that is traded live. Empty: no owner',
  ),
  ZERODHA_VIEWER_IDS: userIds.describe(
    'Kite user ids of the viewers, who may read and stop trading, comma-separated',
  ),
  LIVE_LIMIT_CEILINGS: ceilingsText.describe(
    'Loosest limits that the live broker accepts, such as max_order_notional=500000,max_daily_loss=25000. Others keep their default',
  ),
} as const;

/** Settings of functions that are deployed once per broker or scope. */
export const SCOPE_SETTINGS = {
  BROKER: z.enum(BROKERS).describe('Broker that this function serves'),
  SCOPE: z.enum(SCOPES).describe('Scope of the topics that this function reads: paper, zerodha or shared'),
} as const;

const NEEDS_PASSWORD: ReadonlySet<string> = new Set(['scram', 'sasl-plain']);

const schema = z
  .object(SETTINGS)
  .refine((settings) => !NEEDS_PASSWORD.has(settings.KAFKA_AUTH) || settings.KAFKA_SECRET_ID !== undefined, {
    path: ['KAFKA_SECRET_ID'],
    error: 'is required when KAFKA_AUTH is scram or sasl-plain',
  })
  .refine((settings) => settings.KAFKA_AUTH !== 'plain' || settings.STAGE === 'local', {
    path: ['KAFKA_AUTH'],
    error: 'plain is for the local stage only; use iam, scram, sasl-plain or tls',
  });

export type Settings = z.infer<typeof schema>;

type Environment = Readonly<Record<string, string | undefined>>;

const explain = (error: z.ZodError, environment: Environment): string =>
  error.issues
    .map((issue) => {
      const variable = String(issue.path[0]);
      return environment[variable] === undefined ? `${variable} is missing` : `${variable}: ${issue.message}`;
    })
    .join('; ');

const read = <T>(parser: z.ZodType<T>, environment: Environment): T => {
  const result = parser.safeParse(environment);
  if (!result.success) {
    throw new SettingsError(
      `cannot start, settings are missing or invalid: ${explain(result.error, environment)}`,
      result.error,
    );
  }
  return result.data;
};

/** The tunable settings of an environment, for a caller that sets the other settings itself. */
export const tunableIn = (environment: Environment): Environment =>
  Object.fromEntries(Object.keys(TUNABLE_SETTINGS).map((variable) => [variable, environment[variable]]));

/** The tunable settings alone. @throws SettingsError */
export const readTunable = (environment: Environment) =>
  read(z.object(TUNABLE_SETTINGS), tunableIn(environment));

/** Reads all settings. @throws SettingsError that lists all missing and invalid settings. */
export const readSettings = (environment: Environment): Settings => read(schema, environment);

/** A setting that only some functions require. @throws SettingsError that names it. */
export const required = <Name extends keyof Settings>(
  settings: Settings,
  name: Name,
): NonNullable<Settings[Name]> => {
  const value = settings[name];
  if (value === undefined || value === null) {
    throw new SettingsError(`cannot start, settings are missing or invalid: ${name} is missing`);
  }
  return value;
};

export const readBroker = (environment: Environment) =>
  read(z.object({ BROKER: SCOPE_SETTINGS.BROKER }), environment).BROKER;

export const readScope = (environment: Environment) =>
  read(z.object({ SCOPE: SCOPE_SETTINGS.SCOPE }), environment).SCOPE;
