import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deadLetters } from '../../../functions/dead-letters/stage.ts';
import { journal } from '../../../functions/journal/stage.ts';
import { paperTradingEngine } from '../../../functions/paper-trading-engine/stage.ts';
import { portfolioManager } from '../../../functions/portfolio-manager/stage.ts';
import { priceRecorder } from '../../../functions/price-recorder/stage.ts';
import { redriver } from '../../../functions/redriver/stage.ts';
import { riskManager } from '../../../functions/risk-manager/stage.ts';
import { strategyRunner } from '../../../functions/strategy-runner/stage.ts';
import { STAGE_FUNCTIONS } from '../../../infra/service/stages.ts';
import { BROKERS, SCOPES } from '../../../shared/events/brokers.ts';
import { readersOf } from '../../../shared/events/readers.ts';
import { allTopics, eventTopics, SHARED_TOPICS } from '../../../shared/events/topics.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** What the code of each function says about itself. */
const STAGES: Readonly<Record<string, { name: string; topics: readonly { name: string }[] }>> = {
  'price-recorder': priceRecorder(),
  'strategy-runner': strategyRunner(),
  'paper-trading-engine': paperTradingEngine({ slippageBasisPoints: 2, maxPriceAgeMs: 15_000 }),
  ...Object.fromEntries(BROKERS.map((broker) => [`${broker}-risk-manager`, riskManager(broker)])),
  ...Object.fromEntries(BROKERS.map((broker) => [`${broker}-portfolio-manager`, portfolioManager(broker)])),
  ...Object.fromEntries(SCOPES.map((scope) => [`${scope}-journal`, journal(scope, 365)])),
  ...Object.fromEntries(SCOPES.map((scope) => [`${scope}-dead-letters`, deadLetters(scope, 365)])),
  ...Object.fromEntries(SCOPES.map((scope) => [`${scope}-redriver`, redriver(scope)])),
};

describe.each(STAGE_FUNCTIONS)('$name', (stage) => {
  test('is deployed to read what its code reads, under the name its code has', () => {
    const code = STAGES[stage.name];

    expect(stage.stageName).toBe(code?.name);
    expect(stage.consumes.toSorted()).toEqual(code?.topics.map(({ name }) => name).toSorted());
  });

  test('has its handler where the table says', () => {
    expect(existsSync(join(ROOT, 'functions', stage.folder, 'handler.ts'))).toBe(true);
  });
});

test('every topic but the ticks is in the journal, once', () => {
  const journalled = STAGE_FUNCTIONS.filter(({ folder }) => folder === 'journal').flatMap(
    ({ consumes }) => consumes,
  );

  expect(journalled.toSorted()).toEqual(
    eventTopics()
      .map(({ name }) => name)
      .filter((name) => name !== SHARED_TOPICS.marketTicks.name)
      .toSorted(),
  );
});

test('every dead letter has a reader, and only one', () => {
  const read = STAGE_FUNCTIONS.flatMap(({ consumes }) => consumes.filter((topic) => topic.endsWith('.dlq')));

  expect(read.toSorted()).toEqual(
    allTopics()
      .filter(({ deadLetters }) => deadLetters)
      .map(({ name }) => name)
      .toSorted(),
  );
});

test('the readers of a topic, of which a dead letter names one, are those that are deployed', () => {
  for (const { name } of eventTopics()) {
    const deployed = STAGE_FUNCTIONS.filter(({ consumes }) => consumes.includes(name));

    expect(readersOf(name).toSorted(), name).toEqual(deployed.map(({ stageName }) => stageName).toSorted());
  }
});

test('what a function publishes to is in the registry', () => {
  const known = new Set(eventTopics().map(({ name }) => name));

  for (const { name, produces } of STAGE_FUNCTIONS) {
    for (const topic of produces) expect(known.has(topic), `${name} → ${topic}`).toBe(true);
  }
});
