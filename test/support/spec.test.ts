import { describe, expect, it } from 'vitest';
import { SHARED_TOPICS, topicsFor } from '../../shared/events/topics.ts';
import { emitEvent, type Stage } from '../../shared/kernel/stage.ts';
import { SESSION_OPEN, tick, tickEvent } from './records.ts';
import { given, on } from './spec.ts';
import { counterStage, sumStage } from './stages.ts';

const { signalsRaw, signalsRejected } = topicsFor('paper');

const tickOf = (last_price: number, second = 0) =>
  tickEvent(tick({ last_price, timestamp: new Date(SESSION_OPEN + second * 1_000).toISOString() }));

/** It emits a signal at every second tick, with the count as its quantity, and throws at a price of 666. */
const counter = given(counterStage()).context(undefined);

describe('a specification', () => {
  it('passes where events and writes are as expected', () => {
    counter
      .events(tickOf(100))
      .when(tickOf(101))
      .emits(on(signalsRaw, { quantity: 2, signal_type: 'BUY' }))
      .projects('instruments', { last_price: 101 });
  });

  it('fails at a wrong value, and shows every event and write', () => {
    const outcome = counter.events(tickOf(100)).when(tickOf(101));

    expect(() => outcome.emits(on(signalsRaw, { quantity: 3 }))).toThrow(
      /The stage emitted:\n {2}paper\.signals\.raw \{"id":".*"quantity":2,.*\n {2}instruments \{.*101/,
    );
  });

  it.each([
    ['a missing event', () => counter.when(tickOf(100)).emits(on(signalsRaw))],
    ['an event too many', () => counter.events(tickOf(1)).when(tickOf(2)).emits()],
    ['an event on another topic', () => counter.events(tickOf(1)).when(tickOf(2)).emits(on(signalsRejected))],
    ['an event where none is expected', () => counter.events(tickOf(1)).when(tickOf(2)).emitsNothing()],
    ['a dead letter where none is expected', () => counter.when(tickOf(666)).emitsNothing()],
    ['a missing write', () => counter.when(tickOf(1)).projects('instruments', {})],
    ['a write too many', () => counter.events(tickOf(1)).when(tickOf(2)).projects('instruments')],
    ['a changed state', () => counter.when(tickOf(1)).keepsState()],
    ['no dead letter', () => counter.when(tickOf(1)).deadLetters('STAGE_THREW')],
    ['another reason', () => counter.when(tickOf(666)).deadLetters('DUPLICATE_ID')],
    ['another message', () => counter.when(tickOf(666)).deadLetters('STAGE_THREW', /other/)],
    ['another verdict', () => counter.events(tickOf(1)).when(tickOf(2)).rejects('KILL_SWITCH')],
  ])('fails at %s', (_, specification) => {
    expect(specification).toThrow(/The stage emitted:/);
  });

  it('undoes what a stage did before it threw', () => {
    counter
      .events(tickOf(100))
      .when(tickOf(666))
      .deadLetters('STAGE_THREW', /number of the beast/)
      .when(tickOf(101))
      .emits(on(signalsRaw, { quantity: 2 }));
  });

  it('continues from an outcome, and from one history in two directions', () => {
    const once = counter.events(tickOf(100));

    once
      .when(tickOf(101))
      .emits(on(signalsRaw, { quantity: 2 }))
      .when(tickOf(102))
      .emitsNothing();
    once.when(tickOf(103)).emits(on(signalsRaw, { quantity: 2 }));
    expect(once.state).toEqual({ count: 1, sum: 100 });
  });

  it('gives the same ids to the same history', () => {
    const ids = () =>
      counter
        .events(tickOf(100))
        .when(tickOf(101))
        .emitted.map(({ id }) => id);

    expect(ids()).toEqual(ids());
  });

  it('gives a dead letter to an event that readers would refuse', () => {
    const stage: Stage<null, undefined> = {
      name: 'wrong',
      topics: [SHARED_TOPICS.marketTicks],
      codec: { encode: () => null, decode: () => null },
      initial: () => null,
      reduce: (_, { ts }) => [
        emitEvent(signalsRaw, 'trading_signal', {
          ...{ strategy_id: 'wrong', instrument_token: 1, signal_type: 'BUY', timestamp: ts },
          quantity: -1,
        }),
      ],
    };

    given(stage)
      .context(undefined)
      .when(tickOf(1))
      .deadLetters('INVALID_EVENT', /quantity/);
  });

  it('refuses a history with a dead letter', () => {
    expect(() => counter.events(tickOf(666))).toThrow(/dead letter.*market\.ticks\.dlq/s);
  });

  it('refuses an event of a topic that the stage does not read', () => {
    expect(() => given(sumStage()).context(undefined).when(tickOf(1))).toThrow(
      'sum reads paper.signals.raw: no shared market_tick reaches it',
    );
  });

  it('finds a codec that forgets', () => {
    const stage = counterStage();
    const forgetful = { ...stage, codec: { ...stage.codec, encode: () => ({ count: 0, sum: 0 }) } };
    expect(() => given(forgetful).context(undefined).when(tickOf(100)).when(tickOf(101))).toThrow(
      /without a restart/,
    );
  });

  it('is checked by the compiler', () => {
    // @ts-expect-error: the context is another one.
    const wrongContext = () => given(counterStage()).context({ now: 1 });
    // @ts-expect-error: a signal has no fill price.
    const wrongField = () => on(signalsRaw, { fill_price: 1 });
    // @ts-expect-error: not a code of a rule.
    const wrongReason = () => counter.when(tickOf(1)).rejects('BAD_MOOD');

    expect([wrongContext, wrongField, wrongReason]).toHaveLength(3);
  });
});
