import {
  type Engines,
  externalEngines,
  startEmbeddedEngines,
  startRealEnginesAs,
} from '../../localstack/dev/cloud/engines.ts';
import { LocalCloud, type LocalCloudOptions } from '../../localstack/dev/cloud/local-cloud.ts';
import { requireNoneOn } from '../../localstack/dev/cloud/running.ts';
import { thisCommand } from '../../localstack/dev/init/agreement.ts';
import { toolDynamo } from '../../localstack/dev/init/endpoints.ts';
import { initialize } from '../../localstack/dev/init/initialize.ts';
import { type Agreement, emptyRecords } from '../../localstack/dev/init/records.ts';
import { removeSeed, requireSeed } from '../../localstack/dev/seed/seed.ts';
import { whyNoRealEngines } from '../../localstack/engines/jvm/real-engines.ts';
import { LOCAL_TABLE_PREFIX } from '../../localstack/local-only/stage.ts';

/** The Kafka and DynamoDB of an experiment. */
export type EngineChoice =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'real' }
  | { readonly kind: 'foreign'; readonly kafkaBrokers: string; readonly awsEndpointUrl: string };

/** The engines that the environment names, else the real ones if requested, else the embedded ones. */
export const chooseEngines = (
  environment: Readonly<Record<string, string | undefined>>,
  real: boolean,
): EngineChoice => {
  const { KAFKA_BROKERS, AWS_ENDPOINT_URL } = environment;
  if (KAFKA_BROKERS !== undefined && AWS_ENDPOINT_URL !== undefined) {
    return { kind: 'foreign', kafkaBrokers: KAFKA_BROKERS, awsEndpointUrl: AWS_ENDPOINT_URL };
  }
  return { kind: real ? 'real' : 'embedded' };
};

/** Why the chosen engines cannot run here, in one line; undefined if they can. */
export const whyNotHere = async ({ kind }: EngineChoice): Promise<string | undefined> =>
  kind === 'real' ? whyNoRealEngines() : undefined;

const startChosen = (choice: EngineChoice, say: (line: string) => void): Promise<Engines> => {
  switch (choice.kind) {
    case 'embedded':
      return startEmbeddedEngines({ kafkaPort: 0, awsPort: 0 });
    case 'real':
      return startRealEnginesAs(say);
    case 'foreign':
      return Promise.resolve(externalEngines(choice.kafkaBrokers, choice.awsEndpointUrl));
  }
};

export interface CloudOptions extends Pick<LocalCloudOptions, 'seed' | 'environment' | 'onLine'> {
  readonly say: (line: string) => void;
  /** Agreement to delete the records of engines that the environment names. */
  readonly agreement?: Agreement;
  /** Aborts the action. */
  readonly signal: AbortSignal;
}

/** As on AWS: each partition of a topic may have an environment of its own. `npm start` has one per function. */
const AS_ON_AWS = { EVENT_SOURCE_CONCURRENCY: '16' } as const;

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/**
 * Runs an action on a cloud with empty stages: on its own engines, or on named ones whose records were deleted by
 * agreement. It always stops what it has started.
 * @throws the signal's reason when it aborts; errors of the start and of the action
 */
export const onFreshCloud = async <T>(
  choice: EngineChoice,
  options: CloudOptions,
  action: (cloud: LocalCloud, title: string) => Promise<T>,
): Promise<T> => {
  const engines = await startChosen(choice, options.say);
  try {
    if (choice.kind === 'foreign') await forget(engines, options);
    const environment = { ...AS_ON_AWS, ...options.environment };
    const cloud = await LocalCloud.start({ ...options, environment, engines });
    try {
      return await Promise.race([action(cloud, engines.title), aborted(options.signal)]);
    } finally {
      await cloud.stop();
    }
  } finally {
    await engines.stop();
  }
};

const UNASKED: Agreement = { yes: false, ask: undefined };

const forget = async (engines: Engines, { seed, agreement = UNASKED }: CloudOptions): Promise<void> => {
  requireNoneOn(engines);
  const { items } = await initialize(engines, LOCAL_TABLE_PREFIX, seed);
  const dynamo = toolDynamo(engines);
  try {
    await requireSeed(dynamo, LOCAL_TABLE_PREFIX, seed);
    await emptyRecords(engines, LOCAL_TABLE_PREFIX, agreement, thisCommand());
  } finally {
    // The cloud that starts now puts its own items, and removes them when it stops.
    await removeSeed(dynamo, LOCAL_TABLE_PREFIX, items);
    dynamo.destroy();
  }
};
