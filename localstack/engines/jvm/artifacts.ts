import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AlphaPandaError } from '../../../shared/errors.ts';
import type { Tool } from './java-tools.ts';

const run = promisify(execFile);
const COPY_DEPENDENCIES = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
const FETCH_TIMEOUT_MS = 10 * 60_000;

interface MavenCoordinates {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
}

/** A program from Maven Central. Its cache folder is named after `main`. */
export interface Artifact {
  readonly title: string;
  readonly main: MavenCoordinates;
  readonly extras: readonly MavenCoordinates[];
  readonly megabytes: number;
}

export const apacheKafka: Artifact = {
  title: 'Apache Kafka 4.3.1',
  main: { groupId: 'org.apache.kafka', artifactId: 'kafka_2.13', version: '4.3.1' },
  // Without a logging backend, a broker that fails to start logs nothing.
  extras: [{ groupId: 'org.apache.logging.log4j', artifactId: 'log4j-slf4j-impl', version: '2.25.4' }],
  megabytes: 44,
};

export const dynamoDbLocal: Artifact = {
  title: 'DynamoDB Local 3.3.1',
  main: { groupId: 'software.amazon.dynamodb', artifactId: 'DynamoDBLocal', version: '3.3.1' },
  extras: [],
  megabytes: 50,
};

/** The cache folder lies outside the project, so that clones share it and a clean checkout keeps it. */
export const artifactCache = (
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string => join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'alpha-panda');

export const artifactFolder = (cache: string, { main }: Artifact): string =>
  join(cache, `${main.artifactId}-${main.version}`);

export const isCached = async (cache: string, artifact: Artifact): Promise<boolean> =>
  access(artifactFolder(cache, artifact)).then(
    () => true,
    () => false,
  );

/**
 * The folder with an artifact's jars and native libraries, fetched if it is missing. A rename creates the whole folder,
 * so several processes may fetch at once and the first one wins. Each uses its own Maven repository, because processes
 * cannot share one safely. Checksums are enforced.
 * @throws AlphaPandaError `ARTIFACT_UNAVAILABLE`
 */
export const fetchArtifact = async (
  artifact: Artifact,
  options: { cache: string; maven: Tool; log?: (line: string) => void },
): Promise<string> => {
  const { cache, maven, log } = options;
  const folder = artifactFolder(cache, artifact);
  if (await isCached(cache, artifact)) return folder;
  if (!maven.found) throw unavailable(artifact, maven.reason);
  log?.(`Fetching ${artifact.title} by Maven into ${folder} (${artifact.megabytes} MB, once) ...`);
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, `.fetch-${artifact.main.artifactId}-`));
  try {
    await writeFile(join(work, 'pom.xml'), pomOf([artifact.main, ...artifact.extras]));
    await runMaven(maven.command, work, artifact);
    await moveInto(join(work, 'lib'), folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
};

const runMaven = async (command: string, work: string, artifact: Artifact): Promise<void> => {
  const parameters = [
    '--batch-mode',
    '--quiet',
    '--strict-checksums',
    `-Dmaven.repo.local=${join(work, 'repository')}`,
    COPY_DEPENDENCIES,
    '-DincludeScope=runtime',
    `-DoutputDirectory=${join(work, 'lib')}`,
  ];
  try {
    await run(command, parameters, { cwd: work, timeout: FETCH_TIMEOUT_MS, maxBuffer: 16 * 1024 * 1024 });
  } catch (cause) {
    const output = cause instanceof Error && 'stdout' in cause ? String(cause.stdout) : '';
    const firstError = output.split('\n').find((line) => line.includes('ERROR')) ?? 'Maven failed';
    throw unavailable(artifact, firstError.trim(), cause);
  }
};

/** Another process may have been faster. Its folder is equal. */
const moveInto = async (from: string, to: string): Promise<void> => {
  try {
    await rename(from, to);
  } catch (error) {
    const taken =
      error instanceof Error && 'code' in error && ['ENOTEMPTY', 'EEXIST'].includes(String(error.code));
    if (!taken) throw error;
  }
};

const pomOf = (dependencies: readonly MavenCoordinates[]): string => {
  const elements = dependencies.map(
    ({ groupId, artifactId, version }) =>
      `<dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version></dependency>`,
  );
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0">',
    '<modelVersion>4.0.0</modelVersion>',
    '<groupId>alpha-panda</groupId><artifactId>fetch</artifactId><version>1</version><packaging>pom</packaging>',
    `<dependencies>${elements.join('')}</dependencies>`,
    '</project>',
    '',
  ].join('\n');
};

const unavailable = ({ title, main }: Artifact, reason: string, cause?: unknown): AlphaPandaError =>
  new AlphaPandaError(
    'ARTIFACT_UNAVAILABLE',
    `${title} (${main.groupId}:${main.artifactId}:${main.version}) cannot be fetched: ${reason}. It needs Maven and access to Maven Central once.`,
    { cause },
  );
