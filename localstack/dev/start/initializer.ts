import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AlphaPandaError } from '../../../shared/errors.ts';
import type { InitAnswer, InitRequest } from './init-thread.ts';

/** Begins a thread that can initialize engines. It loads its code while they start, and ends after its one request. */
export const beginInitializer = (): ((request: InitRequest) => Promise<void>) => {
  const worker = new Worker(new URL('init-thread.ts', import.meta.url));
  return async (request) => {
    const answered = once(worker, 'message');
    worker.postMessage(request);
    const [answer]: readonly InitAnswer[] = await answered;
    await worker.terminate();
    if (answer?.failure === undefined) return;
    throw new AlphaPandaError(answer.failure.code, answer.failure.message);
  };
};
