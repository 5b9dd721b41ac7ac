import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { API_ROUTES } from '../../infra/api-routes.ts';

const TESTS = join(import.meta.dirname, '../functions');

/** All that the tests of a folder of `functions/` say. */
const testsOf = (folder: string): string =>
  readdirSync(join(TESTS, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(TESTS, folder, name), 'utf8'))
    .join('\n');

const operationOf = (path: string): string =>
  path.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

describe.each(API_ROUTES)('the routes of $name', ({ folder, routes }) => {
  test('are each called by a test of their own folder', () => {
    const tests = testsOf(folder);

    for (const { operation } of routes) {
      const uses = tests.matchAll(new RegExp(`\\b${operation}\\b`, 'g'));
      // Imported, and used.
      expect([...uses].length, operation).toBeGreaterThan(1);
    }
  });

  test('stand in files of their names', () => {
    const files = readdirSync(join(TESTS, '../../functions', folder), { recursive: true, encoding: 'utf8' });
    const names = new Set(
      files.map((file) => operationOf(file.split('/').at(-1)?.replace(/\.ts$/, '') ?? '')),
    );

    for (const { operation } of routes) expect(names).toContain(operation);
  });
});

test('every group has routes, and a name and a folder of its own', () => {
  for (const { routes, name } of API_ROUTES) expect(routes.length, name).toBeGreaterThan(0);
  expect(new Set(API_ROUTES.map(({ name }) => name)).size).toBe(API_ROUTES.length);
  expect(new Set(API_ROUTES.map(({ folder }) => folder)).size).toBe(API_ROUTES.length);
});
