import type { Deployment } from './deployment.ts';
import { type EventSourceConfiguration, eventSourcesOf } from './event-sources.ts';
import { attribute, type Intrinsic } from './intrinsics.ts';
import { functionName, roleLogicalId } from './roles.ts';
import { STAGE_FUNCTIONS, type StageFunction } from './stages.ts';

/** A function as `serverless.yml` would have it. */
export interface ServerlessFunction {
  readonly name: string;
  readonly description: string;
  readonly handler: string;
  readonly role: Intrinsic;
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly vpc?: Deployment['network'];
  readonly events: readonly EventSourceConfiguration[];
}

/** How the Kafka client signs in; `shared/settings` reads it. */
const kafkaEnvironment = (deployment: Deployment, stage: StageFunction): Record<string, string> => {
  const { kafka, isLocal, brokers } = deployment;
  if (isLocal) return { KAFKA_BROKERS: brokers, KAFKA_AUTH: 'plain' };
  return kafka.kind === 'msk'
    ? { KAFKA_BROKERS: brokers, KAFKA_AUTH: 'iam' }
    : { KAFKA_BROKERS: brokers, KAFKA_AUTH: 'scram', KAFKA_SECRET_ID: kafka.secretArns[stage.scope] };
};

const environmentOf = (deployment: Deployment, stage: StageFunction): Readonly<Record<string, string>> => ({
  STAGE: deployment.stage,
  ...stage.environment,
  ...kafkaEnvironment(deployment, stage),
  TABLE_PREFIX: deployment.tablePrefix,
  MARKET_CLOCK: deployment.marketClock,
  POWERTOOLS_LOG_LEVEL: 'INFO',
  // kafkajs sets timers in the past now and then. Locally the process is started with the option already.
  ...(!deployment.isLocal && { NODE_OPTIONS: '--disable-warning=TimeoutNegativeWarning' }),
  ...(deployment.awsEndpoint && { AWS_ENDPOINT_URL: deployment.awsEndpoint }),
});

const functionOf = (deployment: Deployment, stage: StageFunction): ServerlessFunction => ({
  name: functionName(deployment, stage),
  description: stage.description,
  handler: `functions/${stage.folder}/${stage.entry}.handler`,
  role: attribute(roleLogicalId(stage), 'Arn'),
  memorySize: stage.memorySize,
  environment: environmentOf(deployment, stage),
  ...(deployment.network && { vpc: deployment.network }),
  events: eventSourcesOf(deployment, stage),
});

/** The `functions` of `serverless.yml`. */
export const functionsOf = (deployment: Deployment): Readonly<Record<string, ServerlessFunction>> =>
  Object.fromEntries(STAGE_FUNCTIONS.map((stage) => [stage.name, functionOf(deployment, stage)]));
