import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { artifactCache } from '../../../localstack/real/artifacts.ts';
import type { Send } from './producer.ts';

/*
 * librdkafka is what most producers outside of Java and Node are made of. Its package for Node downloads a binary when
 * it is installed; the one for Python brings it along, so it can be pinned and fetched from a registry.
 */
const PACKAGE = 'confluent-kafka';
const VERSION = '2.12.2';
const FETCH_TIMEOUT_MS = 120_000;
const SEND_TIMEOUT_MS = 60_000;

const run = promisify(execFile);
const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * A producer on librdkafka, fetched by pip where it is not in the cache.
 * @throws Error where there is neither.
 */
export async function librdkafkaProducer(): Promise<Send> {
  const cache = artifactCache();
  const folder = join(cache, `${PACKAGE}-${VERSION}`);
  if (!(await exists(folder))) await fetchPackage(cache, folder);
  return async ({ brokers, topic, codec, values }) => {
    const child = run('python3', [join(import.meta.dirname, 'send.py')], {
      env: { ...process.env, PYTHONPATH: folder },
      timeout: SEND_TIMEOUT_MS,
    });
    child.child.stdin?.end(JSON.stringify({ brokers, topic, codec, values }));
    await child;
  };
}

/** A folder appears whole, by a rename: several processes may fetch at once. */
async function fetchPackage(cache: string, folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, '.fetch-librdkafka-'));
  try {
    await run(
      'python3',
      [
        ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'],
        ...['--only-binary=:all:', '--target', join(work, 'lib'), `${PACKAGE}==${VERSION}`],
      ],
      { timeout: FETCH_TIMEOUT_MS },
    );
    await rename(join(work, 'lib'), folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Whether Python and pip are there; undefined, or why not. */
export const whyNoLibrdkafka = (): Promise<string | undefined> =>
  run('python3', ['-m', 'pip', '--version']).then(
    () => undefined,
    () => 'python3 with pip was not found',
  );
