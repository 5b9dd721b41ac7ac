import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { GuideCopy } from './guide-copy.ts';
import { editsIn, failuresIn } from './guide-edits.ts';
import { testFailures } from './guide-failures.ts';
import { ROOT } from './pages.ts';

const GUIDE = readFileSync(join(ROOT, 'docs/guides/add-a-strategy.md'), 'utf8');
const EDITS = editsIn(GUIDE);
const COPY = new GuideCopy();

const STRATEGIES = 'functions/strategy-runner/strategies';
const TYPED = [STRATEGIES, `test/${STRATEGIES}/breakout.test.ts`];

afterAll(() => COPY.remove());

describe('the guide to add a strategy', () => {
  it('edits two files, and adds a test', () => {
    expect([...new Set(EDITS.map(({ path }) => path))]).toEqual([
      `${STRATEGIES}/breakout.ts`,
      `${STRATEGIES}/registry.ts`,
      `test/${STRATEGIES}/breakout.test.ts`,
    ]);
  });

  it('adds a strategy whose types are right, and which the tests of all strategies accept', async () => {
    COPY.reset(EDITS, TYPED);

    const types = await COPY.outcomeOf('npm run check:types');
    const tests = await COPY.outcomeOf(`npx vitest run test/${STRATEGIES}`);

    expect(types).toEqual({ failed: false, output: '' });
    expect(tests.failed, tests.output).toBe(false);
  });

  it('states a failure for each edit of a source file and for the documents', () => {
    expect(failuresIn(GUIDE).map(({ without }) => without)).toEqual(['1', '2', 'the documents']);
  });

  testFailures(GUIDE, EDITS, COPY, TYPED);
});
