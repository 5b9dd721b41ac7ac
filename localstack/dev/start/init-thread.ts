import { parentPort } from 'node:worker_threads';
import type { TopicSettings } from '../../../infra/commands/create-topics.ts';
import { AlphaPandaError, messageOf } from '../../../shared/errors.ts';
import { LOCAL_TABLE_PREFIX } from '../../local-only/stage.ts';
import type { Endpoints } from '../init/endpoints.ts';
import { initialize } from '../init/initialize.ts';
import { demoItems } from '../seed/demo-items.ts';

/*
 * Initializes the engines that its message names, and ends. The AWS SDK, which loads beside the engines, ends with it.
 */

export interface InitRequest {
  readonly endpoints: Endpoints;
  readonly settings: TopicSettings;
}

/** Empty if all went well. */
export interface InitAnswer {
  readonly failure?: { readonly code: string; readonly message: string };
}

const failureOf = (error: unknown): InitAnswer => ({
  failure: {
    code: error instanceof AlphaPandaError ? error.code : 'NOT_INITIALIZED',
    message: messageOf(error),
  },
});

const port = parentPort;
port?.once('message', ({ endpoints, settings }: InitRequest) => {
  initialize(endpoints, LOCAL_TABLE_PREFIX, demoItems(), settings).then(
    () => port.postMessage({} satisfies InitAnswer),
    (error) => port.postMessage(failureOf(error)),
  );
});
