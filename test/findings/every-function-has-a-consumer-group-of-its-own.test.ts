import { describe, expect, it } from 'vitest';
import { functionsOf } from '../../infra/stack/functions.ts';
import { deployment } from '../infra/deployments.ts';

/** Every event source mapping that is deployed: whose, of which topic, in which group. */
const MAPPINGS = Object.entries(functionsOf(deployment())).flatMap(([name, { events }]) =>
  events.flatMap((event) => {
    if ('httpApi' in event) return [];
    const { topic, consumerGroupId } = 'msk' in event ? event.msk : event.kafka;
    return [{ name, topic, group: consumerGroupId }];
  }),
);

/** The review found services that shared a consumer group: each got some of the other's messages. */
describe('finding: services that steal messages from each other', () => {
  it('no two event source mappings have one consumer group', () => {
    expect(MAPPINGS.length).toBeGreaterThan(40);
    expect(new Set(MAPPINGS.map(({ group }) => group)).size).toBe(MAPPINGS.length);
  });

  it('a group is named after its function and its topic', () => {
    for (const { name, topic, group } of MAPPINGS) expect(group).toContain(`.${name}.${topic}`);
  });
});
