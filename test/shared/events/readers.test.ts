import { describe, expect, it } from 'vitest';
import { readersOf, redriverOf } from '../../../shared/events/readers.ts';
import {
  deadLetterTopic,
  eventTopics,
  redriveTopic,
  SHARED_TOPICS,
  topicsFor,
} from '../../../shared/events/topics.ts';

describe('readers', () => {
  it('are named per topic, the journal among them but for ticks', () => {
    expect(readersOf(topicsFor('zerodha').ordersFilled.name)).toEqual([
      'zerodha.risk-manager',
      'zerodha.portfolio-manager',
      'zerodha.journal',
    ]);
    expect(readersOf(SHARED_TOPICS.marketTicks.name)).toEqual(['price-recorder', 'strategy-runner']);
    expect(readersOf(redriveTopic('paper').name)).toEqual([redriverOf('paper'), 'paper.journal']);
  });

  it('are there for every event topic, and none of the other broker', () => {
    for (const { name, broker } of eventTopics()) {
      expect(readersOf(name), name).not.toEqual([]);
      const other = broker === 'paper' ? 'zerodha.' : 'paper.';
      expect(readersOf(name).filter((stage) => stage.startsWith(other))).toEqual([]);
    }
  });

  it('are none of what is no event topic', () => {
    expect(readersOf(deadLetterTopic(SHARED_TOPICS.marketTicks.name))).toEqual([]);
    expect(readersOf('constructor')).toEqual([]);
  });
});
