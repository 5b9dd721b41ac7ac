import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PluginUtils, Serverless } from '@alpha-panda/kafka-event-source-mapping/serverless';
import type { BuildOptions, BuildResult, Metafile, Plugin } from 'esbuild';

/** kafkajs and others are CommonJS and call `require` for Node's own modules, which an ES module does not have. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** Clouds that run side by side each have a folder of their own: one would read what another is writing. */
const OUTPUT = process.env.BUNDLE_FOLDER ?? '.build';

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
 * functions are minified and zipped alone, from `.serverless/bundles/<function>`. Under `serverless offline` they are
 * `.build/<function>/index.mjs`, rebuilt when a source changes, and running instances are replaced, unless
 * `BUNDLE_WATCH=false`; with `BUNDLE_REUSE=true` those that are there are taken as they are.
 */
export default class BundlePlugin {
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;
  readonly #serverless: Serverless;
  readonly #utils: PluginUtils;
  #serving: Promise<void> | undefined;

  constructor(serverless: Serverless, _options: unknown, utils: PluginUtils) {
    this.#serverless = serverless;
    this.#utils = utils;
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
      ...this.#options({ index: source }),
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
    if (process.env.BUNDLE_REUSE !== 'true') await this.#buildAndWatch();
    for (const key of this.#serverless.service.getAllFunctions()) {
      const definition = this.#serverless.service.getFunction(key);
      definition.handler = definition.handler.replace(/^.*(?=\.[^.]*$)/, `${OUTPUT}/${key}/index`);
    }
  }

  /** One build for all functions: they share chunks, so each module is parsed and written once. */
  async #buildAndWatch(): Promise<void> {
    const { context } = await import('esbuild');
    const entries = this.#serverless.service
      .getAllFunctions()
      .map((key) => [`${key}/index`, this.#sourceOf(key)]);
    const first = Promise.withResolvers<BuildResult>();
    const built = await context({
      ...this.#options(Object.fromEntries(entries)),
      splitting: true,
      chunkNames: CHUNK_NAMES,
      sourcemap: 'linked',
      metafile: true,
      plugins: [this.#announceBuilds(first.resolve)],
    });
    if (process.env.BUNDLE_WATCH === 'false') await built.rebuild().finally(() => built.dispose());
    else await built.watch();
    const { errors, metafile } = await first.promise;
    if (errors.length > 0 || metafile === undefined) {
      throw new Error(`The functions cannot be built: ${errors.map(({ text }) => text).join('; ')}`);
    }
    refuseLazyCommonJs('the functions', metafile);
    await this.#removeOldChunks(metafile);
  }

  /** Chunks are named by their contents. Those of earlier starts are not read again. */
  async #removeOldChunks({ outputs }: Metafile): Promise<void> {
    const folder = path.resolve(this.#serverless.serviceDir, OUTPUT, 'chunks');
    const written = new Set(Object.keys(outputs).map((file) => path.basename(file)));
    const names = existsSync(folder) ? await readdir(folder) : [];
    const old = names.filter((name) => !written.has(name));
    await Promise.all(old.map((name) => rm(path.join(folder, name), { force: true })));
  }

  #options(entryPoints: Readonly<Record<string, string>>): BuildOptions {
    return {
      absWorkingDir: this.#serverless.serviceDir,
      entryPoints: { ...entryPoints },
      outdir: OUTPUT,
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

  /** The first build is the start. Each later one replaces what runs. */
  #announceBuilds(onFirst: (result: BuildResult) => void): Plugin {
    let builds = 0;
    return {
      name: 'announce-builds',
      setup: (build) => {
        build.onEnd(async (result) => {
          builds += 1;
          if (builds === 1) return onFirst(result);
          if (result.errors.length > 0) return;
          await this.#serverless.pluginManager.spawn('offline:functionsUpdated');
          this.#utils.log.notice('functions rebuilt');
        });
      },
    };
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
