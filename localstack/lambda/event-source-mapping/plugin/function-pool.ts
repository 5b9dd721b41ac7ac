import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { atSource } from './at-source.ts';
import type {
  InvocationAnswer,
  InvocationRequest,
  WorkerMessage,
  WorkerSettings,
} from './function-worker.ts';

/** A function as the pool runs it. */
export interface PooledFunction {
  readonly functionName: string;
  readonly functionArn: string;
  /** Module and export, relative to the service's folder; asked for at each start, since a bundler may change it. */
  readonly handler: () => string;
  readonly serviceDir: string;
  readonly memoryMegabytes: number;
  /** 0 for none, to debug. */
  readonly timeoutMs: number;
  /** An environment without an invocation for so long is let go. */
  readonly idleMs: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Hears each line that the function prints; it is printed here too. */
  readonly onLine?: (line: string) => void;
  /** Hears when an environment has loaded the function's module, and why it cannot. */
  readonly onLoaded?: (failure: string | undefined) => void;
}

/** An invocation that failed. The stack is the function's own. */
export class FunctionError extends Error {
  constructor(name: string, message: string, stack: string) {
    super(message);
    this.name = name;
    this.stack = atSource(stack);
  }
}

/** Maximum time to load a module. Lambda allows 10 s, on a machine without other load. */
const LOAD_TIMEOUT_MS = 60_000;

interface Instance {
  readonly worker: Worker;
  isLoaded: boolean;
  readonly logStreamName: string;
  current:
    | {
        resolve: (result: unknown) => void;
        reject: (error: Error) => void;
        timer: NodeJS.Timeout | undefined;
      }
    | undefined;
  /** The code has changed: this one ends with what it is doing. */
  retired: boolean;
  /** Since when it has no invocation, by the monotonic clock. */
  idleSince: number;
}

const isIdle = ({ isLoaded, current }: Instance): boolean => isLoaded && current === undefined;

/** The young generation of a heap is a part of the function's memory; a thread would take 48 MB or more by itself. */
const youngMegabytes = (memoryMegabytes: number): number => Math.max(4, memoryMegabytes / 64);

/**
 * The execution environments of one function: an invocation gets one that is idle, or a new one, as on Lambda, so
 * there are never more than invocations at the same time. One that stays idle is let go. (serverless-offline's own pool keeps a timer per call
 * until the function's timeout, lets one unhandled rejection end the whole process, and never answers when a handler
 * exits.)
 */
export class FunctionPool {
  readonly #definition: PooledFunction;
  readonly #instances = new Set<Instance>();
  #closed = false;
  #sweep: NodeJS.Timeout | undefined;

  constructor(definition: PooledFunction) {
    this.#definition = definition;
  }

  /** How many environments there are. */
  get size(): number {
    return this.#instances.size;
  }

  /**
   * Invokes synchronously and resolves with the function's answer.
   * @throws FunctionError when it threw, timed out, exited or could not be loaded.
   */
  invoke(event: unknown): Promise<unknown> {
    const { functionName, functionArn, memoryMegabytes, timeoutMs } = this.#definition;
    if (this.#closed) {
      return Promise.reject(new FunctionError('Error', `${functionName} has been stopped`, ''));
    }
    const instance = this.#idle() ?? this.#start();
    return new Promise((resolve, reject) => {
      instance.current = { resolve, reject, timer: undefined };
      if (instance.isLoaded) this.#limit(instance, timeoutMs, 'timed out');
      else this.#limit(instance, LOAD_TIMEOUT_MS, 'did not load');
      const request: InvocationRequest = {
        event,
        context: {
          functionName,
          functionVersion: '$LATEST',
          invokedFunctionArn: functionArn,
          memoryLimitInMB: String(memoryMegabytes),
          awsRequestId: randomUUID(),
          logGroupName: `/aws/lambda/${functionName}`,
          logStreamName: instance.logStreamName,
          timeoutMs,
        },
      };
      instance.worker.postMessage(request);
    });
  }

  /**
   * Starts the first environment ahead of the first invocation; resolves when its module is loaded, or has failed to.
   */
  async warm(): Promise<void> {
    if (this.#closed || this.#instances.size > 0) return;
    const { worker } = this.#start();
    await new Promise<void>((resolve) => {
      worker.once('message', () => resolve());
      worker.once('exit', () => resolve());
    });
  }

  /** Replaces all environments: idle ones now, busy ones when they have answered. */
  refresh(): void {
    for (const instance of this.#instances) {
      instance.retired = true;
      if (instance.current === undefined) this.#end(instance);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#sweep);
    await Promise.all([...this.#instances].map(({ worker }) => worker.terminate()));
  }

  #idle(): Instance | undefined {
    for (const instance of this.#instances)
      if (instance.current === undefined && !instance.retired) return instance;
    return undefined;
  }

  #start(): Instance {
    const { serviceDir, handler, environment, memoryMegabytes, functionName } = this.#definition;
    const { NODE_COMPILE_CACHE } = process.env;
    const settings: WorkerSettings = { serviceDir, handler: handler() };
    const worker = new Worker(new URL(`function-worker${extname(import.meta.url)}`, import.meta.url), {
      // Code that was compiled before loads faster. The thread hides the variable from the function.
      env: { ...environment, ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }) },
      // kafkajs schedules timers in the past, of which Node warns each time.
      execArgv: ['--disable-warning=TimeoutNegativeWarning'],
      workerData: settings,
      // The thread's name in `top -H`. Linux takes 15 characters.
      name: functionName.slice(-15),
      stdout: true,
      stderr: true,
      resourceLimits: {
        maxOldGenerationSizeMb: memoryMegabytes,
        maxYoungGenerationSizeMb: youngMegabytes(memoryMegabytes),
      },
    });
    const instance: Instance = {
      worker,
      isLoaded: false,
      logStreamName: `local/[$LATEST]${randomUUID().replaceAll('-', '')}`,
      current: undefined,
      retired: false,
      idleSince: performance.now(),
    };
    this.#instances.add(instance);
    this.#sweepLater();
    for (const [from, to] of [
      [worker.stdout, process.stdout],
      [worker.stderr, process.stderr],
    ] as const) {
      createInterface({ input: from }).on('line', (printed) => {
        const line = atSource(printed);
        to.write(`${line}\n`);
        this.#definition.onLine?.(line);
      });
    }
    worker.on('message', (message: WorkerMessage) => {
      if ('loaded' in message) this.#loaded(instance, message.failure);
      else this.#answered(instance, message);
    });
    worker.on('error', (error: unknown) => this.#broke(instance, error));
    worker.on('exit', (code) =>
      this.#broke(instance, new Error(`the function's environment ended with exit code ${code}`)),
    );
    return instance;
  }

  #answered(instance: Instance, answer: InvocationAnswer): void {
    const current = this.#take(instance);
    if (instance.retired) this.#end(instance);
    if (current === undefined) return;
    if ('error' in answer)
      current.reject(new FunctionError(answer.error.name, answer.error.message, answer.error.stack));
    else current.resolve(answer.result === undefined ? null : JSON.parse(answer.result));
  }

  #broke(instance: Instance, error: unknown): void {
    // It was ended here.
    if (!this.#instances.delete(instance)) return;
    const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    if (!instance.isLoaded && !this.#closed) this.#definition.onLoaded?.(message);
    this.#take(instance)?.reject(new FunctionError(name, message, stack));
  }

  #loaded(instance: Instance, failure: string | undefined): void {
    instance.isLoaded = true;
    instance.idleSince = performance.now();
    this.#definition.onLoaded?.(failure);
    this.#limit(instance, this.#definition.timeoutMs, 'timed out');
  }

  /** Ends the environment if what is under way is not answered in time; 0 lifts the limit. */
  #limit(instance: Instance, milliseconds: number, what: string): void {
    const { current } = instance;
    if (current === undefined) return;
    clearTimeout(current.timer);
    if (milliseconds === 0) return;
    current.timer = setTimeout(() => {
      const message = `${this.#definition.functionName} ${what} after ${(milliseconds / 1000).toFixed(2)} seconds`;
      this.#take(instance)?.reject(new FunctionError('TimeoutError', message, message));
      this.#end(instance);
    }, milliseconds);
  }

  #take(instance: Instance): Instance['current'] {
    const { current } = instance;
    instance.current = undefined;
    instance.idleSince = performance.now();
    clearTimeout(current?.timer);
    return current;
  }

  /** One timer for all environments, so that an invocation sets none. */
  #sweepLater(): void {
    const { idleMs } = this.#definition;
    if (this.#sweep !== undefined || this.#closed) return;
    this.#sweep = setTimeout(() => {
      this.#sweep = undefined;
      const now = performance.now();
      for (const instance of this.#instances) {
        if (isIdle(instance) && now - instance.idleSince >= idleMs) this.#end(instance);
      }
      if (this.#instances.size > 0) this.#sweepLater();
    }, idleMs).unref();
  }

  #end(instance: Instance): void {
    this.#instances.delete(instance);
    void instance.worker.terminate();
  }
}
