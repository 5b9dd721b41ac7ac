import { describe, expect, it } from 'vitest';
import { STAGE_FUNCTIONS } from '../../../infra/service/stages.ts';
import { allConsumptions, allLevels, decidingLevels } from '../../../localstack/backtest/consumptions.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';

const key = ({ topic, group }: { topic: string; group: string }) => `${group} ${topic}`;

const levelOf = (topic: string): number =>
  allLevels().findIndex((level) => level.some((consumption) => consumption.topic === topic));

describe('consumptions', () => {
  it('are all mappings, each once and each with a group of its own', () => {
    const consumptions = allConsumptions();

    expect(consumptions).toHaveLength(STAGE_FUNCTIONS.flatMap(({ consumes }) => consumes).length);
    expect(new Set(consumptions.map(({ group }) => group)).size).toBe(consumptions.length);
  });

  it('are in the levels exactly once', () => {
    const inLevels = allLevels().flat().map(key);

    expect(inLevels.toSorted()).toEqual(allConsumptions().map(key).toSorted());
  });

  it('come after the level of every stage that publishes their topic', () => {
    const recorders = new Set(['dead-letters', 'redriver']);
    for (const stage of STAGE_FUNCTIONS.filter(({ folder }) => !recorders.has(folder))) {
      for (const produced of stage.produces) {
        const reader = levelOf(produced);
        if (reader < 0) continue;
        // Fills come back to risk, which publishes nothing because of them: verdicts follow raw signals.
        const causes = stage.consumes.filter(
          (topic) => !topic.includes('.orders.') || produced.includes('.pnl.'),
        );
        for (const cause of causes)
          expect(
            levelOf(cause),
            `put ${cause} before ${produced} in ROUTE of localstack/backtest/consumptions.ts`,
          ).toBeLessThan(reader);
      }
    }
  });

  it('begin with ticks, and end with those that record what others refused', () => {
    const [first = []] = decidingLevels();
    const deciding = decidingLevels().flat();
    const recorders = /dead-letters|redriver/;

    expect(new Set(first.map(({ topic }) => topic))).toEqual(new Set([SHARED_TOPICS.marketTicks.name]));
    expect(deciding.some(({ group }) => recorders.test(group))).toBe(false);
    expect(
      allLevels()
        .at(-1)
        ?.every(({ group }) => recorders.test(group)),
    ).toBe(true);
  });
});
