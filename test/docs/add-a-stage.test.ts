import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { GuideCopy } from './guide-copy.ts';
import { editsIn, failuresIn } from './guide-edits.ts';
import { testFailures } from './guide-failures.ts';
import { ROOT } from './pages.ts';

const GUIDE = readFileSync(join(ROOT, 'docs/guides/add-a-stage.md'), 'utf8');
const EDITS = editsIn(GUIDE);
const COPY = new GuideCopy();

/** What the edits can break; the whole project takes three times as long. */
const TYPED = [
  ...['functions', 'shared', 'infra/service', 'localstack/backtest'],
  ...['test/support/events.ts', 'test/functions/drawdown-watcher'],
];

const REPLAY = `
  import { replayInProcess } from './localstack/backtest/in-process-replay.ts';
  import { seedOf, ticksAt } from './test/localstack/backtest/fixtures.ts';
  const falling = Array.from({ length: 8 }, (_, second) => 2_500 - second);
  const { log, result } = await replayInProcess({ source: [ticksAt(falling)], seed: seedOf(2) });
  const events = log.events('paper.account.drawdowns').map((event) => JSON.parse(event));
  console.log(JSON.stringify({ events, other: result.other_events }));
`;

afterAll(() => COPY.remove());

describe('the guide to add a stage', () => {
  it('has at most eight edits and a test', () => {
    expect(EDITS.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(EDITS.at(-1)?.path).toMatch(/\.test\.ts$/);
  });

  it('adds a stage whose types are right and which emits its event in a replay', async () => {
    COPY.reset(EDITS, TYPED);

    const types = await COPY.outcomeOf('npm run check:types');
    const replayed = await COPY.json(REPLAY);
    const ownTest = await COPY.outcomeOf('npx vitest run test/functions/drawdown-watcher');

    const published = { type: 'drawdown_deepened', source: 'paper.drawdown-watcher' };
    const { length } = (replayed as { readonly events: readonly unknown[] }).events;
    expect(types).toEqual({ failed: false, output: '' });
    expect(length).toBeGreaterThan(0);
    expect(replayed).toMatchObject({
      events: Array(length).fill(published),
      other: { drawdown_deepened: length },
    });
    expect(ownTest.output).toContain('1 passed');
  });

  it('states a failure for each edit and for the documents', () => {
    expect(failuresIn(GUIDE).map(({ without }) => without)).toEqual([
      ...EDITS.map(({ number }) => String(number)),
      'the documents',
    ]);
  });

  testFailures(GUIDE, EDITS, COPY, TYPED);
});
