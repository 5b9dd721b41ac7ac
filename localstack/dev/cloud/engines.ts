import { join } from 'node:path';
import { startRealEngines } from '../../engines/jvm/real-engines.ts';
import { LOCAL_STAGE } from '../../local-only/stage.ts';
import type { Endpoints } from '../init/endpoints.ts';
import { type Child, jsonLine, startChild } from './child-process.ts';

/** Something that listens where the stages find Kafka and AWS. */
export interface Engines extends Endpoints {
  /** For people: which engines these are. */
  readonly title: string;
  /** For people: where topics, tables and secrets are kept, and for how long. */
  readonly state: string;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** 0 takes free ports. */
  readonly kafkaPort: number;
  readonly awsPort: number;
  /** Where topics and tables are kept; without it all is gone when it stops. */
  readonly folder?: string;
}

const ROOT = join(import.meta.dirname, '../../..');
const START_WITHIN_MS = 20_000;

const startEngine = (
  name: string,
  script: string,
  args: readonly string[],
  announces: string,
): Promise<Child> =>
  startChild({
    name,
    args: [
      '--disable-warning=TimeoutNegativeWarning',
      join(ROOT, 'localstack', script),
      '--stage',
      LOCAL_STAGE,
      ...args,
    ],
    env: process.env,
    ready: (line) => {
      const value = jsonLine(line);
      return value !== undefined && announces in value ? value : undefined;
    },
    readyWithinMs: START_WITHIN_MS,
  });

const inFolder = (folder: string | undefined, name: string): readonly string[] =>
  folder === undefined ? [] : ['--folder', join(folder, name)];

/** The embedded broker and AWS endpoint, each a process of its own: nothing but Node is needed. */
export const startEmbeddedEngines = async ({
  kafkaPort,
  awsPort,
  folder,
}: EmbeddedOptions): Promise<Engines> => {
  const starting = [
    startEngine(
      'the embedded Kafka broker',
      'engines/kafka/main.ts',
      ['--port', String(kafkaPort), ...inFolder(folder, 'kafka')],
      'bootstrapServers',
    ),
    startEngine(
      'the embedded AWS endpoint',
      'engines/aws/main.ts',
      ['--port', String(awsPort), ...inFolder(folder, 'aws')],
      'aws_endpoint_url',
    ),
  ] as const;
  const settled = await Promise.allSettled(starting);
  const [kafka, aws] = settled;
  if (kafka.status === 'rejected' || aws.status === 'rejected') {
    await Promise.all(settled.map((each) => (each.status === 'fulfilled' ? each.value.stop() : undefined)));
    throw settled.find((each) => each.status === 'rejected')?.reason;
  }
  return {
    title: 'embedded Kafka and DynamoDB',
    state:
      folder === undefined
        ? 'in memory, gone when this ends; --folder PATH keeps it'
        : `kept in ${folder}; what is there stays as it is`,
    kafkaBrokers: String(kafka.value.announcement.bootstrapServers),
    awsEndpointUrl: String(aws.value.announcement.aws_endpoint_url),
    stop: async () => {
      await Promise.all([kafka.value.stop(), aws.value.stop()]);
    },
  };
};

/** The callback of our API on this machine, as a Kite Connect app has it registered. */
export const callbackUrl = (httpPort: number): string => `http://127.0.0.1:${httpPort}/auth/zerodha/callback`;

export interface Kite {
  readonly url: string;
  stop(): Promise<void>;
}

export interface KiteOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** Where its login page sends the browser back to. */
  readonly redirectUrl: string;
}

/** The Kite stand-in, a process of its own. */
export const startKite = async ({ port, redirectUrl }: KiteOptions): Promise<Kite> => {
  const child = await startEngine(
    'the Kite stand-in',
    'engines/kite/main.ts',
    ['--port', String(port), '--redirect-url', redirectUrl],
    'kite_url',
  );
  return { url: String(child.announcement.kite_url), stop: () => child.stop() };
};

/** Apache Kafka and DynamoDB Local on the JVM. */
export const startRealEnginesAs = async (log: (line: string) => void): Promise<Engines> => {
  const engines = await startRealEngines(log);
  return {
    title: 'Apache Kafka and DynamoDB Local',
    state: 'in a temporary folder, gone when this ends',
    ...engines,
  };
};

export const externalEngines = (kafkaBrokers: string, awsEndpointUrl: string): Engines => ({
  title: `Kafka at ${kafkaBrokers}, AWS at ${awsEndpointUrl}`,
  state: `kept by Kafka at ${kafkaBrokers} and AWS at ${awsEndpointUrl}; what is there stays as it is`,
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
