import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Endpoints } from '../init/endpoints.ts';
import { initialize } from '../init/initialize.ts';
import { LOCAL_TABLE_PREFIX } from '../local-stage.ts';
import type { SeedItem } from '../market-data/seed/seed-item.ts';
import type { Child } from './child-process.ts';
import { type Engines, startEmbeddedEngines } from './engines.ts';
import { freePort } from './ports.ts';
import { type StagesOptions, startStages } from './stages.ts';

export interface LocalCloudOptions {
  readonly seed: readonly SeedItem[];
  /** Embedded ones in memory, on free ports, where not given; given ones are not stopped. */
  readonly engines?: Engines;
  readonly environment?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
}

const ROOT = join(import.meta.dirname, '..', '..');

/** Bundles that no other cloud on this machine writes to, and that stay as they are while it runs. */
const ownBundles = () => ({ BUNDLE_FOLDER: `.build/cloud-${randomUUID()}`, BUNDLE_WATCH: 'false' });

const removeBundles = async ({ BUNDLE_FOLDER }: Readonly<Record<string, string>>): Promise<void> => {
  if (BUNDLE_FOLDER !== undefined) await rm(join(ROOT, BUNDLE_FOLDER), { recursive: true, force: true });
};

const freePorts = async () => ({ httpPort: await freePort(), lambdaPort: await freePort() });

/** Engines with all functions running on them: what replays and experiments start for themselves. */
export class LocalCloud {
  readonly endpoints: Endpoints;
  readonly #engines: Engines | undefined;
  readonly #stagesOptions: StagesOptions;
  readonly #leaving = new AbortController();
  #stages: Child;
  #restarting: Promise<unknown> = Promise.resolve();

  private constructor(engines: Engines, owned: boolean, stagesOptions: StagesOptions, stages: Child) {
    this.endpoints = { kafkaBrokers: engines.kafkaBrokers, awsEndpointUrl: engines.awsEndpointUrl };
    this.#engines = owned ? engines : undefined;
    this.#stagesOptions = stagesOptions;
    this.#stages = stages;
  }

  static async start(options: LocalCloudOptions): Promise<LocalCloud> {
    const engines = options.engines ?? (await startEmbeddedEngines({ kafkaPort: 0, awsPort: 0 }));
    const bundles = ownBundles();
    try {
      await initialize(engines, LOCAL_TABLE_PREFIX, options.seed);
      const stagesOptions: StagesOptions = {
        kafkaBrokers: engines.kafkaBrokers,
        awsEndpointUrl: engines.awsEndpointUrl,
        ...(await freePorts()),
        marketClock: 'event',
        environment: { ...bundles, ...options.environment },
        ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
      };
      return new LocalCloud(
        engines,
        options.engines === undefined,
        stagesOptions,
        await startStages(stagesOptions),
      );
    } catch (error) {
      await removeBundles(bundles);
      if (options.engines === undefined) await engines.stop();
      throw error;
    }
  }

  /** Fulfilled when the process that runs the functions now has ended, with how. */
  get stagesEnded(): Promise<string> {
    return this.#stages.ended;
  }

  /** Ends the process that runs the functions as a crash would (SIGKILL): nothing is finished, nothing is said. */
  killStages(): Promise<void> {
    return this.#stages.kill();
  }

  /**
   * Runs the functions again, the same bundles on the same Kafka and the same tables, but on free ports.
   * @param signal kills them, as `killStages` does, if they are still starting
   * @throws AlphaPandaError `CHILD_NOT_STARTED`, then too
   */
  async restartStages(signal?: AbortSignal): Promise<void> {
    const options = {
      ...this.#stagesOptions,
      ...(await freePorts()),
      environment: { ...this.#stagesOptions.environment, BUNDLE_REUSE: 'true' },
      signal: AbortSignal.any([this.#leaving.signal, ...(signal === undefined ? [] : [signal])]),
    };
    const starting = startStages(options);
    this.#restarting = starting.catch(() => undefined);
    this.#stages = await starting;
  }

  async stop(): Promise<void> {
    this.#leaving.abort();
    await this.#restarting;
    await this.#stages.stop();
    await this.#engines?.stop();
    await removeBundles(this.#stagesOptions.environment ?? {});
  }
}
