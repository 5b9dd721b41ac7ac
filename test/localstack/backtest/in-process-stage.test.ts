import { describe, expect, it } from 'vitest';
import { InProcessStage } from '../../../localstack/backtest/in-process-stage.ts';
import { childOf } from '../../../shared/events/create.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import { emitEvent, jsonCodec, type Stage } from '../../../shared/kernel/stage.ts';
import { SESSION_OPEN, tick, tickEvent } from '../../support/records.ts';
import { counterStage } from '../../support/stages.ts';

const RAW = topicsFor('paper').signalsRaw;

const tickAt = (second: number, last_price = 15_500): Envelope =>
  tickEvent(tick({ last_price, timestamp: new Date(SESSION_OPEN + second * 1_000).toISOString() }));

/** The quantities that the counter emits: its count of ticks, at every second one. */
const quantities = (
  stage: Pick<InProcessStage<unknown, undefined>, 'take'>,
  prices: readonly number[],
): readonly number[] =>
  prices.flatMap((price, second) =>
    stage
      .take(tickAt(second, price), undefined)
      .emitted.flatMap(({ event }) => (event.type === 'trading_signal' ? [event.data.quantity] : [])),
  );

const counter = () => new InProcessStage({ stage: counterStage(), loadContext: async () => undefined });

/** Adds what its context says, so that a context which is mixed up shows. */
const summing = (): Stage<{ sum: number }, number> => ({
  name: 'summing',
  topics: [],
  codec: jsonCodec(),
  initial: () => ({ sum: 0 }),
  reduce: (state, event, context) => {
    state.sum += context;
    if (event.type === 'market_tick' && event.data.last_price === 666) throw new Error('no');
    return [
      emitEvent(RAW, 'trading_signal', {
        strategy_id: 'summing',
        instrument_token: 1,
        signal_type: 'BUY',
        quantity: state.sum,
        timestamp: event.ts,
      }),
    ];
  },
});

describe('InProcessStage', () => {
  it('gives events the envelope that the kernel gives them', () => {
    const stage = counter();
    stage.take(tickAt(0), undefined);

    const { emitted, projections } = stage.take(tickAt(1), undefined);

    const event = emitted[0]?.event;
    if (event?.type !== 'trading_signal') throw new Error('the counter emits signals');
    expect(emitted).toEqual([
      { topic: RAW.name, event: childOf(tickAt(1), 'counter', 0, RAW, 'trading_signal', event.data) },
    ]);
    expect(projections).toMatchObject([{ table: 'instruments', orderedBy: 'timestamp_ms' }]);
  });

  it('makes an event on which the reducer throws a dead letter that leaves no trace', () => {
    const stage = counter();

    const counts = quantities(stage, [1, 1, 1]);
    const thrown = stage.take(tickAt(3, 666), undefined);
    const after = quantities(stage, [1]);

    expect(counts).toEqual([2]);
    expect(thrown).toMatchObject({ emitted: [], projections: [], deadLetter: { reason: 'STAGE_THREW' } });
    expect(after).toEqual([4]);
  });

  it('restores the state however many events have passed since it was packed', () => {
    const plain = counter();
    const disturbed = counter();
    const good = Array.from({ length: 1_300 }, () => 1);
    const withBad = good.flatMap((price, place) => (place % 100 === 99 ? [666, price] : [price]));

    expect(quantities(disturbed, withBad)).toEqual(quantities(plain, good));
  });

  it('looks back with the context that each event had', () => {
    const stage = new InProcessStage({ stage: summing(), loadContext: async () => 0 });
    stage.take(tickAt(0), 1);
    stage.take(tickAt(1), 10);
    stage.take(tickAt(2, 666), 1_000);

    const { emitted } = stage.take(tickAt(3), 100);

    expect(emitted).toMatchObject([{ event: { data: { quantity: 111 } } }]);
  });

  it('makes an event whose emission the schema refuses a dead letter', () => {
    const stage = new InProcessStage({ stage: summing(), loadContext: async () => 0 });

    const refused = stage.take(tickAt(0), 0.5);
    const { emitted } = stage.take(tickAt(1), 1);

    expect(refused).toMatchObject({ emitted: [], deadLetter: { reason: 'INVALID_EVENT' } });
    expect(emitted).toMatchObject([{ event: { data: { quantity: 1 } } }]);
  });
});
