import * as z from 'zod';
import { ceilingsText } from '../controls/ceilings.ts';
import { SettingsError } from '../errors.ts';
import { BROKERS, SCOPES } from '../events/brokers.ts';
import { MARKET_CLOCKS } from '../ports/clock.ts';

const name = (pattern: RegExp, says: string) => z.string().regex(pattern, says);

const prefix = name(/^[a-z0-9][a-z0-9-]{0,40}$/, 'must be lower-case letters, digits and dashes, 41 at most');

const brokersList = name(
  /^[^\s,:]+:\d{1,5}(,[^\s,:]+:\d{1,5})*$/,
  'must be host:port, several separated by commas',
);

/** A number in text; an empty variable is a mistake, and `Number('')` is zero. */
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
  .pipe(z.array(z.string().regex(/^[A-Z0-9]{3,16}$/, 'must be Kite user ids, several separated by commas')));

const secretId = z.string().min(1).optional();

/**
 * Settings that every function may be given. Each is a parameter of the deployment in camelCase
 * (`PAPER_MAX_PRICE_AGE_MS` is `--param paperMaxPriceAgeMs=…`) and an environment variable of the local commands.
 */
export const TUNABLE_SETTINGS = {
  PAPER_SLIPPAGE_BASIS_POINTS: numeric(z.number().min(0).max(500))
    .default(2)
    .describe('Mean adverse slippage of a paper fill, in hundredths of a percent'),
  PAPER_MAX_PRICE_AGE_MS: numeric(z.int().min(1))
    .default(15_000)
    .describe('Oldest market price that a paper fill may be made at, in milliseconds'),
  JOURNAL_RETENTION_DAYS: numeric(z.int().min(1).max(3_650))
    .default(365)
    .describe('How long the journal and dead letters are kept, in days'),
} as const;

/** Every setting that functions read from the environment, by its variable. The docs table is made from this. */
export const SETTINGS = {
  STAGE: z.string().min(1).describe('Deployment stage: local, dev, prod'),
  TABLE_PREFIX: prefix.describe('What the names of DynamoDB tables begin with'),
  KAFKA_BROKERS: brokersList.describe('Kafka bootstrap servers, comma-separated host:port'),
  KAFKA_AUTH: z
    .enum(['plain', 'tls', 'scram', 'sasl-plain', 'iam'])
    .default('plain')
    .describe(
      'How to authenticate to Kafka: plain without encryption (local only), TLS alone, SASL/SCRAM-SHA-512, SASL/PLAIN or MSK IAM, all three over TLS',
    ),
  KAFKA_SECRET_ID: z
    .string()
    .min(1)
    .optional()
    .describe('Secrets Manager id of {"username","password"}; needed for scram and sasl-plain'),
  KAFKA_ROOT_CA_SECRET_ID: secretId.describe(
    'Secrets Manager id of {"certificate"}: the authority, in PEM, that signed the certificates of the brokers, where it is not a public one',
  ),
  MARKET_CLOCK: z
    .enum(MARKET_CLOCKS)
    .default('wall')
    .describe(
      'What ages are measured against: wall clock (live), or event time (replays, simulated sessions)',
    ),
  ...TUNABLE_SETTINGS,
  JWT_SECRET_ID: secretId.describe(
    'Secrets Manager id of the key ring that signs our tokens and seals sessions',
  ),
  JWT_PUBLIC_SECRET_ID: secretId.describe('Secrets Manager id of the public keys that check them'),
  ADDRESS_SECRET_ID: secretId.describe("Secrets Manager id of the key ring that hashes callers' addresses"),
  SESSION_SECRET_ID: secretId.describe(
    "Secrets Manager id of the key ring that encrypts the broker's tokens",
  ),
  ZERODHA_SECRET_ID: secretId.describe(
    'Secrets Manager id of {"api_key","api_secret"} of the Kite Connect app',
  ),
  ZERODHA_USER_IDS: userIds.describe(
    'Kite user ids of the owners, comma-separated. The first is the account that is traded live. Empty: nobody',
  ),
  ZERODHA_VIEWER_IDS: userIds.describe(
    'Kite user ids of those who may log in to look and to stop trading, comma-separated',
  ),
  LIVE_LIMIT_CEILINGS: ceilingsText.describe(
    'How loose limits of the live broker may be at most, like max_order_notional=500000,max_daily_loss=25000; what is not named has its default',
  ),
} as const;

/** Settings of functions that exist once per broker, or once per scope. */
export const SCOPE_SETTINGS = {
  BROKER: z.enum(BROKERS).describe('Which broker this function serves'),
  SCOPE: z.enum(SCOPES).describe('Whose topics this function reads: paper, zerodha or shared'),
} as const;

const NEEDS_PASSWORD: ReadonlySet<string> = new Set(['scram', 'sasl-plain']);

const schema = z
  .object(SETTINGS)
  .refine((settings) => !NEEDS_PASSWORD.has(settings.KAFKA_AUTH) || settings.KAFKA_SECRET_ID !== undefined, {
    path: ['KAFKA_SECRET_ID'],
    error: 'is needed when KAFKA_AUTH is scram or sasl-plain',
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
      `cannot start, settings are missing or wrong: ${explain(result.error, environment)}`,
      result.error,
    );
  }
  return result.data;
};

/** The tunable settings that an environment has, for a reader that sets the others itself. */
export const tunableIn = (environment: Environment): Environment =>
  Object.fromEntries(Object.keys(TUNABLE_SETTINGS).map((variable) => [variable, environment[variable]]));

/** All settings at once. @throws SettingsError that lists everything that is missing or wrong. */
export const readSettings = (environment: Environment): Settings => read(schema, environment);

/** A setting that a function cannot do without though others can. @throws SettingsError that names it. */
export const required = <Name extends keyof Settings>(
  settings: Settings,
  name: Name,
): NonNullable<Settings[Name]> => {
  const value = settings[name];
  if (value === undefined || value === null) {
    throw new SettingsError(`cannot start, settings are missing or wrong: ${name} is missing`);
  }
  return value;
};

export const readBroker = (environment: Environment) =>
  read(z.object({ BROKER: SCOPE_SETTINGS.BROKER }), environment).BROKER;

export const readScope = (environment: Environment) =>
  read(z.object({ SCOPE: SCOPE_SETTINGS.SCOPE }), environment).SCOPE;
