import { BROKERS } from '../../shared/events/brokers.ts';
import { type ApiFunction, type ApiRoute, type CalledFunction, SECRETS } from '../service/api.ts';
import { MARKET_FEED_FUNCTION } from '../service/market-feed.ts';
import {
  INSTRUMENTS_FUNCTION,
  MARKET_HOURS_FUNCTION,
  POLLER_HOURS_FUNCTION,
  type ScheduledFunction,
  SESSION_EVENTS_FUNCTION,
} from '../service/scheduled.ts';
import type { DeployedFunction, StageFunction } from '../service/stages.ts';
import { usesKafka } from './api-roles.ts';
import { apiFunctionsOf, scheduledFunctionsOf, stagesOf } from './deployed.ts';
import type { Deployment, Network } from './deployment.ts';
import { eventSourcesOf } from './event-sources.ts';
import { expectedMetricsOf } from './heartbeats.ts';
import { LOAD_RETRY_SECONDS, LOADER_NODE_OPTIONS } from './instruments.ts';
import { attribute, type Intrinsic, type Value } from './intrinsics.ts';
import { FEED_RETRIES } from './market-feed.ts';
import { MINUTE_SECONDS } from './market-hours.ts';
import { mappingUuids, RETRY_SECONDS } from './poller-hours.ts';
import { functionName, roleLogicalId } from './roles.ts';
import { secretId } from './secrets.ts';
import { MOMENT_RETRY_SECONDS } from './session-events.ts';

/** A function as `serverless.yml` would have it. */
export interface ServerlessFunction {
  readonly name: string;
  readonly description: string;
  readonly handler: string;
  readonly role: Intrinsic;
  readonly memorySize: number;
  /** Seconds. */
  readonly timeout?: number;
  readonly environment: Readonly<Record<string, Value>>;
  /** Seconds for which an event waits, where other services invoke the function. */
  readonly maximumEventAge?: number;
  /** Times that Lambda repeats a failed run of such an event. */
  readonly maximumRetryAttempts?: number;
  readonly vpc?: Network;
  readonly events: readonly (ReturnType<typeof eventSourcesOf>[number] | ReturnType<typeof routeEvent>)[];
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
  // The default is all brokers.
  ...(!BROKERS.every((broker) => deployment.scopes.includes(broker)) && {
    BROKERS: deployment.scopes.filter((scope) => scope !== 'shared').join(','),
  }),
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

const secretsOf = (deployment: Deployment, { secrets }: CalledFunction): Readonly<Record<string, string>> =>
  Object.fromEntries(secrets.map((name) => [SECRET_SETTINGS[name], secretId(deployment, name)]));

const networkOf = (deployment: Deployment, called: CalledFunction): Network | undefined => {
  // Outside of the network a function reaches the internet and AWS without a NAT. Kite's data is open to any address.
  if (!usesKafka(called)) return undefined;
  // Lambda's API has no endpoint in the network. Without egress, health reports that it cannot ask.
  return called.reachesBroker || called.listsEventSources ? deployment.egress : deployment.network;
};

/** A route of the HTTP API; one without an authorizer is public. */
const routeEvent = ({ method, path, access }: ApiRoute) => ({
  httpApi: { method, path, ...(access === 'public' ? {} : { authorizer: { name: 'session' } }) },
});

const apiFunctionOf = (deployment: Deployment, apiFunction: ApiFunction): ServerlessFunction => {
  const network = networkOf(deployment, apiFunction);
  const { kiteUrl } = deployment;
  return {
    name: functionName(deployment, apiFunction),
    description: apiFunction.description,
    handler: `functions/${apiFunction.folder}/handler.handler`,
    role: attribute(roleLogicalId(apiFunction), 'Arn'),
    memorySize: apiFunction.memorySize,
    timeout: API_TIMEOUT_SECONDS,
    environment: {
      ...environmentOf(deployment, apiFunction),
      ...liveOf(deployment),
      ...secretsOf(deployment, apiFunction),
      ...(apiFunction.listsEventSources && {
        POLLER_HOURS: deployment.isLocal ? 'always' : deployment.pollerHours,
        FEED_HOST: deployment.isLocal ? 'local' : deployment.feed,
      }),
      ...(apiFunction.reachesBroker && kiteUrl && { KITE_API_URL: kiteUrl, KITE_LOGIN_URL: kiteUrl }),
    },
    ...(network && { vpc: network }),
    events: apiFunction.routes.map(routeEvent),
  };
};

/** What differs between the functions of schedules. */
type ScheduledParts = Pick<ServerlessFunction, 'environment' | 'maximumEventAge' | 'maximumRetryAttempts'>;

const SCHEDULED_PARTS: Readonly<Record<string, (deployment: Deployment) => ScheduledParts>> = {
  [SESSION_EVENTS_FUNCTION.name]: () => ({ environment: {}, maximumEventAge: MOMENT_RETRY_SECONDS }),
  [MARKET_HOURS_FUNCTION.name]: (deployment) => ({
    environment: { POLLER_HOURS: deployment.pollerHours, EXPECTED_METRICS: expectedMetricsOf(deployment) },
    maximumEventAge: MINUTE_SECONDS,
  }),
  [POLLER_HOURS_FUNCTION.name]: (deployment) => ({
    environment: { EVENT_SOURCE_MAPPINGS: mappingUuids(deployment) },
    maximumEventAge: RETRY_SECONDS,
  }),
  [INSTRUMENTS_FUNCTION.name]: (deployment) => ({
    environment: { ...liveOf(deployment), NODE_OPTIONS: LOADER_NODE_OPTIONS },
    maximumEventAge: LOAD_RETRY_SECONDS,
  }),
  [MARKET_FEED_FUNCTION.name]: (deployment) => ({
    environment: { FEED_HOST: deployment.feed, ...liveOf(deployment) },
    ...FEED_RETRIES,
  }),
};

const isCalled = (scheduled: ScheduledFunction): scheduled is ScheduledFunction & CalledFunction =>
  'secrets' in scheduled;

/** Lambda repeats a failed run twice, or as often as the parts say. */
const scheduledFunctionOf = (deployment: Deployment, scheduled: ScheduledFunction): ServerlessFunction => {
  const { name, description, folder, memorySize, timeout } = scheduled;
  const { environment, ...parts } = SCHEDULED_PARTS[name]?.(deployment) ?? { environment: {} };
  // The others call AWS only, and are outside of the network.
  const called = isCalled(scheduled) ? scheduled : undefined;
  const vpc = called && networkOf(deployment, called);
  return {
    name: functionName(deployment, scheduled),
    description,
    handler: `functions/${folder}/handler.handler`,
    role: attribute(roleLogicalId(scheduled), 'Arn'),
    memorySize,
    timeout,
    environment: {
      ...environmentOf(deployment, scheduled),
      ...environment,
      ...(called && secretsOf(deployment, called)),
    },
    ...parts,
    ...(vpc && { vpc }),
    events: [],
  };
};

/** The `functions` of `serverless.yml`. */
export const functionsOf = (deployment: Deployment): Readonly<Record<string, ServerlessFunction>> =>
  Object.fromEntries([
    ...stagesOf(deployment).map((stage) => [stage.name, functionOf(deployment, stage)] as const),
    ...apiFunctionsOf(deployment).map(
      (apiFunction) => [apiFunction.name, apiFunctionOf(deployment, apiFunction)] as const,
    ),
    ...scheduledFunctionsOf(deployment).map(
      (scheduled) => [scheduled.name, scheduledFunctionOf(deployment, scheduled)] as const,
    ),
  ]);
