import { describe, expect, it } from 'vitest';
import { functionsOf } from '../../../infra/stack/functions.ts';
import { deployment } from '../deployments.ts';

/** Every deployed event source mapping: its function, topic and consumer group. */
const MAPPINGS = Object.entries(functionsOf(deployment())).flatMap(([name, { events }]) =>
  events.flatMap((event) => {
    if ('httpApi' in event) return [];
    const { topic, consumerGroupId } = 'msk' in event ? event.msk : event.kafka;
    return [{ name, topic, group: consumerGroupId }];
  }),
);

/** Two mappings in one group would each receive only some of the messages. */
describe('consumer groups', () => {
  it('are unique per event source mapping', () => {
    expect(MAPPINGS.length).toBeGreaterThan(10);
    expect(new Set(MAPPINGS.map(({ group }) => group)).size).toBe(MAPPINGS.length);
  });

  it('are named after the function and its topic', () => {
    for (const { name, topic, group } of MAPPINGS) expect(group).toContain(`.${name}.${topic}`);
  });
});
