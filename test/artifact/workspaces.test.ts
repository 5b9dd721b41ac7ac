import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import project from '../../package.json' with { type: 'json' };

const ROOT = resolve(import.meta.dirname, '../..');
/** The packages' dependencies, and those of a project with TypeScript. */
const INSTALLED = ['kafkajs', 'lz4-napi', 'snappy', '@types', 'undici-types'];
const HANG_GUARD_MS = 300_000;

const run = promisify(execFile);

let folder: string;
let consumer: string;

/** Packing rewrites package.json temporarily, so it happens in a copy. */
const copyOfProject = async (): Promise<string> => {
  const copy = join(folder, 'project');
  await mkdir(join(copy, 'node_modules'), { recursive: true });
  for (const file of ['package.json', 'tsconfig.json', 'infra/commands', ...project.workspaces])
    await cp(join(ROOT, file), join(copy, file), { recursive: true });
  for (const name of await readdir(join(ROOT, 'node_modules')))
    if (name !== '@alpha-panda') {
      await symlink(join(ROOT, 'node_modules', name), join(copy, 'node_modules', name));
    }
  await mkdir(join(copy, 'node_modules/@alpha-panda'));
  for (const workspace of project.workspaces) {
    const { default: manifest } = await import(join(ROOT, workspace, 'package.json'), {
      with: { type: 'json' },
    });
    await symlink(join(copy, workspace), join(copy, 'node_modules', manifest.name));
  }
  return copy;
};

const pack = async (copy: string): Promise<readonly string[]> => {
  const selected = project.workspaces.flatMap((workspace) => ['-w', workspace]);
  await run('npm', ['pack', ...selected, '--pack-destination', folder], { cwd: copy });
  return (await readdir(folder)).filter((name) => name.endsWith('.tgz')).toSorted();
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alpha-panda-workspaces-'));
  consumer = join(folder, 'consumer');
  const tarballs = await pack(await copyOfProject());
  expect(tarballs).toEqual([
    'alpha-panda-embedded-kafka-0.1.0.tgz',
    'alpha-panda-kafka-event-source-mapping-0.1.0.tgz',
  ]);
  await cp(join(import.meta.dirname, 'support/consumer'), consumer, { recursive: true });
  await writeFile(join(consumer, 'package.json'), '{"type":"module"}');
  for (const tarball of tarballs) {
    const installed = join(
      consumer,
      'node_modules',
      tarball.replace('alpha-panda-', '@alpha-panda/').replace(/-\d.*/, ''),
    );
    await mkdir(installed, { recursive: true });
    await run('tar', ['-xzf', join(folder, tarball), '-C', installed, '--strip-components=1']);
  }
  for (const name of INSTALLED)
    await symlink(join(ROOT, 'node_modules', name), join(consumer, 'node_modules', name));
}, HANG_GUARD_MS);
afterAll(() => rm(folder, { recursive: true, force: true }));

it('packs compiled files, license, README and manifest, and no source', async () => {
  for (const name of ['embedded-kafka', 'kafka-event-source-mapping']) {
    const installed = join(consumer, 'node_modules/@alpha-panda', name);
    expect(await readdir(installed)).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
    const compiled = await readdir(join(installed, 'dist'), { recursive: true });
    expect(compiled).toEqual(expect.arrayContaining(['index.js', 'index.d.ts']));
    expect(compiled.filter((file) => /(?<!\.d)\.ts$|tsbuildinfo/.test(file))).toEqual([]);
  }
});

it('restores package.json and removes dist/ after packing', async () => {
  for (const workspace of project.workspaces) {
    const [packed, own] = await Promise.all(
      [join(folder, 'project'), ROOT].map(
        (root) => import(join(root, workspace, 'package.json'), { with: { type: 'json' } }),
      ),
    );
    expect(packed.default).toEqual(own.default);
  }
});

it(
  'runs a broker, a mapping and the serverless-offline plugin from the installed packages',
  async () => {
    const child = spawn(process.execPath, ['--disable-warning=TimeoutNegativeWarning', 'consumer.mjs'], {
      cwd: consumer,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const seen: Record<string, unknown> = {};
    const errors: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(String(chunk)));
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('{')) Object.assign(seen, JSON.parse(line));
      if ('plugin' in seen && 'schemas' in seen) child.kill('SIGTERM');
    }

    const record = { topic: 'orders', partition: 0, offset: 0, key: btoa('order-1'), value: btoa('placed') };
    const event = { eventSource: 'SelfManagedKafka', records: { 'orders-0': [record] } };
    expect(errors.join('')).toBe('');
    expect(seen).toMatchObject({ library: event, plugin: event, schemas: ['msk', 'kafka'] });
  },
  HANG_GUARD_MS,
);

it(
  'provides types to a project',
  async () => {
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node'];
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    await expect(
      run(process.execPath, [tsc, ...options, 'types.ts'], { cwd: consumer }),
    ).resolves.toMatchObject({ stdout: '' });
  },
  HANG_GUARD_MS,
);

it('starts a broker by its command', async () => {
  const installed = join(consumer, 'node_modules/@alpha-panda/embedded-kafka');
  const { default: manifest } = await import(join(installed, 'package.json'), { with: { type: 'json' } });
  const child = spawn(process.execPath, [join(installed, manifest.bin['embedded-kafka']), '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    expect(JSON.parse(line)).toMatchObject({ ready: true, host: '127.0.0.1' });
    child.kill('SIGTERM');
  }
});
