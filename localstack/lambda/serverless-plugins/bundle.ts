import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { PluginUtils, Serverless } from '@alpha-panda/kafka-event-source-mapping/serverless';
import type { BuildOptions, Metafile } from 'esbuild';
import { BundleCache, type CachedBundles } from './bundle-cache.ts';
import { FolderWatch } from './folder-watch.ts';

/** kafkajs and others are CommonJS and call `require` for Node's own modules, which an ES module does not have. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** Bundles of running clouds, by the contents of their sources. */
const CACHE = path.join('node_modules', '.cache', 'alpha-panda', 'bundles');

/**
 * The bundles of a package are beside its zips, never in the folder from which a running cloud reads its functions.
 */
const PACKAGE_OUTPUT = path.join('.serverless', 'bundles');

const CHUNK_NAMES = 'chunks/[name]-[hash]';

/**
 * For packages. Split: what a handler imports only when it needs it (a secret, credentials from elsewhere than the
 * environment) stays out of what is parsed at start. Names are minified too: kept, they would be a twentieth of the
 * code. Source maps are made for reading stack traces and stay on this machine: no zip contains them.
 */
const PACKAGED = {
  minify: true,
  splitting: true,
  chunkNames: CHUNK_NAMES,
  sourcemap: 'external',
  sourcesContent: false,
} as const satisfies BuildOptions;

/** The framework's own packaging plugin, by what we need of it. */
interface Zipper {
  zipFiles(files: readonly string[], name: string, prefix: string): Promise<string>;
}

interface BuiltFile {
  /** Relative to the function's folder. */
  readonly name: string;
  readonly contents: Uint8Array;
}

/**
 * Serverless plugin: bundles each function with esbuild into one ES module, everything it uses included. Packaged
 * functions are minified and zipped alone, from `.serverless/bundles/<function>`. Under `serverless offline` they come
 * from a cache by contents, and esbuild runs only where the cache has none. When a source changes they are built again and
 * running instances are replaced, unless `BUNDLE_WATCH=false`. A line `{"bundles":<folder>}` says where they are;
 * `BUNDLE_FOLDER` takes those of an earlier start, even if a source has changed since.
 */
export default class BundlePlugin {
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;
  readonly #serverless: Serverless;
  readonly #utils: PluginUtils;
  readonly #cache: BundleCache;
  #serving: Promise<void> | undefined;

  constructor(serverless: Serverless, _options: unknown, utils: PluginUtils) {
    this.#serverless = serverless;
    this.#utils = utils;
    const { serviceDir } = serverless;
    this.#cache = new BundleCache(path.join(serviceDir, CACHE), serviceDir);
    const serve = (): Promise<void> => {
      this.#serving ??= this.#serve();
      return this.#serving;
    };
    this.hooks = {
      'before:package:createDeploymentArtifacts': () => this.#package(),
      'before:offline:start:init': serve,
      'before:offline:start': serve,
    };
  }

  async #package(): Promise<void> {
    if (process.env.BUNDLE_TEMPLATE_ONLY === 'true') return this.#packageNothing();
    const keysBySource = Map.groupBy(this.#serverless.service.getAllFunctions(), (key) =>
      this.#sourceOf(key),
    );
    await Promise.all([...keysBySource].map(([source, keys]) => this.#packageSource(source, keys)));
  }

  /** For the template alone: definitions of all functions, and one zip without code for all of them. */
  async #packageNothing(): Promise<void> {
    const [command] = this.#serverless.processedInput.commands;
    if (command !== 'package') {
      throw new Error(`BUNDLE_TEMPLATE_ONLY is for serverless package: ${command} would deploy no code`);
    }
    const artifact = await this.#zipper().zipFiles(['package.json'], 'nothing.zip', '');
    for (const key of this.#serverless.service.getAllFunctions()) this.#pointAt(key, artifact);
  }

  #pointAt(key: string, artifact: string): void {
    const definition = this.#serverless.service.getFunction(key);
    definition.handler = definition.handler.replace(/^.*(?=\.[^.]*$)/, 'index');
    definition.package = { ...definition.package, artifact };
  }

  /** One build per handler: built together, handlers would share chunks, and each zip has to be whole. */
  async #packageSource(source: string, keys: readonly string[]): Promise<void> {
    const { build } = await import('esbuild');
    const folder = path.resolve(this.#serverless.serviceDir, PACKAGE_OUTPUT);
    const { outputFiles, metafile } = await build({
      ...this.#options({ index: source, ...this.#processOf(source) }),
      ...PACKAGED,
      outdir: folder,
      write: false,
      metafile: true,
    });
    refuseLazyCommonJs(source, metafile);
    const files = outputFiles.map(({ path: file, contents }) => ({
      name: path.relative(folder, file),
      contents,
    }));
    for (const key of keys) await this.#packageFunction(key, files);
  }

  async #packageFunction(key: string, files: readonly BuiltFile[]): Promise<void> {
    const folder = path.join(this.#serverless.serviceDir, PACKAGE_OUTPUT, key);
    await rm(folder, { recursive: true, force: true });
    for (const { name, contents } of files) {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, contents);
    }
    const modules = files.map(({ name }) => name).filter((name) => name.endsWith('.mjs'));
    const artifact = await this.#zipper().zipFiles(
      modules.map((name) => path.join(PACKAGE_OUTPUT, key, name)),
      `${key}.zip`,
      path.join(PACKAGE_OUTPUT, key),
    );
    this.#pointAt(key, artifact);
  }

  async #serve(): Promise<void> {
    const given = process.env.BUNDLE_FOLDER;
    if (given !== undefined) {
      await this.#cache.use(path.resolve(this.#serverless.serviceDir, given));
      return this.#runFrom(given);
    }
    const keys = this.#serverless.service.getAllFunctions();
    const entries = Object.fromEntries(keys.map((key) => [`${key}/index`, this.#sourceOf(key)]));
    const bundles = await this.#bundlesOf(entries);
    this.#runFrom(bundles.folder);
    if (process.env.BUNDLE_WATCH !== 'false') void this.#replaceOnChange(entries, bundles);
  }

  #runFrom(folder: string): void {
    const { service, serviceDir } = this.#serverless;
    const relative = path.relative(serviceDir, path.resolve(serviceDir, folder));
    for (const key of service.getAllFunctions()) {
      const definition = service.getFunction(key);
      definition.handler = definition.handler.replace(/^.*(?=\.[^.]*$)/, `${relative}/${key}/index`);
    }
    // Threads of functions keep compiled code there, and it is removed with the bundles.
    process.env.NODE_COMPILE_CACHE = path.join(serviceDir, relative, 'compiled');
    process.stdout.write(`${JSON.stringify({ bundles: relative })}\n`);
  }

  /** One build for all functions: they share chunks, so each module is parsed and written once. */
  async #bundlesOf(entries: Readonly<Record<string, string>>): Promise<CachedBundles> {
    const options = {
      ...this.#options(entries),
      splitting: true,
      chunkNames: CHUNK_NAMES,
      sourcemap: 'linked',
      sourcesContent: false,
    } as const satisfies BuildOptions;
    const { version } = createRequire(import.meta.url)('esbuild/package.json');
    // Which packages are installed: another version of one can make an import resolve to another file.
    const installed = await readFile(
      path.join(this.#serverless.serviceDir, 'node_modules', '.package-lock.json'),
      'utf8',
    ).catch(() => '');
    return this.#cache.get(JSON.stringify({ version, installed, options }), async (outdir) => {
      const { build, stop } = await import('esbuild');
      try {
        const { metafile } = await build({ ...options, outdir, metafile: true });
        refuseLazyCommonJs('the functions', metafile);
        return Object.keys(metafile.inputs);
      } finally {
        // Its process would stay, with all that it has parsed.
        await stop();
      }
    });
  }

  /** Builds again whenever a source changes. A build that fails leaves what runs. */
  async #replaceOnChange(entries: Readonly<Record<string, string>>, first: CachedBundles): Promise<never> {
    const watch = new FolderWatch();
    for (let current = first; ; ) {
      watch.follow(this.#ownFolders(current.inputs));
      await watch.changed();
      try {
        const next = await this.#bundlesOf(entries);
        if (next.folder === current.folder) continue;
        current = next;
        this.#runFrom(current.folder);
        await this.#serverless.pluginManager.spawn('offline:functionsUpdated');
        this.#utils.log.notice('functions rebuilt');
      } catch (error) {
        this.#utils.log.error(`functions not rebuilt: ${error instanceof Error ? error.message : error}`);
      }
    }
  }

  /** Folders of sources that are not installed packages. */
  #ownFolders(inputs: readonly string[]): ReadonlySet<string> {
    const own = inputs.filter((file) => !/(^|\/)node_modules\//.test(file));
    return new Set(own.map((file) => path.dirname(path.resolve(this.#serverless.serviceDir, file))));
  }

  #options(entryPoints: Readonly<Record<string, string>>): BuildOptions {
    return {
      absWorkingDir: this.#serverless.serviceDir,
      entryPoints: { ...entryPoints },
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      mainFields: ['module', 'main'],
      banner: { js: REQUIRE },
      logLevel: 'warning',
    };
  }

  #sourceOf(key: string): string {
    const { service, serviceDir } = this.#serverless;
    return sourceOf(serviceDir, key, service.getFunction(key).handler);
  }

  /** The entry `main`, where a `main.ts` beside the handler runs the function's code as a process on other hosts. */
  #processOf(source: string): Readonly<Record<string, string>> {
    const main = path.join(path.dirname(source), 'main.ts');
    return existsSync(path.join(this.#serverless.serviceDir, main)) ? { main } : {};
  }

  #zipper(): Zipper {
    const zipper = this.#serverless.pluginManager.plugins.find(isZipper);
    if (zipper === undefined) {
      throw new Error('The framework has no packaging plugin with zipFiles(); bundle.ts expects osls 4');
    }
    return zipper;
  }
}

/**
 * With code splitting a lazily imported CommonJS module has no export but `default`: its names are undefined where
 * Node itself, the tests and bundles without splitting have them. Found here, not by the first user.
 */
const refuseLazyCommonJs = (source: string, { inputs }: Metafile): void => {
  for (const [importer, { imports }] of Object.entries(inputs)) {
    for (const { path: imported, kind } of imports) {
      if (kind !== 'dynamic-import' || inputs[imported]?.format !== 'cjs') continue;
      throw new Error(
        `${importer} (in ${source}) imports ${imported} lazily, which is CommonJS and would have no named exports in the bundle: import a module of the project lazily that exports what is needed from it by name`,
      );
    }
  }
};

const sourceOf = (serviceDir: string, key: string, handler: string): string => {
  const module = handler.replace(/\.[^.]*$/, '');
  const source = ['.ts', '.mts', '.js', '.mjs']
    .map((extension) => `${module}${extension}`)
    .find((file) => existsSync(path.join(serviceDir, file)));
  if (source === undefined) {
    throw new Error(`Function ${key} has the handler ${handler}, but there is no file ${module}.ts`);
  }
  return source;
};

const isZipper = (plugin: object): plugin is Zipper =>
  'zipFiles' in plugin && typeof plugin.zipFiles === 'function';
