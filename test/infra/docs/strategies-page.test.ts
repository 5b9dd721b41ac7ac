import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { STRATEGY_TYPES } from '../../../functions/strategy-runner/strategies/registry.ts';
import { strategyDocs } from '../../../infra/docs/strategies-page.ts';

it('lists every parameter with default and bounds', () => {
  expect(strategyDocs()).toContain(
    '| `every_ticks` | integer | 100 | 1 to 1000000 | Ticks from one signal to the next. |',
  );
});

it('has a section for every strategy', () => {
  const docs = strategyDocs();

  for (const { type } of STRATEGY_TYPES) expect(docs).toContain(`\`type: ${type}\``);
});

it('refuses a parameter without bounds', () => {
  const [first] = STRATEGY_TYPES;
  if (first === undefined) throw new Error('the registry is empty');
  const unbounded = {
    ...first,
    parameters: z.strictObject({ lookback: z.number().default(1).describe('Ticks.') }),
  };

  expect(() => strategyDocs([unbounded])).toThrow('minimum');
});

it('is up to date in docs/strategies.md', () => {
  const page = readFileSync(new URL('../../../docs/strategies.md', import.meta.url), 'utf8');

  expect(page).toContain(strategyDocs());
});
