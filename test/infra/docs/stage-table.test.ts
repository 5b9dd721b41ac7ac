import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stageTable } from '../../../infra/docs/stage-table.ts';
import { STAGE_FUNCTIONS } from '../../../infra/service/stages.ts';

const ROOT = join(import.meta.dirname, '../../..');

test('the table has a line per stage, with links that lead somewhere', () => {
  const lines = stageTable().split('\n').slice(2);
  const links = [...stageTable().matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path);

  expect(lines).toHaveLength(new Set(STAGE_FUNCTIONS.map(({ folder }) => folder)).size);
  for (const link of links) expect(existsSync(join(ROOT, 'docs', link)), link).toBe(true);
});

test('what is the same for both brokers is said once', () => {
  const risk = stageTable()
    .split('\n')
    .find((line) => line.includes('risk-manager'));

  expect(risk).toContain('`{broker}-risk-manager`');
  expect(risk).toContain('`{broker}.signals.validated`, `{broker}.signals.rejected`');
});

test('what one broker has alone keeps its name', () => {
  expect(stageTable()).toContain('`paper.signals.validated`');
  expect(stageTable()).toContain('`zerodha.orders.submitted`');
});
