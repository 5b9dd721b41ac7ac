import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atSource } from '../../../../../localstack/lambda/event-source-mapping/plugin/at-source.ts';

let folder = '';
let place = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'at-source-'));
  await writeFile(
    path.join(folder, 'source.ts'),
    'interface Gone { readonly a: 1 }\n\nexport const fails = (_: Gone): never => {\n  throw new Error("x");\n};\n',
  );
  await build({
    entryPoints: [path.join(folder, 'source.ts')],
    outfile: path.join(folder, 'out/index.mjs'),
    bundle: true,
    format: 'esm',
    sourcemap: true,
  });
  const lines = (await readFile(path.join(folder, 'out/index.mjs'), 'utf8')).split('\n');
  const line = lines.findIndex((text) => text.includes('throw'));
  const column = lines[line]?.indexOf('new Error') ?? -1;
  place = `${path.join(folder, 'out/index.mjs')}:${line + 1}:${column + 1}`;
});
afterAll(() => rm(folder, { recursive: true }));

describe('atSource', () => {
  it.each(['', 'file://'])('names the place in the source, after %j', (scheme) => {
    const stack = `Error: x\n    at fails (${scheme}${place})`;

    expect(atSource(stack)).toBe(`Error: x\n    at fails (${path.join(folder, 'source.ts')}:4:9)`);
  });

  it('leaves places in modules without a map, and other text', () => {
    expect(atSource('at /none/index.mjs:1:2')).toBe('at /none/index.mjs:1:2');
    expect(atSource('{"level":"INFO"}')).toBe('{"level":"INFO"}');
  });
});
