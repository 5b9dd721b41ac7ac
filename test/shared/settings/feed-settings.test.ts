import { expect, it } from 'vitest';
import { readFeedSettings } from '../../../shared/settings/feed-settings.ts';

it('takes the host of the environment, and a local one without', () => {
  expect(readFeedSettings({ FEED_HOST: 'fargate' })).toEqual({ FEED_HOST: 'fargate' });
  expect(readFeedSettings({})).toEqual({ FEED_HOST: 'local' });
});

it('says which hosts there are when it gets another one', () => {
  expect(() => readFeedSettings({ FEED_HOST: 'lambda' })).toThrow(
    'FEED_HOST is "lambda": use relay, edge, fargate, local',
  );
});
