import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { AlphaPandaError } from '../../../shared/errors.ts';
import { isAlive } from '../../local-only/processes.ts';
import type { Endpoints } from '../init/endpoints.ts';

const running = z.object({
  pid: z.int(),
  kafka_brokers: z.string(),
  aws_endpoint_url: z.string(),
  feed: z.boolean(),
});

/** A local cloud with its stages in another process. */
export interface RunningCloud extends Endpoints {
  readonly pid: number;
  /** Whether it sends simulated ticks. */
  readonly feed: boolean;
}

const FILE = join(import.meta.dirname, '../../../.local/running.json');

/** Writes a file that tells other commands about this cloud; the returned function removes it. */
export const announceRunning = (
  { kafkaBrokers, awsEndpointUrl }: Endpoints,
  feed: boolean,
  file = FILE,
): (() => void) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    JSON.stringify({ pid: process.pid, kafka_brokers: kafkaBrokers, aws_endpoint_url: awsEndpointUrl, feed }),
  );
  return () => {
    // A second cloud may have overwritten the file.
    if (findRunning(file)?.pid === process.pid) rmSync(file, { force: true });
  };
};

/** The cloud that `npm start` runs now; undefined if there is no such process. */
export const findRunning = (file = FILE): RunningCloud | undefined => {
  try {
    const { pid, kafka_brokers, aws_endpoint_url, feed } = running.parse(
      JSON.parse(readFileSync(file, 'utf8')),
    );
    return isAlive(pid)
      ? { pid, kafkaBrokers: kafka_brokers, awsEndpointUrl: aws_endpoint_url, feed }
      : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Refuses to continue if `npm start` uses these engines: two sets of functions in the same consumer groups would share
 * the records between them.
 * @throws AlphaPandaError `ALREADY_RUNNING`
 */
export const requireNoneOn = ({ kafkaBrokers }: Endpoints, running = findRunning()): void => {
  if (running === undefined || running.kafkaBrokers !== kafkaBrokers) return;
  throw new AlphaPandaError(
    'ALREADY_RUNNING',
    `a local cloud (process ${running.pid}) runs on ${kafkaBrokers}: stop it, or unset KAFKA_BROKERS and AWS_ENDPOINT_URL to run on separate engines`,
  );
};
