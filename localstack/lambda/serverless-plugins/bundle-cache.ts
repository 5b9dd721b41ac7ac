import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isAlive } from '../../local-only/processes.ts';

export interface CachedBundles {
  /** Contains the bundles. */
  readonly folder: string;
  /** What the build has read, relative to the service's folder. */
  readonly inputs: readonly string[];
}

/** Writes bundles into an empty folder, and returns what it has read, relative to the service's folder. */
type Build = (folder: string) => Promise<readonly string[]>;

interface Manifest {
  readonly request: string;
  /** Hash of the contents by path; empty if the file changed while it was read, which no file matches. */
  readonly inputs: Readonly<Record<string, string>>;
}

const MANIFEST = 'inputs.json';
const MARK = 'used-by-';
const UNFINISHED = '.unfinished-';
const MAX_ENTRIES = 6;
/** A start marks what it has found a moment later. */
const MIN_AGE_MS = 10 * 60_000;

const sha = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

/** The processes that have used a folder. */
const marksOf = async (folder: string) => {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.startsWith(MARK))
    .map((name) => ({ file: path.join(folder, name), pid: Number(name.slice(MARK.length)) }));
};

const readManifest = async (folder: string): Promise<Manifest | undefined> => {
  try {
    return JSON.parse(await readFile(path.join(folder, MANIFEST), 'utf8'));
  } catch {
    return undefined;
  }
};

/**
 * Bundles by the contents of their sources. A build writes into a folder of its own, which gets its name when it is
 * complete, so starts at the same time do not disturb each other. The folder of a running process stays; of the others
 * only the newest are kept.
 */
export class BundleCache {
  readonly #root: string;
  readonly #serviceDir: string;

  constructor(root: string, serviceDir: string) {
    this.#root = root;
    this.#serviceDir = serviceDir;
  }

  /**
   * Finds bundles of the same request and sources, or builds them.
   * @param request everything besides the sources that decides about the result
   */
  async get(request: string, build: Build): Promise<CachedBundles> {
    const key = sha(request);
    const found = (await this.#find(key)) ?? (await this.#build(key, build));
    await this.use(found.folder);
    await this.#removeOld();
    return found;
  }

  /** Keeps bundles as long as this process runs. */
  async use(folder: string): Promise<void> {
    for (const { file, pid } of await marksOf(folder)) if (!isAlive(pid)) await rm(file, { force: true });
    await writeFile(path.join(folder, `${MARK}${process.pid}`), '');
  }

  async #find(request: string): Promise<CachedBundles | undefined> {
    const hashes = new Map<string, Promise<string>>();
    const hashOf = (file: string): Promise<string> => {
      const hash = hashes.get(file) ?? this.#hashOf(file);
      hashes.set(file, hash);
      return hash;
    };
    for (const name of await this.#entries()) {
      const folder = path.join(this.#root, name);
      const manifest = await readManifest(folder);
      if (manifest?.request !== request) continue;
      const same = await Promise.all(
        Object.entries(manifest.inputs).map(async ([file, hash]) => hash === (await hashOf(file))),
      );
      if (!same.every(Boolean)) continue;
      const now = new Date();
      await utimes(folder, now, now);
      return { folder, inputs: Object.keys(manifest.inputs) };
    }
    return undefined;
  }

  async #build(request: string, build: Build): Promise<CachedBundles> {
    const unfinished = path.join(this.#root, `${UNFINISHED}${process.pid}-${randomUUID()}`);
    await mkdir(unfinished, { recursive: true });
    try {
      // The clock of the file system: it is some milliseconds behind the program's.
      const { ctimeMs: startedAt } = await stat(unfinished);
      const inputs = await build(unfinished);
      const hashes = await Promise.all(
        inputs.map(async (file) => [file, await this.#hashOf(file, startedAt)] as const),
      );
      const manifest: Manifest = { request, inputs: Object.fromEntries(hashes) };
      await writeFile(path.join(unfinished, MANIFEST), JSON.stringify(manifest));
      const isFinal = hashes.every(([, hash]) => hash !== '');
      const name = isFinal ? sha(JSON.stringify(manifest)).slice(0, 32) : randomUUID();
      const folder = path.join(this.#root, name);
      // Another start may have built the same in the meantime.
      await rename(unfinished, folder).catch(async (error: unknown) => {
        if ((await readManifest(folder)) === undefined) throw error;
      });
      return { folder, inputs };
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  }

  /** @param before the result is empty for a file that changed since */
  async #hashOf(file: string, before = Number.POSITIVE_INFINITY): Promise<string> {
    const absolute = path.resolve(this.#serviceDir, file);
    try {
      const content = await readFile(absolute);
      return (await stat(absolute)).ctimeMs < before ? sha(content) : '';
    } catch {
      return '';
    }
  }

  async #entries(): Promise<readonly string[]> {
    const names = await readdir(this.#root).catch(() => []);
    return names.filter((name) => !name.startsWith('.'));
  }

  async #removeOld(): Promise<void> {
    const entries = await Promise.all(
      (await this.#entries()).map(async (name) => {
        const folder = path.join(this.#root, name);
        const usedAt = await stat(folder).then(
          ({ mtimeMs }) => mtimeMs,
          () => Number.POSITIVE_INFINITY,
        );
        return { folder, usedAt };
      }),
    );
    const oldest = entries.toSorted((a, b) => b.usedAt - a.usedAt).slice(MAX_ENTRIES);
    for (const { folder, usedAt } of oldest) {
      if (Date.now() - usedAt > MIN_AGE_MS && !(await marksOf(folder)).some(({ pid }) => isAlive(pid))) {
        await rm(folder, { recursive: true, force: true });
      }
    }
    for (const name of await readdir(this.#root)) {
      const pid = name.startsWith(UNFINISHED)
        ? Number.parseInt(name.slice(UNFINISHED.length), 10)
        : undefined;
      if (pid !== undefined && !isAlive(pid)) {
        await rm(path.join(this.#root, name), { recursive: true, force: true });
      }
    }
  }
}
