import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import {
  type Artifact,
  apacheKafka,
  artifactCache,
  fetchArtifact,
} from '../../localstack/engines/jvm/artifacts.ts';
import { startGuard } from '../../localstack/engines/jvm/guard.ts';
import { findJava, findMaven } from '../../localstack/engines/jvm/java-tools.ts';
import { startJvm } from '../../localstack/engines/jvm/jvm.ts';
import { freePorts, isFree } from '../../localstack/local-only/ports.ts';
import { edgeScript, executable } from './edge-script.ts';
import { eventually } from './eventually.ts';

const run = promisify(execFile);

/** Of Kafka's own command line, which the library's jars do not have. */
const kafkaTools: Artifact = {
  title: 'Kafka tools 4.3.1',
  main: { groupId: 'org.apache.kafka', artifactId: 'kafka-tools', version: '4.3.1' },
  extras: [],
  megabytes: 40,
};

/** Kafka's scripts that the instance calls, and their main classes. */
const SCRIPTS = {
  'kafka-storage.sh': 'kafka.tools.StorageTool',
  'kafka-configs.sh': 'kafka.admin.ConfigCommand',
  'kafka-acls.sh': 'org.apache.kafka.tools.AclCommand',
} as const;

export const USERS = { shared: 'SharedPassword1', paper: 'PaperPassword2', zerodha: 'ZerodhaPassword3' };

export interface EdgeKafka {
  /** Where functions connect: SCRAM over TLS. */
  readonly functions: string;
  /** Where commands on the instance and tunnels connect. */
  readonly local: string;
  /** What the instance puts into Secrets Manager as the certificate. */
  readonly certificateSecret: string;
  stop(): Promise<void>;
}

/** Apache Kafka with the certificates, settings and users that the instance of `edge.yml` makes for itself. */
export const startEdgeKafka = async (service: string): Promise<EdgeKafka> => {
  const [java, maven] = await Promise.all([findJava(), findMaven()]);
  if (!java.found) throw new Error(java.reason);
  const cache = artifactCache();
  const libraries = await fetchArtifact(apacheKafka, { cache, maven });
  const tools = await fetchArtifact(kafkaTools, { cache, maven });
  const classPath = [join(libraries, '*'), join(tools, '*')].join(delimiter);
  const [functions = 0, local = 0, controller = 0] = await freePorts(3);

  const folder = await mkdtemp(join(tmpdir(), 'alpha-panda-edge-'));
  const bin = join(folder, 'bin');
  const data = join(folder, 'data');
  await mkdir(bin);
  await mkdir(data);
  for (const [name, main] of Object.entries(SCRIPTS)) {
    const command = `exec ${java.command} -Xmx256m -XX:TieredStopAtLevel=1 -cp '${classPath}' ${main} "$@"`;
    await executable(join(bin, name), `#!/bin/sh\n${command}\n`);
  }
  // Secrets Manager: a secret is a file, and its id the file's name.
  await executable(
    join(bin, 'aws'),
    `#!/bin/bash\nset -e\ncase $2 in get-secret-value) cat "${folder}/$4" ;; put-secret-value) cp "$` +
      `{6#file://}" "${folder}/$4" ;; esac\n`,
  );
  for (const [username, password] of Object.entries(USERS)) {
    await writeFile(join(folder, username), JSON.stringify({ password, username }));
  }
  await executable(join(bin, 'edge'), await edgeScript());
  const env = {
    ...process.env,
    ...{ PATH: `${bin}${delimiter}${process.env.PATH}`, SERVICE: service, ADDRESS: '127.0.0.1' },
    ...{ USERS: Object.keys(USERS).join(' '), ROOT_CERTIFICATE: 'root', DATA: data, KAFKA: folder },
    ...{ RUN: folder, LOCAL: `127.0.0.1:${local}` },
  };
  const edge = (step: string) => run(join(bin, 'edge'), [step], { env });

  await edge('certify');
  await edge('configure');
  const file = join(data, 'server.properties');
  const settings = await readFile(file, 'utf8');
  const ports: Readonly<Record<string, number>> = { 9092: local, 9093: controller, 9094: functions };
  await writeFile(
    file,
    settings.replaceAll(/:(909[234])\b/g, (_, port: string) => `:${ports[port]}`),
  );

  const guard = startGuard(folder);
  const jvm = await startJvm({
    title: 'Kafka of edge.yml',
    java: java.command,
    parameters: ['-Xmx512m', '-cp', classPath, 'kafka.Kafka', file],
    folder,
    logFile: join(folder, 'kafka.log'),
  });
  guard.watch(jvm.pid);
  const stop = async () => {
    await jvm.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await Promise.race([
      eventually('Kafka listens', async () => ((await isFree(local)) ? undefined : true)),
      jvm.ended.then((how) => Promise.reject(new Error(how))),
    ]);
    await edge('grant');
    await edge('publish');
    const certificateSecret = await readFile(join(folder, 'root'), 'utf8');
    return { functions: `127.0.0.1:${functions}`, local: env.LOCAL, certificateSecret, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
