import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { freePorts } from '../../local-only/ports.ts';
import type { Guard } from './guard.ts';
import { type Jvm, startJvm, waitUntilReady } from './jvm.ts';
import { KAFKA_LOGGING, kafkaProperties } from './kafka-properties.ts';

const run = promisify(execFile);
const TITLE = 'Apache Kafka';
const PROBE = 'local-cloud-readiness';

export interface EngineOptions {
  readonly java: string;
  /** Folder of the engine's jars. */
  readonly libraries: string;
  /** Empty folder for settings, data and log. */
  readonly folder: string;
  readonly guard: Guard;
}

export interface KafkaServer extends Jvm {
  /** `host:port`, the value for `KAFKA_BROKERS`. */
  readonly brokers: string;
}

/** Formats a new log directory, starts one KRaft node on it and waits until it serves requests. */
export const startKafka = async ({ java, libraries, folder, guard }: EngineOptions): Promise<KafkaServer> => {
  const [brokerPort = 0, controllerPort = 0] = await freePorts(2);
  await mkdir(folder, { recursive: true });
  const properties = join(folder, 'server.properties');
  const logging = join(folder, 'log4j2.properties');
  await writeFile(
    properties,
    kafkaProperties({ brokerPort, controllerPort, dataFolder: join(folder, 'data') }),
  );
  await writeFile(logging, KAFKA_LOGGING);

  const classPath = ['-cp', join(libraries, '*')];
  const format = ['kafka.tools.StorageTool', 'format', '-t', clusterId(), '-c', properties];
  // This runs for a second, so full compilation would cost more than it saves.
  await run(java, ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', ...classPath, ...format]);

  const jvm = await startJvm({
    title: TITLE,
    java,
    parameters: ['-Xmx1g', `-Dlog4j2.configurationFile=${logging}`, ...classPath, 'kafka.Kafka', properties],
    folder,
    logFile: join(folder, 'kafka.log'),
  });
  guard.watch(jvm.pid);
  const brokers = `127.0.0.1:${brokerPort}`;
  try {
    await waitUntilReady(TITLE, jvm, () => makeAndDropTopic(brokers));
  } catch (error) {
    await jvm.stop();
    throw error;
  }
  return { ...jvm, brokers };
};

/** Kafka's form of a UUID. It must not start with a dash, which would begin an option. */
const clusterId = (): string => `A${randomBytes(16).toString('base64url').slice(1)}`;

/** Creating a topic needs the controller. Reading a group's offsets loads the group coordinator. */
const makeAndDropTopic = async (brokers: string): Promise<void> => {
  const kafka = new Kafka({
    clientId: PROBE,
    brokers: [brokers],
    logLevel: logLevel.NOTHING,
    retry: { retries: 1 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.createTopics({
      topics: [{ topic: PROBE, numPartitions: 1, replicationFactor: 1 }],
      waitForLeaders: false,
    });
    await admin.fetchOffsets({ groupId: PROBE, topics: [PROBE] });
    await admin.deleteTopics({ topics: [PROBE] });
  } finally {
    await admin.disconnect();
  }
};
