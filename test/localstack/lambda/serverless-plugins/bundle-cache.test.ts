import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BundleCache } from '../../../../localstack/lambda/serverless-plugins/bundle-cache.ts';

let service = '';
let root = '';
let builds = 0;

beforeEach(async () => {
  service = await mkdtemp(path.join(tmpdir(), 'bundle-cache-'));
  root = path.join(service, 'cache');
  builds = 0;
  await write('first');
  // A source that changed in the tick of the build's start counts as changed.
  await setTimeout(20);
});
afterEach(() => rm(service, { recursive: true }));

const write = (content: string): Promise<void> => writeFile(path.join(service, 'source.ts'), content);

/** Bundles are a copy of the source. */
const build = async (folder: string): Promise<readonly string[]> => {
  builds += 1;
  await writeFile(path.join(folder, 'index.mjs'), await readFile(path.join(service, 'source.ts')));
  return ['source.ts'];
};

const get = async (request = 'request', by = build) => {
  const { folder } = await new BundleCache(root, service).get(request, by);
  return { folder, bundle: await readFile(path.join(folder, 'index.mjs'), 'utf8') };
};

const entries = async (): Promise<readonly string[]> => readdir(root);

/** A process that has ended. */
const ENDED = 2 ** 22 + 1;

/** Makes an entry look as if a process that has ended had used it a day ago. */
const age = async (folder: string): Promise<void> => {
  await rm(path.join(folder, `used-by-${process.pid}`));
  await writeFile(path.join(folder, `used-by-${ENDED}`), '');
  const yesterday = new Date(Date.now() - 86_400_000);
  await utimes(folder, yesterday, yesterday);
};

describe('BundleCache', () => {
  it('builds nothing for the same request and sources', async () => {
    const first = await get();

    expect(await get()).toEqual(first);
    expect(builds).toBe(1);
  });

  it('builds again after a source has changed', async () => {
    const first = await get();
    await write('second');

    const second = await get();

    expect(second.bundle).toBe('second');
    expect(second.folder).not.toBe(first.folder);
    expect(await readFile(path.join(first.folder, 'index.mjs'), 'utf8')).toBe('first');
  });

  it('finds the earlier bundles of a source that is changed back', async () => {
    const first = await get();
    await write('second');
    await get();
    await write('first');

    expect(await get()).toEqual(first);
    expect(builds).toBe(2);
  });

  it('builds again for another request', async () => {
    await get('with source maps');
    await get('without source maps');

    expect(builds).toBe(2);
  });

  it('builds again when a source has been deleted', async () => {
    await get();
    await rm(path.join(service, 'source.ts'));

    await expect(get()).rejects.toThrow('source.ts');
  });

  it('does not find bundles of a source that changed while it was built', async () => {
    const { bundle } = await get('request', async (folder) => {
      const inputs = await build(folder);
      await write('second');
      return inputs;
    });
    expect(bundle).toBe('first');

    expect((await get()).bundle).toBe('second');
  });

  it('leaves nothing of a build that fails', async () => {
    const failing = get('request', async (folder) => {
      await build(folder);
      throw new Error('syntax');
    });

    await expect(failing).rejects.toThrow('syntax');
    expect(await entries()).toEqual([]);
  });

  it('gives complete bundles to starts at the same time', async () => {
    const both = await Promise.all([get(), get()]);

    expect(both.map(({ bundle }) => bundle)).toEqual(['first', 'first']);
    expect(both[0]?.folder).toBe(both[1]?.folder);
    expect(await entries()).toHaveLength(1);
  });

  it('keeps six entries, and those of running processes', async () => {
    const running = await get('running');
    for (let n = 0; n < 8; n += 1) await age((await get(`request ${n}`)).folder);
    const yesterday = new Date(Date.now() - 2 * 86_400_000);
    await utimes(running.folder, yesterday, yesterday);

    await get('newest');

    expect(await entries()).toHaveLength(7);
    expect(await get('running')).toEqual(running);
    expect(builds).toBe(10);
  });

  it('removes what a build of a process that was killed has left', async () => {
    await get();
    await writeFile(path.join(root, `.unfinished-${ENDED}-x`), '');
    await writeFile(path.join(root, `.unfinished-${process.pid}-x`), '');

    await get();

    expect((await entries()).filter((name) => name.startsWith('.'))).toEqual([
      `.unfinished-${process.pid}-x`,
    ]);
  });
});
