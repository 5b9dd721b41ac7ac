import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

const ROOT = resolve(import.meta.dirname, '../../..');
const BIOME = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');

const lines = (count: number): string =>
  Array.from({ length: count }, (_, n) => `export const A${n} = ${n};\n`).join('');

/** Path of a file with a violation → its text, and the rule that Biome must name. */
const VIOLATIONS: Readonly<Record<string, readonly [text: string, rule: string]>> = {
  'functions/a/console.ts': ['export const say = console;', 'noRestrictedGlobals'],
  'functions/a/handler.ts': [lines(41), 'noExcessiveLinesPerFile'],
  'functions/b/api/handler.ts': [lines(41), 'noExcessiveLinesPerFile'],
  'infra/any.ts': ['export const a = [] as Array<any>;', 'noExplicitAny'],
  'localstack/long.ts': [lines(351), 'noExcessiveLinesPerFile'],
  'shared/console.ts': ['console.log(1);', 'noRestrictedGlobals'],
  'shared/bound.ts': ['export const LONGEST_ID = [1].length;', 'plugin'],
  'shared/braced-guard.ts': [
    'export const f = (x: boolean) => {\n  if (x) {\n    return;\n  }\n  f(x);\n};',
    'plugin',
  ],
  'shared/constant.ts': ['export const slow = 1;', 'plugin'],
  'shared/function.ts': ['export function f() {}', 'plugin'],
  'shared/guard-of-two-lines.ts': ['export const f = (x: boolean) => {\n  if (x)\n    f(x);\n};', 'plugin'],
  'shared/inner-function.ts': [
    'export const f = () => {\n  async function g() {}\n  return g;\n};',
    'plugin',
  ],
  'shared/not-null.ts': ['export const a = (x?: number) => x!;', 'noNonNullAssertion'],
  'test/each.test.ts': ["it.each([1]).skip('a', () => {});", 'plugin'],
  'test/fails.test.ts': ["it.fails('a', () => {});", 'plugin'],
  'test/only.test.ts': ["describe.concurrent.only('a', () => {});", 'plugin'],
  'test/skip.test.ts': ["describe.skip('a', () => {});", 'plugin'],
  'test/todo.test.ts': ["test.todo('a');", 'plugin'],
};

const ACCEPTED: Readonly<Record<string, string>> = {
  'functions/c/handler.ts': lines(40),
  'localstack/long-enough.ts': lines(350),
  'localstack/main.ts': 'console.log(1);',
  'shared/assertion.ts': 'export function check(x: unknown): asserts x {\n  if (!x) throw new Error();\n}',
  'shared/bounds.ts': 'export const MAX_ID = 1;\nexport const LIMITS = { MOST: 1 };',
  'shared/constants.ts': 'export const f = () => {\n  const a = 1;\n  return a;\n};\nlet b = 0;\nf(b++);',
  'shared/generator.ts': 'export async function* f() {\n  yield 1;\n}',
  'shared/guards.ts':
    'export const f = (x: boolean) => {\n  if (x) return;\n  if (!x) {\n    f(x);\n    f(x);\n  }\n  if (x) f(x);\n  else if (f) f(x);\n};',
  'shared/words.ts': 'export const A = { any: "any", console: 1 }; // console.log',
  'test/conditions.test.ts': "it.skipIf(true)('a', () => {});\nlist.skip(1);",
  'test/long.test.ts': lines(351),
};

const reports = z.object({
  diagnostics: z.array(z.object({ category: z.string(), location: z.object({ path: z.string() }) })),
});

describe('Biome, configured by biome.json', () => {
  const folder = mkdtempSync(join(tmpdir(), 'biome-'));
  const found = new Map<string, string[]>();

  beforeAll(async () => {
    for (const name of ['biome.json', 'infra/conventions/biome'])
      cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    const texts = Object.entries(VIOLATIONS).map(([path, [text]]) => [path, text] as const);
    for (const [path, text] of [...texts, ...Object.entries(ACCEPTED)]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const args = [BIOME, 'lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=json', '.'];
    const stdout = await promisify(execFile)(process.execPath, args, { cwd: folder }).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    );
    for (const { category, location } of reports.parse(JSON.parse(stdout)).diagnostics) {
      found.set(location.path, [...(found.get(location.path) ?? []), category]);
    }
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(Object.entries(VIOLATIONS))('refuses the violation planted in %s', (path, [, rule]) => {
    expect(found.get(path)).toContainEqual(expect.stringContaining(rule));
  });

  it.each(Object.keys(ACCEPTED))('accepts %s', (path) => {
    expect(found.get(path)).toBeUndefined();
  });
});
