import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PaperEngineContext } from '../../../functions/paper-trading-engine/context.ts';
import { type PaperEngineState, paperTradingEngine } from '../../../functions/paper-trading-engine/stage.ts';
import { readControls } from '../../../shared/controls/controls.ts';
import { PoisonError } from '../../../shared/errors.ts';
import { childOf, createEvent } from '../../../shared/events/create.ts';
import { validateEvent } from '../../../shared/events/decode.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import type { ValidatedSignal } from '../../../shared/events/types.ts';
import type { Emit } from '../../../shared/kernel/stage.ts';
import { AT, CONTROLS, INSTRUMENT, signalId, validated } from './fixtures.ts';

const stage = paperTradingEngine({ slippageBasisPoints: 0, maxPriceAgeMs: 60_000 });
const topics = topicsFor('paper');

/** A validated signal as risk-manager emits it: caused by the raw signal of that number. */
const eventOf = (data: ValidatedSignal, n = 0): Envelope => {
  const raw = createEvent(topics.signalsRaw, 'trading_signal', data.original_signal, {
    id: signalId(n),
    ts: data.timestamp,
    source: 'paper.strategy-runner',
  });
  return childOf(raw, 'paper.risk-manager', 0, topics.signalsValidated, 'validated_signal', data);
};

const context = (change: Partial<PaperEngineContext> = {}): PaperEngineContext => ({
  now: undefined,
  quotes: new Map([[INSTRUMENT.instrument_token, { price: 20_000, at: AT }]]),
  instruments: new Map([[INSTRUMENT.instrument_token, INSTRUMENT]]),
  controls: CONTROLS,
  ...change,
});

/** Signals may wait an hour. */
const PATIENT = readControls('paper', [{ broker: 'paper', control: 'limits', max_signal_age_ms: 3_600_000 }]);

const dataOf = (emits: readonly Emit[]) =>
  emits.map((emit) =>
    emit.kind === 'event' ? { topic: emit.topic.name, type: emit.type, ...emit.data } : emit,
  );

const run = (
  event: Envelope,
  seen: PaperEngineContext = context(),
  state: PaperEngineState = stage.initial(),
) => dataOf(stage.reduce(state, event, seen));

describe('the paper trading engine', () => {
  it('fills a validated signal on the paper topic, with the id of the raw signal that risk holds as pending', () => {
    const outcomes = run(eventOf(validated({ validated_price: 20_000 }), 3));

    expect(outcomes).toMatchObject([
      {
        topic: topics.ordersFilled.name,
        type: 'order_filled',
        signal_id: signalId(3),
        strategy_id: 'momentum-1',
        instrument_token: 256265,
        signal_type: 'BUY',
        quantity: 65,
        fill_price: 20_000,
        execution_mode: 'paper',
        complete: true,
        timestamp: new Date(AT).toISOString(),
      },
    ]);
  });

  it('emits what passes the schema of its event', () => {
    const event = eventOf(validated({ validated_price: 20_000 }));
    const [emit] = stage.reduce(stage.initial(), event, context());
    if (emit?.kind !== 'event') throw new Error('no event');

    const filled = childOf(event, stage.name, 0, emit.topic, emit.type, emit.data);

    expect(validateEvent(JSON.parse(JSON.stringify(filled)))).toEqual(filled);
  });

  it('says on the failed topic why it did not fill, never nothing', () => {
    const outcomes = run(eventOf(validated()), context({ quotes: new Map() }));

    expect(outcomes).toMatchObject([
      { topic: topics.ordersFailed.name, type: 'order_failed', reason: 'NO_PRICE', signal_id: signalId(0) },
    ]);
  });

  it('takes the recorded price where it is newer than the signal', () => {
    const [fill] = run(eventOf(validated({ validated_price: 19_000, at: AT - 1 })));

    expect(fill).toMatchObject({ fill_price: 20_000, market_price_timestamp: new Date(AT).toISOString() });
  });

  it("takes the signal's price where the recorder has not come to its tick yet", () => {
    const behind = context({ quotes: new Map([[256265, { price: 19_000, at: AT - 500 }]]) });

    const [fill] = run(eventOf(validated({ validated_price: 20_000 })), behind);

    expect(fill).toMatchObject({ market_price: 20_000 });
  });

  it('has the same outcome whether or not the recorder has written the tick of the signal', () => {
    const event = eventOf(validated({ validated_price: 20_000 }));

    const before = run(event, context({ quotes: new Map([[256265, { price: 19_990, at: AT - 1_000 }]]) }));
    const after = run(event, context({ quotes: new Map([[256265, { price: 20_000, at: AT }]]) }));
    const sameInstant = run(event, context({ quotes: new Map([[256265, { price: 19_995, at: AT }]]) }));

    expect(after).toEqual(before);
    expect(sameInstant).toEqual(before);
  });

  it("falls back to the raw signal's price where risk knew none", () => {
    const [fill] = run(eventOf(validated({ price: 20_000 })), context({ quotes: new Map() }));

    expect(fill).toMatchObject({ type: 'order_filled', market_price: 20_000 });
  });

  it('judges the age of a price by the market clock, and by the events where there is none', () => {
    const event = eventOf(validated({ validated_price: 20_000 }));

    expect(run(event, context({ now: AT + 60_001, controls: PATIENT }))).toMatchObject([
      { reason: 'STALE_PRICE' },
    ]);
    expect(run(event, context({ now: undefined }))).toMatchObject([{ type: 'order_filled' }]);
  });

  it('fails for an old price in a replay, where the event is the clock', () => {
    const late = eventOf(validated({ at: AT + 60_001 }));

    expect(run(late, context({ controls: PATIENT }))).toMatchObject([{ reason: 'STALE_PRICE' }]);
  });

  it('makes no second fill of a signal that is validated twice', () => {
    const state = stage.initial();
    const signal = validated({ validated_price: 20_000 });
    run(eventOf(signal, 1), context(), state);

    expect(run(eventOf(signal, 1), context(), state)).toEqual([]);
    expect(run(eventOf(signal, 2), context(), state)).toHaveLength(1);
  });

  it('does not forget a fill for signals that it did not fill', () => {
    const state = stage.initial();
    const signal = validated({ validated_price: 20_000 });
    run(eventOf(signal, 1), context(), state);
    for (let n = 2; n < 202; n += 1) run(eventOf(signal, n), context({ instruments: new Map() }), state);

    expect(run(eventOf(signal, 1), context(), state)).toEqual([]);
  });

  it('refuses a signal that is validated again with another content', () => {
    const state = stage.initial();
    run(eventOf(validated({ quantity: 65 })), context(), state);

    expect(() => run(eventOf(validated({ quantity: 130 })), context(), state)).toThrow(
      expect.objectContaining({ code: 'DUPLICATE_ID' }),
    );
  });

  it('remembers acted-on signals through a checkpoint, in bounded space', () => {
    const state = stage.initial();
    for (let n = 0; n < 1_000; n += 1)
      run(eventOf(validated({ validated_price: 20_000 }), n), context(), state);

    const packed = JSON.stringify(stage.codec.encode(state));
    const restored = stage.codec.decode(JSON.parse(packed));

    expect(packed.length).toBeLessThan(2_000);
    expect(run(eventOf(validated({ validated_price: 20_000 }), 999), context(), restored)).toEqual([]);
    expect(run(eventOf(validated({ validated_price: 20_000 }), 1_000), context(), restored)).toHaveLength(1);
  });

  it('refuses a HOLD and a foreign event as poison', () => {
    expect(() => run(eventOf(validated({ signal_type: 'HOLD' })))).toThrow(PoisonError);
    const event = eventOf(validated());
    expect(() => run({ ...event, broker: 'zerodha' })).toThrow(
      expect.objectContaining({ code: 'NOT_A_PAPER_SIGNAL' }),
    );
  });

  it('never sees a validated signal without its original signal: it does not pass the schema', () => {
    const event = eventOf(validated());
    const { original_signal: _, ...headless } = validated();

    expect(() => validateEvent({ ...event, data: headless })).toThrow(
      expect.objectContaining({ code: 'INVALID_EVENT' }),
    );
  });

  it('reads paper topics only, and reaches no client of a broker, of Kafka or of AWS', () => {
    const packages = new Set<string>();
    const files = new Set<string>();
    const follow = (file: URL): void => {
      if (files.has(file.href)) return;
      files.add(file.href);
      for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(/from '([^']+)'/g)) {
        if (from.startsWith('.')) follow(new URL(from, file));
        else packages.add(from);
      }
    };

    for (const name of ['stage.ts', 'context.ts']) {
      follow(new URL(`../../../functions/paper-trading-engine/${name}`, import.meta.url));
    }

    expect(stage.topics.map(({ name }) => name)).toEqual([topics.signalsValidated.name]);
    expect(files.size).toBeGreaterThan(15);
    expect([...packages].filter((name) => !name.startsWith('node:'))).toEqual(['zod']);
    expect([...files].filter((file) => /zerodha|kite|shared\/kafka/.test(file))).toEqual([]);
  });
});
