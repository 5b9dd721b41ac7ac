import { describe, expect, it } from 'vitest';
import { consumerGroup } from '../../../shared/events/groups.ts';
import { eventTopics } from '../../../shared/events/topics.ts';

describe('consumerGroup', () => {
  it('has prefix, function and topic in it', () => {
    expect(consumerGroup('alpha-panda-dev', 'paper-risk-manager', 'paper.signals.raw')).toBe(
      'alpha-panda-dev.paper-risk-manager.paper.signals.raw',
    );
  });

  it('is another for every function and topic, so none takes another’s records', () => {
    const functions = ['price-recorder', 'strategy-runner', 'paper-journal', 'zerodha-journal'];
    const groups = functions.flatMap((name) =>
      eventTopics().map((topic) => consumerGroup('alpha-panda', name, topic.name)),
    );

    expect(new Set(groups).size).toBe(groups.length);
  });
});
