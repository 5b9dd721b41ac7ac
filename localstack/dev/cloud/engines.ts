import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AlphaPandaError } from '../../../shared/errors.ts';
import { type KiteServer, type KiteServerOptions, startKiteServer } from '../../engines/kite/kite-server.ts';
import { LOCAL_STAGE } from '../../local-only/stage.ts';
import type { Endpoints } from '../init/endpoints.ts';
import type { EngineAnswer, EngineSettings } from './engine-thread.ts';

/** Kafka and AWS endpoints for the stages. */
export interface Engines extends Endpoints {
  /** Names the engines on the screen. */
  readonly title: string;
  /** Says on the screen where topics, tables and secrets are kept, and for how long. */
  readonly state: string;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** 0 takes free ports. */
  readonly kafkaPort: number;
  readonly awsPort: number;
  /** Keeps topics and tables; without a folder they end with the engines. */
  readonly folder?: string;
}

/** An engine in its thread. */
interface Engine {
  readonly address: string;
  stop(): Promise<void>;
}

/** Throughput falls with less. V8 alone would take 48 MB or more. */
const YOUNG_MEGABYTES = 16;

/** @throws AlphaPandaError `ENGINE_NOT_STARTED` */
const startEngine = async (settings: EngineSettings): Promise<Engine> => {
  const worker = new Worker(new URL('engine-thread.ts', import.meta.url), {
    workerData: settings,
    // The thread's name in `top -H`.
    name: `embedded ${settings.engine}`,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  // Later errors of the thread end this process: without its engine the command cannot go on.
  const [answer]: readonly EngineAnswer[] = await once(worker, 'message');
  if (answer === undefined || 'failure' in answer) {
    await worker.terminate();
    throw new AlphaPandaError('ENGINE_NOT_STARTED', answer?.failure ?? 'the engine did not start');
  }
  return {
    address: answer.address,
    stop: () => {
      worker.postMessage('stop');
      return ended;
    },
  };
};

const inFolder = (folder: string | undefined, name: string) =>
  folder === undefined ? {} : { folder: join(folder, name) };

/** Starts the embedded broker and AWS endpoint, each in its own thread. They need Node only. */
export const startEmbeddedEngines = async ({
  kafkaPort,
  awsPort,
  folder,
}: EmbeddedOptions): Promise<Engines> => {
  const outcomes = await Promise.allSettled([
    startEngine({ engine: 'kafka', port: kafkaPort, ...inFolder(folder, 'kafka') }),
    startEngine({ engine: 'aws', port: awsPort, ...inFolder(folder, 'aws') }),
  ]);
  const [kafka, aws] = outcomes;
  if (kafka.status === 'rejected' || aws.status === 'rejected') {
    await Promise.all(outcomes.map((each) => (each.status === 'fulfilled' ? each.value.stop() : undefined)));
    throw outcomes.find((each) => each.status === 'rejected')?.reason;
  }
  return {
    title: 'embedded Kafka and DynamoDB',
    state:
      folder === undefined
        ? 'in memory until this ends; --folder PATH keeps it'
        : `kept in ${folder}; existing items stay unchanged`,
    kafkaBrokers: kafka.value.address,
    awsEndpointUrl: aws.value.address,
    stop: async () => {
      await Promise.all([kafka.value.stop(), aws.value.stop()]);
    },
  };
};

/** The API's callback on this machine, as a Kite Connect app registers it. */
export const callbackUrl = (httpPort: number): string => `http://127.0.0.1:${httpPort}/auth/zerodha/callback`;

export interface Kite extends Pick<KiteServer, 'url' | 'ticker'> {
  stop(): Promise<void>;
}

export interface KiteOptions extends Pick<KiteServerOptions, 'market' | 'instruments' | 'candles'> {
  /** 0 takes a free port. */
  readonly port: number;
  /** The login page sends the browser back to this URL. */
  readonly redirectUrl: string;
}

/** Starts the Kite simulator in this process: it does little, and a thread would take memory of its own. */
export const startKite = async (options: KiteOptions): Promise<Kite> => {
  const { url, ticker, close } = await startKiteServer({ ...options, stage: LOCAL_STAGE });
  return { url, ticker, stop: close };
};

/** Starts Apache Kafka and DynamoDB Local on the JVM. */
export const startRealEnginesAs = async (log: (line: string) => void): Promise<Engines> => {
  const { startRealEngines } = await import('../../engines/jvm/real-engines.ts');
  const engines = await startRealEngines(log);
  return {
    title: 'Apache Kafka and DynamoDB Local',
    state: 'in a temporary folder until this ends',
    ...engines,
  };
};

export const externalEngines = (kafkaBrokers: string, awsEndpointUrl: string): Engines => ({
  title: `Kafka at ${kafkaBrokers}, AWS at ${awsEndpointUrl}`,
  state: `kept by Kafka at ${kafkaBrokers} and AWS at ${awsEndpointUrl}; existing items stay unchanged`,
  kafkaBrokers,
  awsEndpointUrl,
  stop: async () => undefined,
});

/** The engines that `KAFKA_BROKERS` and `AWS_ENDPOINT_URL` name; undefined unless both are set. */
export const namedEngines = (): Engines | undefined => {
  const { KAFKA_BROKERS, AWS_ENDPOINT_URL } = process.env;
  return KAFKA_BROKERS === undefined || AWS_ENDPOINT_URL === undefined
    ? undefined
    : externalEngines(KAFKA_BROKERS, AWS_ENDPOINT_URL);
};
