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

/** Where an experiment finds Kafka and DynamoDB. */
export type EngineChoice =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'real' }
  | { readonly kind: 'foreign'; readonly kafkaBrokers: string; readonly awsEndpointUrl: string };

/** Those that the environment names, else the real ones where asked for, else the embedded ones. */
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

/** Why the chosen engines cannot be had here, in a line; undefined where they can. */
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
  /** That records on engines which the environment names are emptied. */
  readonly agreement?: Agreement;
  /** Gives the action up. */
  readonly signal: AbortSignal;
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/**
 * Runs an action on a cloud whose stages know nothing yet: on engines of its own, or on named ones whose records have
 * been emptied, as agreed. All that was started is stopped, whatever happens.
 * @throws the signal's reason when it aborts; what starting and the action throw
 */
export const onFreshCloud = async <T>(
  choice: EngineChoice,
  options: CloudOptions,
  action: (cloud: LocalCloud, title: string) => Promise<T>,
): Promise<T> => {
  const engines = await startChosen(choice, options.say);
  try {
    if (choice.kind === 'foreign') await forget(engines, options);
    const cloud = await LocalCloud.start({ ...options, engines });
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
    // The cloud that starts now puts them for itself, and takes them away when it stops.
    await removeSeed(dynamo, LOCAL_TABLE_PREFIX, items);
    dynamo.destroy();
  }
};
