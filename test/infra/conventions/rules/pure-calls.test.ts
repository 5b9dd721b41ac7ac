import { describe, expect, it } from 'vitest';
import { pureCalls } from '../../../../infra/conventions/rules/pure-calls.ts';
import { findings } from '../support.ts';

describe('pure-calls', () => {
  it.each([
    ['Date.now()', 'Date.now'],
    ['new Date()', 'the current Date'],
    ['new Date', 'the current Date'],
    ['Date()', 'the current Date'],
    ['Math.random()', 'Math.random'],
    ['[1].map(Math.random)', 'Math.random'],
    ['performance.now()', 'performance'],
    ['crypto.randomUUID()', 'crypto'],
    ['process.env.STAGE', 'process'],
    ['fetch("https://example.com")', 'fetch'],
    ['setTimeout(() => {}, 1)', 'setTimeout'],
  ])('finds %s', (expression, what) => {
    expect(findings(pureCalls, { 'functions/a/stage.ts': `\nexport const x = ${expression};` })).toEqual([
      `functions/a/stage.ts:2 pure code uses ${what}`,
    ]);
  });

  it('finds random functions imported from node:crypto', () => {
    expect(
      findings(pureCalls, {
        'shared/market/a.ts': "import { randomUUID } from 'node:crypto';\nexport const id = randomUUID;",
      }),
    ).toEqual(['shared/market/a.ts:1 pure code uses randomUUID']);
  });

  it('accepts times from the caller, members with those names, strings and comments', () => {
    expect(
      findings(pureCalls, {
        'functions/a/stage.ts': [
          'interface Clock { now(): number; performance: number; process(): void }',
          '// Date.now() would be wrong here',
          'export const a = (clock: Clock, ts: string) => [',
          '  new Date(ts), Date.parse(ts), clock.now(), clock.performance, clock.process(), "Date.now()",',
          '  { fetch: 1, process: 2 },',
          '];',
        ].join('\n'),
        'functions/a/handler.ts': 'export const now = Date.now();',
        'shared/ports/clock.ts': 'export const systemClock = { now: () => Date.now() };',
        'shared/kafka/a.ts': 'export const now = Date.now();',
      }),
    ).toEqual([]);
  });
});
