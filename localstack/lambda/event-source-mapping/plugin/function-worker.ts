import { existsSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { isRecord } from './serverless.ts';

/*
 * One execution environment: a worker thread that loads a function's module once and handles one event at a time.
 * What ends a Lambda environment (an exit, an unhandled rejection, no memory left) ends this thread and nothing else.
 */

/** Start parameters of the thread. */
export interface WorkerSettings {
  readonly serviceDir: string;
  /** Module and export, `.build/ticks/index.handler`. */
  readonly handler: string;
}

export interface InvocationRequest {
  readonly event: unknown;
  readonly context: InvocationContext;
}

/** The fields of Lambda's context object that are data. */
interface InvocationContext {
  readonly functionName: string;
  readonly functionVersion: '$LATEST';
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** From when the handler starts; loading the module does not count, as Lambda's init phase does not. 0 for none. */
  readonly timeoutMs: number;
}

export type InvocationAnswer =
  /** The result as JSON, which is all that leaves a Lambda function; absent for `undefined`. */
  | { readonly result: string | undefined }
  | { readonly error: { readonly name: string; readonly message: string; readonly stack: string } };

/** What the thread sends: once that its module is loaded or cannot be, then an answer to each request. */
export type WorkerMessage = InvocationAnswer | Loaded;

interface Loaded {
  readonly loaded: boolean;
  /** Why not. */
  readonly failure?: string;
}

type Handler = (event: unknown, context: object) => unknown;

const serve = (port: NonNullable<typeof parentPort>, settings: WorkerSettings): void => {
  // It is this thread's, not the function's.
  delete process.env.NODE_COMPILE_CACHE;
  const loading = load(settings);
  // A module that cannot be loaded fails each invocation, not the thread.
  loading.then(
    () => {
      port.postMessage({ loaded: true } satisfies WorkerMessage);
      // The thread is ended, it does not exit.
      flushCompileCache();
    },
    (error: unknown) => {
      const failure = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      port.postMessage({ loaded: false, failure } satisfies WorkerMessage);
    },
  );
  port.on('message', (request: InvocationRequest) => {
    answer(loading, request).then((reply) => port.postMessage(reply));
  });
};

const answer = async (
  loading: Promise<Handler>,
  { event, context }: InvocationRequest,
): Promise<InvocationAnswer> => {
  try {
    const handler = await loading;
    const { timeoutMs, ...fields } = context;
    const deadline = timeoutMs === 0 ? Number.MAX_SAFE_INTEGER : Date.now() + timeoutMs;
    const result = await handler(event, {
      ...fields,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    });
    return { result: JSON.stringify(result) };
  } catch (error) {
    if (!(error instanceof Error)) {
      return { error: { name: 'Error', message: String(error), stack: String(error) } };
    }
    return { error: { name: error.name, message: error.message, stack: describe(error) } };
  }
};

const load = async ({ serviceDir, handler }: WorkerSettings): Promise<Handler> => {
  const dot = handler.lastIndexOf('.');
  const base = path.resolve(serviceDir, handler.slice(0, dot));
  const name = handler.slice(dot + 1);
  const file = ['.mjs', '.js', '.cjs', '.ts']
    .map((extension) => base + extension)
    .find((candidate) => existsSync(candidate));
  if (file === undefined) throw new Error(`There is no module ${base} with the extension mjs, js, cjs or ts`);
  const module: unknown = await import(pathToFileURL(file).href);
  const exported = isRecord(module) ? module[name] : undefined;
  if (!isHandler(exported)) throw new Error(`${file} does not export a function named ${name}`);
  return exported;
};

const isHandler = (value: unknown): value is Handler => typeof value === 'function';

const isSettings = (value: unknown): value is WorkerSettings =>
  isRecord(value) && typeof value.serviceDir === 'string' && typeof value.handler === 'string';

const describe = (error: Error): string => {
  const cause = error.cause instanceof Error ? `\n  caused by ${describe(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
};

if (parentPort !== null && isSettings(workerData)) serve(parentPort, workerData);
