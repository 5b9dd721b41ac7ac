import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  FunctionDefinition,
  PluginUtils,
  Serverless,
} from '@alpha-panda/kafka-event-source-mapping/serverless';
import type { SavedService } from './saved-service.ts';

interface Plugin {
  readonly hooks?: Readonly<Record<string, () => Promise<void> | void>>;
}

type PluginClass = new (
  serverless: Serverless & { readonly config: object },
  cliOptions: Readonly<Record<string, unknown>>,
  utils: PluginUtils,
) => Plugin;

const print = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const silent = (): void => undefined;

/** What the framework prints at its usual level. */
const utils = {
  log: {
    error: print,
    warning: (line: string) => print(`Warning: ${line}`),
    notice: (line = '') => print(line),
    info: silent,
    debug: silent,
    verbose: silent,
  },
  progress: { get: () => ({ notice: silent, remove: silent }), notice: silent, remove: silent },
};

const STEPS: Readonly<Record<string, readonly string[]>> = {
  offline: ['start'],
  'offline:functionsUpdated': ['cleanup'],
};

/**
 * Runs `serverless offline` on a saved service, with the service's own plugins, serverless-offline among them. They find
 * the part of the framework's object that they use. The framework itself would keep 120 MB.
 */
export class OfflineService {
  readonly #plugins: Plugin[] = [];
  readonly #serverless: Serverless & { readonly config: object };

  private constructor(serviceDir: string, { service: saved }: SavedService) {
    const functionOf = (key: string): FunctionDefinition => {
      const definition = saved.functions[key];
      if (definition === undefined) throw new Error(`the service has no function ${key}`);
      return definition;
    };
    const service = {
      ...saved,
      getAllFunctions: () => Object.keys(saved.functions),
      getFunction: functionOf,
      getAllEventsInFunction: (key: string) => functionOf(key).events,
    };
    this.#serverless = {
      serviceDir,
      config: { servicePath: serviceDir },
      processedInput: { commands: ['offline'] },
      service,
      pluginManager: { plugins: this.#plugins, spawn: (command) => this.#run(command) },
      // For packages only.
      configSchemaHandler: { schema: {}, defineFunctionEventProperties: silent },
      getProvider: () => {
        throw new Error('only the framework has a provider');
      },
    };
  }

  /** @param cliOptions options of the command line */
  static async load(
    serviceDir: string,
    saved: SavedService,
    cliOptions: Readonly<Record<string, unknown>>,
  ): Promise<OfflineService> {
    const own = new OfflineService(serviceDir, saved);
    const require = createRequire(path.join(serviceDir, 'serverless.yml'));
    for (const name of saved.service.plugins) {
      const { default: Plugin }: { readonly default: PluginClass } = await import(
        pathToFileURL(require.resolve(name)).href
      );
      own.#plugins.push(new Plugin(own.#serverless, cliOptions, utils));
    }
    return own;
  }

  /** Ends when serverless-offline does. */
  run(): Promise<void> {
    return this.#run('offline');
  }

  /** Runs the hooks of a command in the framework's order. */
  async #run(command: string): Promise<void> {
    for (const step of STEPS[command] ?? []) {
      for (const hook of [`before:${command}:${step}`, `${command}:${step}`, `after:${command}:${step}`]) {
        for (const { hooks } of this.#plugins) await hooks?.[hook]?.();
      }
    }
  }
}
