import * as z from 'zod';
import { ceilingsText } from '../../shared/controls/ceilings.ts';
import { SettingsError } from '../../shared/errors.ts';
import { BROKERS, type Scope } from '../../shared/events/brokers.ts';
import { POLLER_HOURS, type PollerHours } from '../../shared/poller-hours/hours.ts';
import { MARKET_CLOCKS } from '../../shared/ports/clock.ts';
import { BROKER_CHOICES, TUNABLE_SETTINGS } from '../../shared/settings/settings.ts';
import { type Intrinsic, importValue, splitByComma, type Value } from './intrinsics.ts';

/** Amazon MSK with IAM: who may touch which topic is written in each function's role. */
interface MskKafka {
  readonly kind: 'msk';
  readonly clusterArn: Value;
  /** Whether the stack creates the topics; MSK Serverless cannot, and takes them from `npm run topics`. */
  readonly createsTopics: boolean;
}

/** How users of a self-managed cluster sign in, over TLS: by SASL/SCRAM-SHA-512 or by SASL/PLAIN. */
const KAFKA_AUTH = ['scram', 'plain'] as const;

/** Redpanda or any Kafka with SASL over TLS: one user, so one secret, per scope. */
export interface SelfManagedKafka {
  readonly kind: 'self-managed';
  readonly bootstrapServers: readonly string[];
  readonly auth: (typeof KAFKA_AUTH)[number];
  readonly secretArns: Readonly<Record<Scope, string>>;
  /** Secret `{"certificate"}` with the certificate authority of the brokers, where it is not a public one. */
  readonly rootCaSecretArn: string | undefined;
}

export interface Network {
  readonly subnetIds: readonly Value[] | Intrinsic;
  readonly securityGroupIds: readonly Value[] | Intrinsic;
}

/** Where the market feed runs; `none` for those who publish ticks themselves. */
export const FEEDS = ['relay', 'edge', 'fargate', 'none'] as const;
type Feed = (typeof FEEDS)[number];

/** Where and how one stage of the service is deployed. */
export interface Deployment {
  readonly service: string;
  readonly stage: string;
  /** `serverless offline` on a developer's machine: nothing is deployed. */
  readonly isLocal: boolean;
  readonly kafka: MskKafka | SelfManagedKafka;
  /** The brokers whose stages and topics are deployed, and `shared`. */
  readonly scopes: readonly Scope[];
  /** Value of `KAFKA_BROKERS`. */
  readonly brokers: string;
  readonly network: Network | undefined;
  /** Subnets with a way out to the broker, for the functions that need one; undefined where they need no network. */
  readonly egress: Network | undefined;
  /** Kite user ids of the owners, comma-separated; the first is the account that is traded live. */
  readonly zerodhaUserIds: string;
  /** Kite user ids of those who may look and stop trading, comma-separated. */
  readonly zerodhaViewerIds: string;
  /** How loose limits of the live broker may be at most; what is not named has its default. */
  readonly liveLimitCeilings: string;
  /** The Kite simulator of the local stage. */
  readonly kiteUrl: string | undefined;
  readonly tablePrefix: string;
  readonly marketClock: (typeof MARKET_CLOCKS)[number];
  /** Seconds for which price-recorder gathers ticks; undefined for its default. */
  readonly priceWindowSeconds: number | undefined;
  /** Settings of functions that were given, as their environment has them; the others keep their defaults. */
  readonly settings: Readonly<Record<string, string>>;
  /** Set in the local stage only. */
  readonly awsEndpoint: string | undefined;
  /** Whether tables, topics and logs outlive the stack. */
  readonly keepsData: boolean;
  /** Who is told by alarms: an SNS topic that is there, and an address for which the stack makes one. */
  readonly alarmTopicArn: string | undefined;
  readonly alarmEmail: string | undefined;
  readonly pollerHours: PollerHours;
  readonly feed: Feed;
  /** US dollars a month. */
  readonly budgetAmount: number;
  /** Who is told when the budget is nearly spent; without one there is no budget. */
  readonly budgetEmail: string | undefined;
}

/** The stage that runs on a developer's machine. */
export const LOCAL_STAGE = 'local';

/** Stages whose data may go with the stack. */
const DISPOSABLE_STAGES: ReadonlySet<string> = new Set([LOCAL_STAGE, 'dev']);

/** Stands where an MSK cluster's ARN is asked for and no cluster is: `serverless offline` speaks to `KAFKA_BROKERS`. */
export const LOCAL_CLUSTER_ARN =
  'arn:aws:kafka:ap-south-1:000000000000:cluster/local/00000000-0000-0000-0000-000000000000-0';

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ''),
);
const optional = z.string().transform((text) => (text === '' ? undefined : text));
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
const userIds = z
  .string()
  .regex(/^([A-Z0-9]{3,16}(,[A-Z0-9]{3,16})*)?$/, 'expected Kite user ids, several separated by commas');
const email = z.union([z.literal('').transform(() => undefined), z.email('expected an e-mail address')]);
const secretArn = z.string().regex(/^arn:[a-z-]+:secretsmanager:/, 'expected the ARN of a secret');

/** The parameter of a setting: `paperMaxPriceAgeMs` of `PAPER_MAX_PRICE_AGE_MS`. */
export const parameterOf = (variable: string): string =>
  variable.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Parameter → the setting of functions that it is. A deployment need not give any of them. */
export const SETTING_PARAMETERS: ReadonlyMap<string, string> = new Map(
  Object.keys(TUNABLE_SETTINGS).map((variable) => [parameterOf(variable), variable]),
);

/** A setting as a parameter: empty, or what `shared/settings` accepts. */
const setting = (schema: z.ZodType) =>
  z
    .string()
    .default('')
    .superRefine((text, context) => {
      const { error } = text === '' ? {} : schema.safeParse(text);
      for (const { message } of error?.issues ?? []) context.addIssue({ code: 'custom', message });
    });

const settingParameters: z.ZodType<object> = z.object(
  Object.fromEntries(
    Object.entries(TUNABLE_SETTINGS).map(([variable, schema]) => [parameterOf(variable), setting(schema)]),
  ),
);

/** The service's parameters as `--param` or the `params` of `serverless.yml` give them. Empty means not given. */
const ownParameters = z.object({
  kafka: z.enum(['msk', 'self-managed']),
  brokers: z.enum(BROKER_CHOICES),
  kafkaClusterArn: z.union([
    z.literal(''),
    z.string().regex(/^arn:[a-z-]+:kafka:/, 'expected the ARN of an MSK cluster'),
  ]),
  kafkaBrokers: z.string(),
  kafkaTopics: z.enum(['cloudformation', 'command']),
  kafkaSecretArnShared: z.string(),
  kafkaSecretArnPaper: z.string(),
  kafkaSecretArnZerodha: z.string(),
  kafkaAuth: z.enum(KAFKA_AUTH),
  kafkaRootCaSecretArn: z.union([z.literal('').transform(() => undefined), secretArn]),
  subnetIds: list,
  securityGroupIds: list,
  egressSubnetIds: list,
  zerodhaUserIds: userIds,
  zerodhaViewerIds: userIds,
  liveLimitCeilings: z.string().refine((text) => ceilingsText.safeParse(text).success, {
    error: 'expected limits like max_order_notional=500000,max_daily_loss=25000',
  }),
  kiteUrl: optional,
  tablePrefix: optional,
  marketClock: z.enum(MARKET_CLOCKS),
  priceWindowSeconds: z.union([
    z.literal('').transform(() => undefined),
    z.coerce.number().int().min(0).max(10),
  ]),
  awsEndpoint: optional,
  keepsData: z.union([z.literal('').transform(() => undefined), flag]),
  alarmTopicArn: z.union([
    z.literal('').transform(() => undefined),
    z.string().regex(/^arn:[a-z-]+:sns:/, 'expected the ARN of an SNS topic'),
  ]),
  alarmEmail: email,
  pollerHours: z.enum(POLLER_HOURS),
  feed: z.enum(FEEDS),
  budgetAmount: z.coerce.number().positive('expected US dollars a month'),
  budgetEmail: email,
});

const parameters = z.intersection(ownParameters, settingParameters);

type Parameters = z.output<typeof ownParameters>;

/** The parameters that `serverless.yml` lists with their defaults. */
export const PARAMETER_NAMES = Object.keys(ownParameters.shape);

const problems = (error: z.ZodError): string =>
  error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`).join('\n');

const parse = <T>(schema: z.ZodType<T>, given: unknown): T => {
  const result = schema.safeParse(given);
  if (!result.success) {
    throw new SettingsError(
      `parameters of the service are wrong (see params in serverless.yml):\n${problems(result.error)}`,
      result.error,
    );
  }
  return result.data;
};

const scopesOf = ({ brokers }: Parameters): readonly Scope[] => [
  ...BROKERS.filter((broker) => brokers.split(',').includes(broker)),
  'shared',
];

const selfManagedOf = (given: Parameters) => {
  const scopes = scopesOf(given);
  // A user of a broker that is not deployed needs no secret, and no function reads one.
  const secretOf = (scope: Scope) => (scopes.includes(scope) ? secretArn : z.string());
  const schema = z.object({
    kafkaBrokers: list.pipe(z.array(z.string()).min(1, 'kafka=self-managed needs the bootstrap servers')),
    kafkaSecretArnShared: secretOf('shared'),
    kafkaSecretArnPaper: secretOf('paper'),
    kafkaSecretArnZerodha: secretOf('zerodha'),
  });
  return parse(schema, given);
};

/** Name of something that the stacks in `network.yml` and `msk.yml` export. */
const exportName = (service: string, stage: string, what: string): string => `${service}-${stage}-${what}`;

const kafkaOf = (service: string, stage: string, given: Parameters): MskKafka | SelfManagedKafka => {
  if (given.kafka === 'self-managed') {
    const own = selfManagedOf(given);
    return {
      kind: 'self-managed',
      bootstrapServers: own.kafkaBrokers,
      auth: given.kafkaAuth,
      rootCaSecretArn: given.kafkaRootCaSecretArn,
      secretArns: {
        shared: own.kafkaSecretArnShared,
        paper: own.kafkaSecretArnPaper,
        zerodha: own.kafkaSecretArnZerodha,
      },
    };
  }
  return {
    kind: 'msk',
    clusterArn: given.kafkaClusterArn || importValue(exportName(service, stage, 'kafka-cluster-arn')),
    createsTopics: given.kafkaTopics === 'cloudformation',
  };
};

const networkOf = (service: string, stage: string, given: Parameters): Network | undefined => {
  if (stage === LOCAL_STAGE) return undefined;
  const { subnetIds, securityGroupIds } = given;
  if (subnetIds.length > 0 !== securityGroupIds.length > 0) {
    throw new SettingsError('subnetIds and securityGroupIds go together: give both or neither');
  }
  if (subnetIds.length > 0) return { subnetIds, securityGroupIds };
  // A self-managed cluster with public endpoints needs no network of this service.
  if (given.kafka === 'self-managed') return undefined;
  return {
    subnetIds: splitByComma(importValue(exportName(service, stage, 'subnet-ids'))),
    securityGroupIds: [importValue(exportName(service, stage, 'function-security-group-id'))],
  };
};

const egressOf = (service: string, stage: string, given: Parameters): Network | undefined => {
  const network = networkOf(service, stage, given);
  if (network === undefined) return undefined;
  if (given.egressSubnetIds.length > 0) return { ...network, subnetIds: given.egressSubnetIds };
  // The owner of given subnets decides on their egress.
  if (given.subnetIds.length > 0) return network;
  return {
    ...network,
    subnetIds: splitByComma(importValue(exportName(service, stage, 'egress-subnet-ids'))),
  };
};

const settingsOf = (given: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...SETTING_PARAMETERS]
      .map(([parameter, variable]) => [variable, String(given[parameter] ?? '')] as const)
      .filter(([, value]) => value !== ''),
  );

/** Alarms that notify nothing are for stages that may be lost. */
const checkAlarmTarget = (stage: string, { alarmTopicArn, alarmEmail }: Parameters): void => {
  if (DISPOSABLE_STAGES.has(stage) || alarmTopicArn !== undefined || alarmEmail !== undefined) return;
  throw new SettingsError(
    `stage ${stage} has alarms that would notify nothing: give --param alarmEmail=you@example.com, or --param alarmTopicArn=<ARN of an SNS topic>`,
  );
};

/** A container is in a network; a function outside of one reaches brokers and Kite by itself. */
const checkFeed = ({ feed }: Parameters, egress: Network | undefined): void => {
  if (feed !== 'fargate' || egress !== undefined) return;
  throw new SettingsError(
    'feed=fargate needs a network with a way out: give --param subnetIds=<ids> and --param securityGroupIds=<ids>, or choose feed=relay',
  );
};

/** @throws SettingsError that lists every parameter that is wrong, or says that alarms reach nothing. */
export const deploymentOf = (
  service: string,
  stage: string,
  given: Readonly<Record<string, unknown>>,
): Deployment => {
  const known = parse(parameters, given);
  checkAlarmTarget(stage, known);
  const isLocal = stage === LOCAL_STAGE;
  const egress = egressOf(service, stage, known);
  if (!isLocal) checkFeed(known, egress);
  return {
    service,
    stage,
    isLocal,
    kafka: kafkaOf(service, stage, known),
    scopes: scopesOf(known),
    brokers: known.kafkaBrokers || `{{resolve:ssm:/${service}/${stage}/kafka-brokers}}`,
    network: networkOf(service, stage, known),
    egress,
    zerodhaUserIds: known.zerodhaUserIds,
    zerodhaViewerIds: known.zerodhaViewerIds,
    liveLimitCeilings: known.liveLimitCeilings,
    kiteUrl: isLocal ? known.kiteUrl : undefined,
    tablePrefix: known.tablePrefix ?? `${service}-${stage}`,
    marketClock: known.marketClock,
    priceWindowSeconds: known.priceWindowSeconds,
    settings: settingsOf(given),
    awsEndpoint: isLocal ? known.awsEndpoint : undefined,
    keepsData: known.keepsData ?? !DISPOSABLE_STAGES.has(stage),
    alarmTopicArn: known.alarmTopicArn,
    alarmEmail: known.alarmEmail,
    pollerHours: known.pollerHours,
    feed: known.feed,
    budgetAmount: known.budgetAmount,
    budgetEmail: known.budgetEmail,
  };
};
