import { appendFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Concurrency } from '../concurrency.ts';
import { EventSourceMapping } from '../event-source-mapping.ts';
import { createKafkaClient } from '../kafka-client.ts';
import { requireBrokers, StartError, topicsReady } from './check-topics.ts';
import { stopBeforeOthers } from './deferred-signals.ts';
import { type OfflineOptions, readOfflineOptions } from './event-source-offline-options.ts';
import { functionEnvironment } from './function-environment.ts';
import { FunctionError, FunctionPool } from './function-pool.ts';
import { type LambdaApi, startLambdaApi } from './lambda-api.ts';
import { NewestComplaint } from './newest-complaint.ts';
import { localFunctionArn, type OfflineMapping, offlineMappings } from './offline-mappings.ts';
import { isRecord, type PluginUtils, type Serverless } from './serverless.ts';

/** How long batches under way may take to end when the process is asked to stop. */
const STOP_DEADLINE_MS = 3_500;
/** The value that Serverless deploys if neither function nor provider has one. */
const DEFAULT_TIMEOUT_SECONDS = 6;
const DEFAULT_MEMORY_MEGABYTES = 1024;

/** A line for programs that wait for the start. */
const print = (step: object): void => {
  process.stdout.write(`${JSON.stringify(step)}\n`);
};

/**
 * Serverless plugin: under `serverless offline`, runs an event source mapping for each `msk` and `kafka` event of the
 * service against the brokers in `KAFKA_BROKERS`. Once all have joined their groups it prints
 * `{"event_source_mappings":"ready",…}` on a line of its own.
 */
export default class EventSourceOfflinePlugin {
  readonly hooks: Readonly<Record<string, () => Promise<void> | void>>;
  readonly #serverless: Serverless;
  readonly #cliOptions: Readonly<Record<string, unknown>>;
  readonly #utils: PluginUtils;
  readonly #pools = new Map<string, FunctionPool>();
  /** What each function's log last complained of. */
  readonly #complaints = new Map<string, NewestComplaint>();
  readonly #mappingsOf = new Map<string, EventSourceMapping[]>();
  readonly #concurrencyOf = new Map<string, Concurrency>();
  #running: readonly EventSourceMapping[] = [];
  #api: LambdaApi | undefined;
  #starting: Promise<void> | undefined;

  constructor(serverless: Serverless, cliOptions: Readonly<Record<string, unknown>>, utils: PluginUtils) {
    this.#serverless = serverless;
    this.#cliOptions = cliOptions;
    this.#utils = utils;
    const start = (): Promise<void> => {
      this.#starting ??= this.#startOrExit();
      return this.#starting;
    };
    this.hooks = {
      'before:offline:start:init': start,
      'before:offline:start': start,
      'offline:functionsUpdated:cleanup': () => {
        for (const pool of this.#pools.values()) pool.refresh();
      },
    };
  }

  async #startOrExit(): Promise<void> {
    try {
      await this.#start();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#utils.log.error(
        error instanceof StartError ? message : `Event source mappings cannot start: ${message}`,
      );
      process.exit(1);
    }
  }

  async #start(): Promise<void> {
    const { log } = this.#utils;
    const options = readOfflineOptions(this.#serverless.service.custom, process.env);
    const mappings = offlineMappings(this.#serverless, process.env.KAFKA_BROKERS ?? '', options.nullFields);
    if (mappings.length === 0) return;
    const brokers = requireBrokers(process.env.KAFKA_BROKERS, options);
    const kafka = createKafkaClient(
      { brokers: brokers.split(','), clientId: this.#serverless.service.service },
      (line) => log.warning(line),
    );
    // Functions load afterwards: until then the processor is needed for the engines.
    await topicsReady(
      kafka,
      brokers,
      new Map(mappings.map(({ functionKey, settings }) => [settings.topic, functionKey])),
      options,
      options.waitMs,
    );

    stopBeforeOthers(() => this.#stop(options));
    this.#api = await startLambdaApi(() => this.#running.map((mapping) => mapping.describe()));
    // Where the SDKs look for Lambda's API: every function of the service asks here.
    process.env.AWS_ENDPOINT_URL_LAMBDA = this.#api.url;
    const { sessionTimeoutMs, faults, longestWindowMs } = options;
    this.#running = mappings.map(({ functionKey, settings }) => {
      const pool = this.#poolOf(functionKey, options);
      const concurrency = this.#concurrencyOf.get(functionKey) ?? new Concurrency(options.concurrency);
      this.#concurrencyOf.set(functionKey, concurrency);
      const maximumBatchingWindowMs = Math.min(settings.maximumBatchingWindowMs, longestWindowMs);
      const mapping = new EventSourceMapping(
        { ...settings, maximumBatchingWindowMs },
        {
          kafka,
          invoke: (event) => pool.invoke(event).catch((error: unknown) => this.#failed(functionKey, error)),
          log: (line) => log.warning(`${functionKey}: ${line}`),
          faults,
          concurrency,
          tuning: { sessionTimeoutMs, heartbeatIntervalMs: Math.min(1_000, sessionTimeoutMs / 4) },
          explain: (since) => this.#complaints.get(functionKey)?.since(since),
        },
      );
      this.#mappingsOf.set(functionKey, [...(this.#mappingsOf.get(functionKey) ?? []), mapping]);
      return mapping;
    });
    let joined = 0;
    const join = async (mapping: EventSourceMapping): Promise<void> => {
      await mapping.start();
      joined += 1;
      print({ event_source_mappings: 'joining', joined, count: mappings.length });
    };
    await Promise.all([this.#warm(), ...this.#running.map(join)]);
    this.#announce(mappings, brokers);
  }

  /** Loads every function once, so that one that cannot be loaded is known at the start. Few at a time load fastest. */
  async #warm(): Promise<void> {
    const waiting = [...this.#pools];
    const warmNext = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [function_loaded, pool] = next;
        await pool.warm();
        print({ function_loaded });
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, warmNext));
  }

  #announce(mappings: readonly OfflineMapping[], brokers: string): void {
    const { log } = this.#utils;
    const warned = new Set<string>();
    for (const { functionKey, settings, warnings } of mappings) {
      log.notice(
        `event source mapping: ${functionKey} reads ${settings.topic} in group ${settings.consumerGroupId}`,
      );
      for (const warning of warnings) warned.add(`${functionKey}: ${warning}`);
    }
    for (const warning of warned) log.warning(warning);
    print({ event_source_mappings: 'ready', count: mappings.length, brokers, lambda_api: this.#api?.url });
  }

  /** The mapping's log has the failure. This adds its place in the code. */
  #failed(functionKey: string, error: unknown): never {
    if (error instanceof FunctionError && error.stack !== undefined) {
      this.#utils.log.warning(`${functionKey}: ${error.stack}`);
    }
    throw error;
  }

  #poolOf(functionKey: string, { idleMs }: OfflineOptions): FunctionPool {
    const known = this.#pools.get(functionKey);
    if (known !== undefined) return known;
    const { service, serviceDir } = this.#serverless;
    const definition = service.getFunction(functionKey);
    const { environment, unresolved } = functionEnvironment(this.#serverless, definition, process.env);
    if (unresolved.length > 0) {
      this.#utils.log.warning(
        `${functionKey}: ${unresolved.join(', ')} can only be resolved by CloudFormation and is not set here`,
      );
    }
    const timeoutSeconds = definition.timeout ?? service.provider.timeout ?? DEFAULT_TIMEOUT_SECONDS;
    const complaint = new NewestComplaint(Date.now);
    this.#complaints.set(functionKey, complaint);
    const pool = new FunctionPool({
      functionName: definition.name,
      functionArn: localFunctionArn(this.#serverless, definition.name),
      handler: () => definition.handler,
      serviceDir,
      memoryMegabytes: definition.memorySize ?? service.provider.memorySize ?? DEFAULT_MEMORY_MEGABYTES,
      timeoutMs: this.#hasNoTimeout() ? 0 : timeoutSeconds * 1000,
      idleMs,
      environment,
      onLine: (line) => complaint.hear(line),
      onLoaded: (failure) => this.#loaded(functionKey, failure),
    });
    this.#pools.set(functionKey, pool);
    return pool;
  }

  #loaded(functionKey: string, failure: string | undefined): void {
    if (failure !== undefined) this.#utils.log.error(`${functionKey} cannot be started: ${failure}`);
    for (const mapping of this.#mappingsOf.get(functionKey) ?? []) mapping.functionStarted(failure);
  }

  /** `--noTimeout`, as serverless-offline has it: for breakpoints. */
  #hasNoTimeout(): boolean {
    const offline = this.#serverless.service.custom?.['serverless-offline'];
    return this.#cliOptions.noTimeout === true || (isRecord(offline) && offline.noTimeout === true);
  }

  async #stop({ statsFile }: OfflineOptions): Promise<void> {
    const mappings = await Promise.all(
      this.#running.map(async (mapping) => ({
        function: mapping.settings.functionName,
        topic: mapping.settings.topic,
        consumer_group: mapping.settings.consumerGroupId,
        metrics: await mapping.stop(STOP_DEADLINE_MS),
      })),
    );
    await Promise.all([...[...this.#pools.values()].map((pool) => pool.close()), this.#api?.close()]);
    if (statsFile === undefined) return;
    await appendFile(statsFile, `${JSON.stringify({ stopped_at: new Date().toISOString(), mappings })}\n`);
  }
}
