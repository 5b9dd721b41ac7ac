import { beforeAll, describe, expect, it } from 'vitest';
import { EventLog } from '../../../localstack/backtest/event-log.ts';
import { PoisonError } from '../../../shared/errors.ts';
import { MAX_MESSAGE_BYTES, SHARED_TOPICS } from '../../../shared/events/topics.ts';
import { eventOf } from '../../../shared/kernel/decoded.ts';
import { record } from '../../support/records.ts';
import { causedEvents } from '../causes.ts';
import { smallReplay } from '../small-replay.ts';
import { MALFORMED_KINDS, MALFORMED_TOPICS } from './kinds.ts';
import { type MalformedRecord, PAIRINGS, planMalformed } from './plan.ts';

const codeOf = ({ topic, value }: MalformedRecord): string => {
  try {
    eventOf(record({ topic, value }));
    return 'accepted';
  } catch (thrown) {
    return thrown instanceof PoisonError ? thrown.code : String(thrown);
  }
};

describe('planMalformed', () => {
  let replay: Awaited<ReturnType<typeof smallReplay>>;
  beforeAll(async () => {
    replay = await smallReplay();
  });
  const plan = (seed: string, count = PAIRINGS.length) =>
    planMalformed({ seed, count, ticks: replay.ticks, log: replay.log });

  it('follows from the seed', () => {
    expect(plan('a')).toEqual(plan('a'));
    expect(plan('a')).not.toEqual(plan('b'));
  });

  it('has every kind on every topic before it repeats one', () => {
    const pairs = new Set(plan('a').map(({ kind, topic }) => `${kind.name} ${topic}`));

    expect(MALFORMED_KINDS.length).toBeGreaterThanOrEqual(12);
    expect(pairs.size).toBe(PAIRINGS.length);
  });

  it('has the requested number of records, in the order of the ticks', () => {
    const ticks = plan('a', 300).map(({ tick }) => tick);

    expect(ticks).toHaveLength(300);
    expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
  });

  it('has records that are refused with their reason, repeated ids only by stages that remember them', () => {
    for (const malformed of plan('b', 400)) {
      const { kind, topic } = malformed;
      expect(codeOf(malformed), `${kind.name} on ${topic}`).toBe(kind.repeatsId ? 'accepted' : kind.reason);
    }
  });

  it('repeats ids of earlier events', () => {
    for (const { kind, topic, tick, when, value } of plan('c', 400)) {
      if (!kind.repeatsId || topic === SHARED_TOPICS.marketTicks.name) continue;
      const { id } = JSON.parse(String(value));
      const original = causedEvents(replay.ticks, replay.log, topic).find(({ event }) => event.id === id);
      expect(when).toBe('before');
      expect(original?.tick).toBeLessThan(tick);
    }
  });

  it('names the stages that refuse a record: all readers of the topic', () => {
    const [ordinary] = plan('a').filter(
      ({ topic, kind }) => topic === MALFORMED_TOPICS[1] && !kind.repeatsId,
    );
    const [repeated] = plan('a').filter(({ topic, kind }) => topic === MALFORMED_TOPICS[1] && kind.repeatsId);

    expect(ordinary?.refusedBy).toEqual(['paper.risk-manager']);
    expect(repeated?.refusedBy).toEqual(['paper.risk-manager']);
  });

  it('stays below the maximum record size of a topic', () => {
    const sizes = plan('a').map(({ value }) => value?.length ?? 0);

    expect(Math.max(...sizes)).toBeGreaterThan(1_000_000);
    expect(Math.max(...sizes)).toBeLessThan(MAX_MESSAGE_BYTES - 4_096);
  });

  it('is refused if the ticks cause no event to malform', () => {
    const options = { seed: 'a', count: PAIRINGS.length, ticks: replay.ticks, log: new EventLog() };

    expect(() => planMalformed(options)).toThrow('the ticks cause no event on');
  });
});
