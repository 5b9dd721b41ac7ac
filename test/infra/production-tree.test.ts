import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';

const entry = z.object({
  name: z.string().optional(),
  dev: z.boolean().optional(),
  devOptional: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
});

const { packages } = z
  .object({ packages: z.record(z.string(), entry) })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package-lock.json'), 'utf8')));

/** By what they are, not by the name that they are installed under. */
const inProduction = Object.entries(packages)
  .filter(([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true)
  .map(([path, found]) => ({ ...found, name: found.name ?? path.replace(/^.*node_modules\//, '') }));

test('what is installed for production holds no test tool, though kiteconnect lists some', () => {
  const names = inProduction.map(({ name }) => name);

  expect(names).toContain('kiteconnect');
  expect(names).toContain('axios');
  for (const tool of ['mocha', 'chai', 'nock', 'rimraf', '@microsoft/tsdoc', 'glob', 'yargs'])
    expect(names).not.toContain(tool);
  expect(packages['node_modules/kiteconnect']?.dependencies).toHaveProperty('mocha');
});

test('nothing that is installed for production runs a script of its own', () => {
  expect(inProduction.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name)).toEqual([]);
});
