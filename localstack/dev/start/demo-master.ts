import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Endpoints } from '../init/endpoints.ts';

/** The first fill comes before: the load takes a core for a second or two. */
const DELAY_MS = 20_000;

/**
 * Loads the instruments that search and names need, in a thread, some time after the functions are ready.
 * @throws the error of the load
 */
export const loadMasterLater = async (
  { kafkaBrokers, awsEndpointUrl }: Endpoints,
  signal: AbortSignal,
): Promise<void> => {
  await sleep(DELAY_MS, undefined, { signal }).catch(() => {});
  if (signal.aborted) return;
  const worker = new Worker(new URL('demo-master-thread.ts', import.meta.url), {
    workerData: { kafkaBrokers, awsEndpointUrl } satisfies Endpoints,
  });
  const stop = () => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await once(worker, 'exit');
  } finally {
    signal.removeEventListener('abort', stop);
  }
};
