import { describe, expect, it } from 'vitest';
import { BROKERS } from '../../../shared/events/brokers.ts';
import {
  allTopics,
  deadLetterTopic,
  eventTopics,
  originalTopic,
  SHARED_TOPICS,
  topicDefinition,
  topicsFor,
} from '../../../shared/events/topics.ts';
import { EVENT_TYPES } from '../../../shared/events/types.ts';

const namesOf = (topics: object): string[] => Object.values(topics).map(({ name }) => name);

describe('topic registry', () => {
  it('keeps the names of deployed topics: a rename leaves their records unread', () => {
    const deployed = [
      'market.ticks',
      'system.errors',
      'operator.actions',
      'shared.redrives',
      'paper.signals.raw',
      'paper.signals.validated',
      'paper.signals.rejected',
      'paper.orders.filled',
      'paper.orders.failed',
      'paper.pnl.snapshots',
      'paper.redrives',
      'zerodha.signals.raw',
      'zerodha.signals.validated',
      'zerodha.signals.rejected',
      'zerodha.orders.filled',
      'zerodha.orders.failed',
      'zerodha.pnl.snapshots',
      'zerodha.redrives',
      'zerodha.orders.submitted',
    ];

    expect(eventTopics().map(({ name }) => name)).toEqual(expect.arrayContaining(deployed));
  });

  it('gives the two brokers no topic in common', () => {
    const paper = new Set(namesOf(topicsFor('paper')));

    expect(namesOf(topicsFor('zerodha')).filter((name) => paper.has(name))).toEqual([]);
  });

  it('marks each broker’s topics by name and by scope', () => {
    for (const broker of BROKERS) {
      for (const topic of Object.values(topicsFor(broker))) {
        expect(topic.broker).toBe(broker);
        expect(topic.name.startsWith(`${broker}.`)).toBe(true);
      }
    }
    for (const topic of Object.values(SHARED_TOPICS)) expect(topic.broker).toBe('shared');
  });

  it('has a topic for every event type', () => {
    const carried: ReadonlySet<string> = new Set(eventTopics().flatMap(({ types }) => types));

    for (const type of Object.keys(EVENT_TYPES))
      expect(carried, `list ${type} in the types of a topic in shared/events/topics.ts`).toContain(type);
  });

  it('keeps what serves one account on one partition', () => {
    for (const broker of BROKERS) {
      for (const topic of Object.values(topicsFor(broker))) expect(topic.partitions).toBe(1);
    }
  });

  it('knows a topic by its name', () => {
    for (const topic of eventTopics()) expect(topicDefinition(topic.name)).toBe(topic);
  });

  it('lists the topics in the error for an unknown topic', () => {
    expect(() => topicDefinition('market.tick')).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_TOPIC',
        message: expect.stringContaining('"market.tick" is not in the registry; it has market.ticks,'),
      }),
    );
    expect(() => topicDefinition('__proto__')).toThrow(expect.objectContaining({ code: 'UNKNOWN_TOPIC' }));
  });
});

describe('dead-letter topics', () => {
  it('exist for every topic, and lead back to it', () => {
    for (const { name } of eventTopics()) {
      expect(originalTopic(deadLetterTopic(name))).toBe(name);
      expect(deadLetterTopic(name)).toBe(`${name}.dlq`);
    }
  });

  it('leave the name of any other topic unchanged', () => {
    expect(originalTopic('market.ticks')).toBe('market.ticks');
  });

  it('are created with the topics, one partition each, and keep longer than any topic they serve', () => {
    const all = allTopics();

    // And the topic of what Lambda gave up.
    expect(all).toHaveLength(eventTopics().length * 2 + 1);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    for (const topic of eventTopics()) {
      const dead = all.find(({ name }) => name === deadLetterTopic(topic.name));
      expect(dead).toMatchObject({ deadLetters: true, partitions: 1, broker: topic.broker });
      expect(dead?.retentionMs).toBeGreaterThanOrEqual(topic.retentionMs);
      expect(dead?.maxMessageBytes).toBeGreaterThan(topic.maxMessageBytes);
    }
  });
});
