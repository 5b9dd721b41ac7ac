import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PaperEngineContext } from '../../../functions/paper-trading-engine/context.ts';
import { paperTradingEngine } from '../../../functions/paper-trading-engine/stage.ts';
import { readControls } from '../../../shared/controls/controls.ts';
import { childOf, createEvent } from '../../../shared/events/create.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import type { OrderFilled, ValidatedSignal } from '../../../shared/events/types.ts';
import { given, on } from '../../support/spec.ts';
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

const filled = (data: Partial<OrderFilled> = {}) => on(topics.ordersFilled, data);
const failed = (reason: string) => on(topics.ordersFailed, { reason });

/** Signals may wait an hour. */
const PATIENT = readControls('paper', [{ broker: 'paper', control: 'limits', max_signal_age_ms: 3_600_000 }]);

const engine = given(stage).context(context());

/** The engine where the recorder wrote this price. */
const quoting = (price: number, at: number, change: Partial<PaperEngineContext> = {}) =>
  engine.context(context({ quotes: new Map([[INSTRUMENT.instrument_token, { price, at }]]), ...change }));

const unpriced = engine.context(context({ quotes: new Map() }));

const at20000 = validated({ validated_price: 20_000 });

describe('the paper trading engine', () => {
  it('fills a validated signal on the paper topic, with the id of the raw signal', () => {
    engine.when(eventOf(at20000, 3)).emits(
      on(topics.ordersFilled, {
        signal_id: signalId(3),
        strategy_id: 'momentum-1',
        instrument_token: 256265,
        signal_type: 'BUY',
        quantity: 65,
        fill_price: 20_000,
        execution_mode: 'paper',
        complete: true,
        timestamp: new Date(AT).toISOString(),
      }),
    );
  });

  it('emits a failed order with the reason where there is no price', () => {
    unpriced
      .when(eventOf(validated()))
      .emits(on(topics.ordersFailed, { reason: 'NO_PRICE', signal_id: signalId(0) }));
  });

  it('uses the recorded price if it is newer than the signal', () => {
    engine
      .when(eventOf(validated({ validated_price: 19_000, at: AT - 1 })))
      .emits(filled({ fill_price: 20_000, market_price_timestamp: new Date(AT).toISOString() }));
  });

  it("uses the signal's price if the recorded price is older", () => {
    quoting(19_000, AT - 500)
      .when(eventOf(at20000))
      .emits(filled({ market_price: 20_000 }));
  });

  it('has the same outcome with and without the tick of the signal in the recorded prices', () => {
    const event = eventOf(at20000);

    const before = quoting(19_990, AT - 1_000).when(event).records;

    expect(before).toHaveLength(1);
    expect(quoting(20_000, AT).when(event).records).toEqual(before);
    expect(quoting(19_995, AT).when(event).records).toEqual(before);
  });

  it("falls back to the raw signal's price where risk had no price", () => {
    unpriced.when(eventOf(validated({ price: 20_000 }))).emits(filled({ market_price: 20_000 }));
  });

  it('judges the age of a price by the market clock, and by the events in a replay', () => {
    const event = eventOf(at20000);

    engine
      .context(context({ now: AT + 60_001, controls: PATIENT }))
      .when(event)
      .emits(failed('STALE_PRICE'));
    engine.when(event).emits(filled());
  });

  it('fails for an old price in a replay, where the event is the clock', () => {
    engine
      .context(context({ controls: PATIENT }))
      .when(eventOf(validated({ at: AT + 60_001 })))
      .emits(failed('STALE_PRICE'));
  });

  it('makes no second fill of a signal that is validated twice', () => {
    const once = engine.events(eventOf(at20000, 1));

    once.when(eventOf(at20000, 1)).emitsNothing();
    once.when(eventOf(at20000, 2)).emits(filled());
  });

  it('does not forget a fill for signals that it did not fill', () => {
    const signals = Array.from({ length: 200 }, (_, n) => eventOf(at20000, n + 2));

    engine
      .events(eventOf(at20000, 1))
      .context(context({ instruments: new Map() }))
      .events(...signals)
      .context(context())
      .when(eventOf(at20000, 1))
      .emitsNothing();
  });

  it('refuses a signal that is validated again with another content', () => {
    engine
      .events(eventOf(validated({ quantity: 65 })))
      .when(eventOf(validated({ quantity: 130 })))
      .deadLetters('DUPLICATE_ID');
  });

  it('remembers the last signals in bounded space', () => {
    const signals = Array.from({ length: 1_000 }, (_, n) => eventOf(at20000, n));

    const history = engine.events(...signals);

    expect(JSON.stringify(history.packed).length).toBeLessThan(2_000);
    history.when(eventOf(at20000, 999)).emitsNothing().when(eventOf(at20000, 1_000)).emits(filled());
  });

  it('makes a dead letter of a HOLD', () => {
    engine.when(eventOf(validated({ signal_type: 'HOLD' }))).deadLetters('NOTHING_TO_TRADE');
  });

  it('throws at an event of another broker', () => {
    const event: Envelope = { ...eventOf(validated()), broker: 'zerodha' };

    expect(() => stage.reduce(stage.initial(), event, context())).toThrow(
      expect.objectContaining({ code: 'NOT_A_PAPER_SIGNAL' }),
    );
  });

  it('makes a dead letter of a validated signal without its original signal', () => {
    const { original_signal: _, ...headless } = validated();

    engine.when({ ...eventOf(validated()), data: headless } as Envelope).deadLetters('INVALID_EVENT');
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
