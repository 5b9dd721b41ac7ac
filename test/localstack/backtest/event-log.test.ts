import { describe, expect, it } from 'vitest';
import { differences, EventLog } from '../../../localstack/backtest/event-log.ts';
import { PAPER, paperEvent, signal } from './fixtures.ts';

const RAW = PAPER.signalsRaw.name;
const one = paperEvent('one', 'trading_signal', signal(1));
const two = paperEvent('two', 'trading_signal', signal(2));

const logOf = (...events: readonly (typeof one)[]): EventLog => {
  const log = new EventLog();
  for (const event of events) log.add(RAW, event);
  return log;
};

describe('EventLog', () => {
  it('keeps the events of a topic in order, as JSON', () => {
    const log = logOf(two, one);

    expect(log.topics()).toEqual([RAW]);
    expect(log.events(RAW).map((text) => JSON.parse(text))).toEqual([two, one]);
  });

  it('keeps an event that comes twice once, as it came first', () => {
    const again = { ...one, source: 'another' };

    expect(logOf(one, again).events(RAW)).toEqual([JSON.stringify(one)]);
  });

  it('is empty for a topic without events', () => {
    expect(logOf().events(RAW)).toEqual([]);
  });

  it('digests content and order', () => {
    const digest = logOf(one, two).digest(RAW);

    expect(digest).toMatch(/^[0-9a-f]{12}$/);
    expect(logOf(one, two).digest(RAW)).toBe(digest);
    expect(logOf(two, one).digest(RAW)).not.toBe(digest);
    expect(logOf(one).digest(RAW)).not.toBe(digest);
  });
});

describe('differences', () => {
  it('are absent between equal logs', () => {
    expect(differences(logOf(one, two), logOf(one, two))).toEqual([]);
  });

  it('name the first place where two logs part', () => {
    expect(differences(logOf(one, two), logOf(one, one, { ...two, source: 'other' }))).toEqual([
      {
        topic: RAW,
        counts: [2, 2],
        place: 1,
        events: [JSON.stringify(two), JSON.stringify({ ...two, source: 'other' })],
      },
    ]);
  });

  it('see what only one of the two has', () => {
    expect(differences(logOf(one), logOf(one, two))).toMatchObject([
      { counts: [1, 2], place: 1, events: [undefined, JSON.stringify(two)] },
    ]);
    expect(differences(logOf(one), logOf())).toMatchObject([{ counts: [1, 0], place: 0 }]);
  });
});
