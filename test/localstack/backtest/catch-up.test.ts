import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CatchUp } from '../../../localstack/backtest/catch-up.ts';
import { ManualTimer } from '../market-data/manual-timer.ts';
import { PipelineModel } from '../market-data/pipeline-model.ts';

const nothing = () => [];

const GROUPS = [
  { topic: 'ticks', group: 'recorder', publishes: nothing },
  {
    topic: 'ticks',
    group: 'strategies',
    publishes: (offset: number) =>
      offset % 3 === 0 ? ['signals', 'errors'] : offset % 5 === 0 ? ['signals', 'signals'] : [],
  },
  {
    topic: 'ticks',
    group: 'late-reader',
    publishes: (offset: number) => (offset % 2 === 0 ? ['validated'] : []),
  },
  {
    topic: 'signals',
    group: 'risk',
    publishes: (offset: number) => [offset % 4 === 0 ? 'rejected' : 'validated'],
  },
  { topic: 'validated', group: 'engine', publishes: () => ['filled'] },
  { topic: 'filled', group: 'portfolio', publishes: () => ['pnl'] },
  { topic: 'filled', group: 'risk-fills', publishes: nothing },
  { topic: 'rejected', group: 'journal-rejected', publishes: nothing },
  { topic: 'pnl', group: 'journal-pnl', publishes: nothing },
  { topic: 'errors', group: 'journal-errors', publishes: nothing },
];

const level = (...groups: readonly string[]) => GROUPS.filter(({ group }) => groups.includes(group));

const LEVELS = [
  level('recorder', 'strategies'),
  level('risk', 'late-reader'),
  level('engine', 'journal-rejected', 'journal-errors'),
  level('portfolio', 'risk-fills'),
  level('journal-pnl'),
];

class MovingTimer extends ManualTimer {
  readonly #model: PipelineModel;

  constructor(model: PipelineModel) {
    super();
    this.#model = model;
  }

  override async sleep(milliseconds: number): Promise<void> {
    await super.sleep(milliseconds);
    for (let i = 0; i < 3; i += 1) this.#model.step();
  }
}

/**
 * Which group moves next: at first as the steps say, then each in its turn, so that the model never stands still.
 * The slow one lets most of its turns go by.
 */
function* turns(steps: readonly number[], slow?: { group: number; patience: number }): Generator<number> {
  yield* steps;
  for (let i = 0; ; i += 1) {
    const group = i % GROUPS.length;
    if (group !== slow?.group || i % slow.patience === 0) yield group;
  }
}

const catchUpOf = (model: PipelineModel) =>
  new CatchUp({ reader: model.reader(), levels: LEVELS, timer: new MovingTimer(model) });

describe('CatchUp', () => {
  it('ends only when nothing is under way anywhere, in every interleaving', async () => {
    const ticks = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 12 });
    const steps = fc.array(fc.nat(GROUPS.length - 1), { maxLength: 200 });
    const slow = fc.record({
      group: fc.nat(GROUPS.length - 1),
      patience: fc.constantFrom(1, 3, 7, 11, 23),
    });
    await fc.assert(
      fc.asyncProperty(ticks, steps, slow, async (batches, first, last) => {
        const model = new PipelineModel(GROUPS, turns(first, last));
        const catchUp = catchUpOf(model);
        for (const size of batches) {
          for (let i = 0; i < size; i += 1) model.send('ticks');

          await catchUp.wait();

          expect(model.unfinished()).toEqual([]);
        }
      }),
    );
  });

  it('asks no later group after a tick that caused nothing', async () => {
    const model = new PipelineModel(GROUPS, turns([]));
    const catchUp = catchUpOf(model);
    model.send('ticks');
    await catchUp.wait();
    model.send('ticks');
    model.reads.length = 0;

    await catchUp.wait();

    const later = new Set(GROUPS.filter(({ topic }) => topic !== 'ticks').map(({ group }) => group));
    expect(model.reads.filter((name) => later.has(name))).toEqual([]);
    expect(new Set(model.reads)).toContain('strategies');
  });

  it('names the groups that lag at the deadline, and can be asked again', async () => {
    const stuck = { topic: 'signals', group: 'risk' };
    let ticks = 0;
    let committed = 0;
    const catchUp = new CatchUp({
      reader: {
        ranges: async (topic) => [{ partition: 0, start: 0, end: topic === 'signals' ? 3 : ticks }],
        committed: async ({ group }) => new Map([[0, group === 'risk' ? committed : ticks]]),
      },
      levels: [[{ topic: 'ticks', group: 'strategies' }], [stuck]],
      deadlineMs: 500,
      timer: new ManualTimer(),
    });
    ticks = 1;

    await expect(catchUp.wait()).rejects.toThrow(/after 500 ms these groups still lag: risk by 3/);
    await expect(catchUp.wait()).rejects.toThrow(/risk by 3/);
    committed = 3;
    await expect(catchUp.wait()).resolves.toBeUndefined();
  });

  it('looks often at first and less often later', async () => {
    const timer = new ManualTimer();
    const catchUp = new CatchUp({
      reader: {
        ranges: async () => [{ partition: 0, start: 0, end: 1 }],
        committed: async () => new Map(),
      },
      levels: [[{ topic: 'ticks', group: 'strategies' }]],
      deadlineMs: 200,
      timer,
    });

    await expect(catchUp.wait()).rejects.toThrow('strategies by 1');

    expect(timer.sleeps[0]).toBe(1);
    expect(Math.max(...timer.sleeps)).toBe(10);
  });
});
