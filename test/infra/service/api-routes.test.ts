import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { API_ROUTES } from '../../../infra/service/api-routes.ts';

const FUNCTIONS = join(import.meta.dirname, '../../../functions');

const operationOf = (path: string): string =>
  path.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

describe.each(API_ROUTES)('the routes of $name', ({ folder, routes }) => {
  test('stand in files of their names', () => {
    const files = readdirSync(join(FUNCTIONS, folder), { recursive: true, encoding: 'utf8' });
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
