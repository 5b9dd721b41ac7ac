import { API_FUNCTIONS, type ApiFunction, type ApiRoute, SECRETS } from '../service/api.ts';
import { type DeployedFunction, STAGE_FUNCTIONS, type StageFunction } from '../service/stages.ts';
import { usesKafka } from './api-roles.ts';
import type { Deployment, Network } from './deployment.ts';
import { type EventSourceConfiguration, eventSourcesOf } from './event-sources.ts';
import { attribute, type Intrinsic } from './intrinsics.ts';
import { functionName, roleLogicalId } from './roles.ts';
import { secretId } from './secrets.ts';

/** A route of the HTTP API; one without an authorizer is open to everybody. */
interface HttpApiConfiguration {
  readonly httpApi: {
    readonly method: string;
    readonly path: string;
    readonly authorizer?: { readonly name: string };
  };
}

/** A function as `serverless.yml` would have it. */
export interface ServerlessFunction {
  readonly name: string;
  readonly description: string;
  readonly handler: string;
  readonly role: Intrinsic;
  readonly memorySize: number;
  /** Seconds. */
  readonly timeout?: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly vpc?: Network;
  readonly events: readonly (EventSourceConfiguration | HttpApiConfiguration)[];
}

/** API Gateway gives up after thirty seconds; the function should have by then. */
const API_TIMEOUT_SECONDS = 20;

/** How the Kafka client signs in; `shared/settings` reads it. */
const kafkaEnvironment = (deployment: Deployment, { scope }: DeployedFunction): Record<string, string> => {
  const { kafka, isLocal, brokers } = deployment;
  if (isLocal) return { KAFKA_BROKERS: brokers, KAFKA_AUTH: 'plain' };
  if (kafka.kind === 'msk') return { KAFKA_BROKERS: brokers, KAFKA_AUTH: 'iam' };
  return {
    KAFKA_BROKERS: brokers,
    KAFKA_AUTH: kafka.auth === 'scram' ? 'scram' : 'sasl-plain',
    KAFKA_SECRET_ID: kafka.secretArns[scope],
    ...(kafka.rootCaSecretArn && { KAFKA_ROOT_CA_SECRET_ID: kafka.rootCaSecretArn }),
  };
};

const environmentOf = (
  deployment: Deployment,
  deployed: DeployedFunction,
): Readonly<Record<string, string>> => ({
  STAGE: deployment.stage,
  ...kafkaEnvironment(deployment, deployed),
  TABLE_PREFIX: deployment.tablePrefix,
  MARKET_CLOCK: deployment.marketClock,
  ...deployment.settings,
  POWERTOOLS_LOG_LEVEL: 'INFO',
  // Nothing collects metrics on a developer's machine.
  ...(deployment.isLocal && { POWERTOOLS_METRICS_DISABLED: 'true' }),
  // kafkajs sets timers in the past now and then. Locally the process is started with the option already.
  ...(!deployment.isLocal && { NODE_OPTIONS: '--disable-warning=TimeoutNegativeWarning' }),
  ...(deployment.awsEndpoint && { AWS_ENDPOINT_URL: deployment.awsEndpoint }),
});

/** Whose login the live broker's stages look at, who may log in, and how loose live limits may be. */
const liveOf = ({
  zerodhaUserIds,
  zerodhaViewerIds,
  liveLimitCeilings,
}: Deployment): Readonly<Record<string, string>> => ({
  ZERODHA_USER_IDS: zerodhaUserIds,
  ZERODHA_VIEWER_IDS: zerodhaViewerIds,
  LIVE_LIMIT_CEILINGS: liveLimitCeilings,
});

const functionOf = (deployment: Deployment, stage: StageFunction): ServerlessFunction => ({
  name: functionName(deployment, stage),
  description: stage.description,
  handler: `functions/${stage.folder}/handler.handler`,
  role: attribute(roleLogicalId(stage), 'Arn'),
  memorySize: stage.memorySize,
  environment: {
    ...environmentOf(deployment, stage),
    ...stage.environment,
    ...(stage.scope === 'zerodha' && liveOf(deployment)),
  },
  ...(deployment.network && { vpc: deployment.network }),
  events: eventSourcesOf(deployment, stage),
});

/** Settings that name the secrets a function may read. */
const SECRET_SETTINGS = {
  [SECRETS.jwtKeys]: 'JWT_SECRET_ID',
  [SECRETS.jwtPublicKeys]: 'JWT_PUBLIC_SECRET_ID',
  [SECRETS.addressKeys]: 'ADDRESS_SECRET_ID',
  [SECRETS.sessionKeys]: 'SESSION_SECRET_ID',
  [SECRETS.zerodha]: 'ZERODHA_SECRET_ID',
} as const;

const networkOf = (deployment: Deployment, door: ApiFunction): Network | undefined => {
  // Lambda's API has no door in the network. Where there is no way out either, health says that it cannot ask.
  if (door.reachesBroker || door.listsEventSources) return deployment.egress;
  return usesKafka(door) ? deployment.network : undefined;
};

const routeEvent = ({ method, path, access }: ApiRoute): HttpApiConfiguration => ({
  httpApi: { method, path, ...(access === 'public' ? {} : { authorizer: { name: 'session' } }) },
});

const apiFunctionOf = (deployment: Deployment, door: ApiFunction): ServerlessFunction => {
  const network = networkOf(deployment, door);
  const { kiteUrl } = deployment;
  return {
    name: functionName(deployment, door),
    description: door.description,
    handler: `functions/${door.folder}/handler.handler`,
    role: attribute(roleLogicalId(door), 'Arn'),
    memorySize: door.memorySize,
    timeout: API_TIMEOUT_SECONDS,
    environment: {
      ...environmentOf(deployment, door),
      ...liveOf(deployment),
      ...Object.fromEntries(door.secrets.map((name) => [SECRET_SETTINGS[name], secretId(deployment, name)])),
      ...(door.reachesBroker && kiteUrl && { KITE_API_URL: kiteUrl, KITE_LOGIN_URL: kiteUrl }),
    },
    ...(network && { vpc: network }),
    events: door.routes.map(routeEvent),
  };
};

/** The `functions` of `serverless.yml`. */
export const functionsOf = (deployment: Deployment): Readonly<Record<string, ServerlessFunction>> =>
  Object.fromEntries([
    ...STAGE_FUNCTIONS.map((stage) => [stage.name, functionOf(deployment, stage)] as const),
    ...API_FUNCTIONS.map((door) => [door.name, apiFunctionOf(deployment, door)] as const),
  ]);
