import { describe, expect, it } from 'vitest';
import { deadLetters } from '../../../functions/dead-letters/stage.ts';
import { BROKERS } from '../../../shared/events/brokers.ts';
import { formatOrigin } from '../../../shared/events/origin.ts';
import { LAMBDA_FAILURES } from '../../../shared/events/topics.ts';
import { kernelIn, type World, world } from '../../support/kernel.ts';
import { kafkaEvent, record, SESSION_OPEN, tickRecords } from '../../support/records.ts';
import { counterStage } from '../../support/stages.ts';

const UPSTREAM = 'market-feed/command.feed-0';

const originHeader = (epoch: number, offset: number) =>
  [['origin', Buffer.from(formatOrigin({ upstream: UPSTREAM, epoch, offset, index: 0 }))]] as const;

const ticks = (count: number, from: number, epoch: number) =>
  tickRecords(count, from).map((each) => ({ ...each, headers: originHeader(epoch, each.offset) }));

const forged = (offset: number, epoch: number) => {
  const [tick] = tickRecords(1, offset);
  return record({ ...tick, headers: originHeader(epoch, 1_000_000) });
};

const reasons = (w: World) =>
  w.log
    .read('market.ticks.dlq')
    .map(({ headers }) => String(headers.find(([name]) => name === 'dead-letter-reason')?.[1]));

describe('a header that claims an origin', () => {
  it('cannot make records of an upstream skipped by a future epoch', async () => {
    const w = world();
    const attack = forged(2, SESSION_OPEN + 3_600_000);

    const { report } = await kernelIn(w, counterStage()).handle(
      kafkaEvent([...ticks(2, 0, SESSION_OPEN), attack, ...ticks(2, 3, SESSION_OPEN)]),
    );

    expect(report).toMatchObject({ events: 2, poison: 1, duplicates: 0 });
    expect(reasons(w)).toEqual(['ORIGIN_IN_FUTURE']);
  });

  it('makes later records of its upstream dead letters, never skips them, after a false newer epoch', async () => {
    const w = world();
    const attack = forged(0, SESSION_OPEN + 1);

    const { report } = await kernelIn(w, counterStage()).handle(
      kafkaEvent([attack, ...ticks(2, 1, SESSION_OPEN)]),
    );

    expect(report).toMatchObject({ poison: 2, duplicates: 0 });
    expect(reasons(w)).toEqual(['ORIGIN_OUTDATED', 'ORIGIN_OUTDATED']);
  });

  it('does not prevent the recording of a dead letter', async () => {
    const w = world();
    const letter = record({
      topic: LAMBDA_FAILURES.name,
      headers: originHeader(SESSION_OPEN + 3_600_000, 0),
    });

    const { report } = await kernelIn(w, deadLetters(BROKERS, 1), {
      loadContext: async () => ({ now: undefined }),
    }).handle(kafkaEvent([letter]));

    expect(report).toMatchObject({ poison: 0 });
    expect(await w.tables.scan('dead-letters')).toHaveLength(1);
  });
});
