import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlphaPandaError } from '../../../shared/errors.ts';
import { startEmbeddedAws } from '../aws/embedded-aws.ts';
import {
  type Artifact,
  apacheKafka,
  artifactCache,
  dynamoDbLocal,
  fetchArtifact,
  isCached,
} from './artifacts.ts';
import { startDynamoDbLocal } from './dynamodb-local.ts';
import { startGuard } from './guard.ts';
import { findJava, findMaven } from './java-tools.ts';
import { startKafka } from './kafka-server.ts';

export interface RealEngines {
  /** The value for `KAFKA_BROKERS`. */
  readonly kafkaBrokers: string;
  /** The value for `AWS_ENDPOINT_URL`: DynamoDB Local and the Secrets Manager emulation on one port. */
  readonly awsEndpointUrl: string;
  /** Fulfilled with the reason when an engine ends without being stopped. */
  readonly failed: Promise<string>;
  /** Ends both engines and removes their folder; may be called twice. */
  stop(): Promise<void>;
}

/** Why the real engines cannot run here; undefined if they can. It starts and fetches nothing. */
export const whyNoRealEngines = async (): Promise<string | undefined> => {
  const cache = artifactCache();
  const java = await findJava();
  if (!java.found) return java.reason;
  if ((await isCached(cache, apacheKafka)) && (await isCached(cache, dynamoDbLocal))) return undefined;
  const maven = await findMaven();
  return maven.found ? undefined : maven.reason;
};

/**
 * Fetches Apache Kafka and DynamoDB Local if they are not cached, starts them on free ports in a temporary folder and
 * waits until they work. They end with this process, even if it crashes.
 * @param log takes progress lines
 * @throws AlphaPandaError `JAVA_NOT_FOUND`, `ARTIFACT_UNAVAILABLE`, `JVM_NOT_STARTED` or `JVM_NOT_READY`
 */
export const startRealEngines = async (
  log: (line: string) => void = () => undefined,
): Promise<RealEngines> => {
  const java = await findJava();
  if (!java.found) {
    throw new AlphaPandaError('JAVA_NOT_FOUND', `${java.reason}: install it, or set JAVA_HOME.`);
  }
  const cache = artifactCache();
  const maven = await findMaven();
  const fetch = (artifact: Artifact) => fetchArtifact(artifact, { cache, maven, log });
  const kafkaLibraries = await fetch(apacheKafka);
  const dynamoLibraries = await fetch(dynamoDbLocal);

  const folder = await mkdtemp(join(tmpdir(), 'alpha-panda-engines-'));
  const guard = startGuard(folder);
  const started: { stop(): Promise<void> }[] = [];
  const remember = (engine: { stop(): Promise<void> }): void => {
    started.push(engine);
  };
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= stopAll(started, folder).then(() => guard.release());
    return stopped;
  };

  log(`Starting ${apacheKafka.title} and ${dynamoDbLocal.title} on Java ${java.version} ...`);
  const java17 = { java: java.command, guard };
  const starting = [
    twice(join(folder, 'kafka'), (place) =>
      startKafka({ ...java17, libraries: kafkaLibraries, folder: place }),
    ),
    twice(join(folder, 'dynamodb'), (place) =>
      startDynamoDbLocal({ ...java17, libraries: dynamoLibraries, folder: place }),
    ),
  ] as const;
  starting[0].then(remember, () => undefined);
  starting[1].then(remember, () => undefined);
  try {
    const [kafka, dynamo] = await Promise.all(starting);
    const aws = await startEmbeddedAws({ port: 0, stage: 'local', dynamoUpstream: dynamo.endpoint });
    remember({ stop: aws.close });
    return {
      kafkaBrokers: kafka.brokers,
      awsEndpointUrl: aws.endpoint,
      failed: Promise.race([kafka.ended, dynamo.ended]),
      stop,
    };
  } catch (error) {
    await Promise.allSettled(starting);
    await stop();
    throw error;
  }
};

/** Another process may take a free port first: an engine that ends at its start is started once more with new ports. */
const twice = async <T>(folder: string, start: (folder: string) => Promise<T>): Promise<T> => {
  try {
    return await start(folder);
  } catch (error) {
    if (error instanceof AlphaPandaError && error.code === 'JVM_NOT_STARTED') return start(`${folder}-again`);
    throw error;
  }
};

const stopAll = async (started: readonly { stop(): Promise<void> }[], folder: string): Promise<void> => {
  await Promise.all(started.map((engine) => engine.stop()));
  await rm(folder, { recursive: true, force: true });
};
