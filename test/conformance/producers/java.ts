import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  apacheKafka,
  artifactCache,
  artifactFolder,
  isCached,
} from '../../../localstack/engines/jvm/artifacts.ts';
import { findJava } from '../../../localstack/engines/jvm/java-tools.ts';
import { HANG_MS } from '../../support/eventually.ts';
import type { Send } from './producer.ts';

const run = promisify(execFile);
const java = await findJava();
const jars = artifactFolder(artifactCache(), apacheKafka);

/** Why Kafka's own client is unavailable; undefined where it is available, as on every machine that runs Apache Kafka. */
export const whyNoJava = await (async (): Promise<string | undefined> => {
  if (!java.found) return java.reason;
  if (!(await isCached(artifactCache(), apacheKafka))) return 'Apache Kafka has not been fetched';
  const { stdout } = await run(java.command, ['--list-modules']);
  return stdout.includes('jdk.compiler') ? undefined : 'this Java has no compiler';
})();

/** A producer on Kafka's own client, whose snappy has a frame of its own. */
export const javaProducer: Send = async ({ brokers, topic, codec, values }) => {
  if (!java.found) throw new Error(java.reason);
  const program = join(import.meta.dirname, 'Send.java');
  const sending = run(java.command, ['-cp', join(jars, '*'), program, brokers, topic, codec], {
    timeout: HANG_MS,
  });
  sending.child.stdin?.end(values.join('\n'));
  await sending;
};
