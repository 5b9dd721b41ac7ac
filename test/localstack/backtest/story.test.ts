import { describe, expect, it } from 'vitest';
import { differences, Story } from '../../../localstack/backtest/story.ts';
import { PAPER, paperEvent, signal } from './fixtures.ts';

const RAW = PAPER.signalsRaw.name;
const one = paperEvent('one', 'trading_signal', signal(1));
const two = paperEvent('two', 'trading_signal', signal(2));

const storyOf = (...events: readonly (typeof one)[]): Story => {
  const story = new Story();
  for (const event of events) story.add(RAW, event);
  return story;
};

describe('Story', () => {
  it('keeps the events of a topic in order, as JSON', () => {
    const story = storyOf(two, one);

    expect(story.topics()).toEqual([RAW]);
    expect(story.events(RAW).map((text) => JSON.parse(text))).toEqual([two, one]);
  });

  it('keeps an event that comes twice once, as it came first', () => {
    const again = { ...one, source: 'somebody else' };

    expect(storyOf(one, again).events(RAW)).toEqual([JSON.stringify(one)]);
  });

  it('has nothing on a topic that it never heard of', () => {
    expect(storyOf().events(RAW)).toEqual([]);
  });

  it('digests content and order', () => {
    const digest = storyOf(one, two).digest(RAW);

    expect(digest).toMatch(/^[0-9a-f]{12}$/);
    expect(storyOf(one, two).digest(RAW)).toBe(digest);
    expect(storyOf(two, one).digest(RAW)).not.toBe(digest);
    expect(storyOf(one).digest(RAW)).not.toBe(digest);
  });
});

describe('differences', () => {
  it('are none between equal stories', () => {
    expect(differences(storyOf(one, two), storyOf(one, two))).toEqual([]);
  });

  it('name the first place where two stories part', () => {
    expect(differences(storyOf(one, two), storyOf(one, one, { ...two, source: 'other' }))).toEqual([
      {
        topic: RAW,
        counts: [2, 2],
        place: 1,
        events: [JSON.stringify(two), JSON.stringify({ ...two, source: 'other' })],
      },
    ]);
  });

  it('see what only one of the two has', () => {
    expect(differences(storyOf(one), storyOf(one, two))).toMatchObject([
      { counts: [1, 2], place: 1, events: [undefined, JSON.stringify(two)] },
    ]);
    expect(differences(storyOf(one), storyOf())).toMatchObject([{ counts: [1, 0], place: 0 }]);
  });
});
