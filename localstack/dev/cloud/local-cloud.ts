import type { KiteMarket } from '../../engines/kite/market/kite-market.ts';
import { LOCAL_TABLE_PREFIX } from '../../local-only/stage.ts';
import { type Endpoints, toolDynamo } from '../init/endpoints.ts';
import { initialize } from '../init/initialize.ts';
import { removeSeed } from '../seed/seed.ts';
import type { SeedItem } from '../seed/seed-item.ts';
import type { Child } from './child-process.ts';
import { callbackUrl, type Engines, type Kite, startEmbeddedEngines, startKite } from './engines.ts';
import { freePort } from './ports.ts';
import { type StagesOptions, startStages } from './stages.ts';

export interface LocalCloudOptions {
  /** Missing items are put. They are removed at the end from engines that keep running. */
  readonly seed: readonly SeedItem[];
  /** Default: embedded engines in memory, on free ports. Given engines are not stopped. */
  readonly engines?: Engines;
  /** Starts the Kite simulator, which the API's login needs. Its market has no prices unless one is given. */
  readonly kite?: boolean | { readonly market: KiteMarket };
  readonly environment?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
}

const freePorts = async () => ({ httpPort: await freePort(), lambdaPort: await freePort() });

/** Engines with all functions running on them, for replays and acceptance runs. */
export class LocalCloud {
  readonly endpoints: Endpoints;
  readonly kite: Kite | undefined;
  readonly #engines: Engines | undefined;
  #stagesOptions: StagesOptions;
  /** Items that this cloud has put into the tables of engines that keep running. */
  readonly #seeded: readonly SeedItem[];
  readonly #leaving = new AbortController();
  /** The folder of the bundles that the first start has used. */
  readonly #bundles: string;
  #stages: Child;
  #restarting: Promise<unknown> = Promise.resolve();

  private constructor(
    engines: Engines,
    owned: boolean,
    kite: Kite | undefined,
    stagesOptions: StagesOptions,
    stages: Child,
    seeded: readonly SeedItem[],
  ) {
    this.endpoints = { kafkaBrokers: engines.kafkaBrokers, awsEndpointUrl: engines.awsEndpointUrl };
    this.#engines = owned ? engines : undefined;
    this.kite = kite;
    this.#stagesOptions = stagesOptions;
    this.#stages = stages;
    this.#bundles = String(stages.announcement.bundles);
    this.#seeded = owned ? [] : seeded;
  }

  static async start(options: LocalCloudOptions): Promise<LocalCloud> {
    const engines = options.engines ?? (await startEmbeddedEngines({ kafkaPort: 0, awsPort: 0 }));
    const ports = await freePorts();
    let kite: Kite | undefined;
    try {
      const { items } = await initialize(engines, LOCAL_TABLE_PREFIX, options.seed);
      if (options.kite !== undefined && options.kite !== false) {
        const { market } = options.kite === true ? {} : options.kite;
        kite = await startKite({
          port: 0,
          redirectUrl: callbackUrl(ports.httpPort),
          ...(market !== undefined && { market }),
        });
      }
      const stagesOptions: StagesOptions = {
        kafkaBrokers: engines.kafkaBrokers,
        awsEndpointUrl: engines.awsEndpointUrl,
        ...ports,
        ...(kite === undefined ? {} : { kiteUrl: kite.url }),
        marketClock: 'event',
        environment: { BUNDLE_WATCH: 'false', ...options.environment },
        ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
      };
      return new LocalCloud(
        engines,
        options.engines === undefined,
        kite,
        stagesOptions,
        await startStages(stagesOptions),
        items,
      );
    } catch (error) {
      await kite?.stop();
      if (options.engines === undefined) await engines.stop();
      throw error;
    }
  }

  /** The API's present URL. */
  get apiUrl(): string {
    return `http://127.0.0.1:${this.#stagesOptions.httpPort}`;
  }

  /** Kills the functions process with SIGKILL, as a crash would end it. */
  killStages(): Promise<void> {
    return this.#stages.kill();
  }

  /**
   * Starts the functions again: same bundles, same Kafka and tables, new free ports.
   * @param signal kills them as `killStages` does while they start
   * @throws AlphaPandaError `CHILD_NOT_STARTED`, also after such a kill
   */
  async restartStages(signal?: AbortSignal): Promise<void> {
    this.#stagesOptions = { ...this.#stagesOptions, ...(await freePorts()) };
    const options = {
      ...this.#stagesOptions,
      environment: { ...this.#stagesOptions.environment, BUNDLE_FOLDER: this.#bundles },
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
    await this.kite?.stop();
    await this.#removeSeed();
    await this.#engines?.stop();
  }

  async #removeSeed(): Promise<void> {
    const dynamo = toolDynamo(this.endpoints);
    await removeSeed(dynamo, LOCAL_TABLE_PREFIX, this.#seeded);
    dynamo.destroy();
  }
}
