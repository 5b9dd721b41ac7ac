import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PaperEngineContext } from '../../../functions/paper-trading-engine/context.ts';
import { paperTradingEngine } from '../../../functions/paper-trading-engine/stage.ts';
import type { PaperEngineState } from '../../../functions/paper-trading-engine/state.ts';
import { type Controls, readControls } from '../../../shared/controls/controls.ts';
import { childOf, createEvent } from '../../../shared/events/create.ts';
import { validateEvent } from '../../../shared/events/decode.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import type { ValidatedSignal } from '../../../shared/events/types.ts';
import { check } from '../../support/seed.ts';
import { AT, CONTROLS, INSTRUMENT, signalId, validated } from './fixtures.ts';

const stage = paperTradingEngine({ slippageBasisPoints: 2, maxPriceAgeMs: 60_000 });
const topics = topicsFor('paper');
const FIFTEEN_MINUTES = 15 * 60_000;
const BANK = 260_105;

const controlsOf = (...items: readonly object[]): Controls =>
  readControls(
    'paper',
    items.map((item) => ({ broker: 'paper', ...item })),
  );
const ENGAGED = controlsOf({ control: 'kill_switch', engaged: true, reason: 'looks wrong' });

/** A market at `price` at every moment `now`. */
const at = (now: number, change: Partial<PaperEngineContext> = {}): PaperEngineContext => ({
  now,
  quotes: new Map([INSTRUMENT.instrument_token, BANK].map((token) => [token, { price: 20_000, at: now }])),
  instruments: new Map(
    [INSTRUMENT.instrument_token, BANK].map((token) => [token, { ...INSTRUMENT, instrument_token: token }]),
  ),
  controls: CONTROLS,
  ...change,
});

const eventOf = (data: ValidatedSignal, n: number): Envelope =>
  childOf(
    createEvent(topics.signalsRaw, 'trading_signal', data.original_signal, {
      id: signalId(n),
      ts: data.timestamp,
      source: 'strategy-runner',
    }),
    'paper.risk-manager',
    0,
    topics.signalsValidated,
    'validated_signal',
    data,
  );

/** An engine, its signals numbered as they come. */
const engine = (state: PaperEngineState = stage.initial(), taken = 0) => {
  let signals = taken;
  return {
    state,
    take: (signal: Parameters<typeof validated>[0], context: PaperEngineContext) => {
      signals += 1;
      const event = eventOf(validated({ validated_price: 20_000, ...signal }), signals);
      const [emit, ...more] = stage.reduce(state, event, context);
      if (emit?.kind !== 'event' || more.length > 0) throw new Error('not one event');
      const made = childOf(event, stage.name, 0, emit.topic, emit.type, emit.data);
      const told = validateEvent(JSON.parse(JSON.stringify(made)));
      if (told.type === 'order_filled') return 'filled';
      if (told.type === 'order_failed') return `${told.data.reason}: ${told.data.error_message}`;
      throw new Error(`the engine emitted ${told.type}`);
    },
  };
};

describe('a validated signal that waited', () => {
  it('is refused with KILL_SWITCH and its reason where trading has been stopped since', () => {
    expect(engine().take({}, at(AT, { controls: ENGAGED }))).toMatch(/^KILL_SWITCH: .*\(looks wrong\)$/);
  });

  it('is refused with STALE_SIGNAL where it is older than the limit, and filled where it is just not', () => {
    expect(engine().take({}, at(AT + 5_000))).toBe('filled');
    expect(engine().take({}, at(AT + 5_001))).toMatch(/^STALE_SIGNAL: .*5001 ms old of 5000 ms/);
    expect(engine().take({}, at(AT + FIFTEEN_MINUTES))).toMatch(/^STALE_SIGNAL/);
  });

  it("may be as old as the account's limit", () => {
    const controls = controlsOf({ control: 'limits', max_signal_age_ms: 60_000 });

    expect(engine().take({}, at(AT + 60_000, { controls }))).toBe('filled');
    expect(engine().take({}, at(AT + 60_001, { controls }))).toMatch(/^STALE_SIGNAL/);
  });

  it('is judged by the newest time known in a replay, where the events are the clock', () => {
    const replay = { ...at(AT + FIFTEEN_MINUTES), now: undefined };

    expect(engine().take({}, replay)).toMatch(/^STALE_SIGNAL/);
    expect(engine().take({ at: AT + FIFTEEN_MINUTES }, replay)).toBe('filled');
    expect(engine().take({}, { ...at(AT), now: undefined })).toBe('filled');
  });

  it('is refused where its clock is ahead, or it would never be stale', () => {
    expect(engine().take({ at: AT + 2_000 }, at(AT))).toBe('filled');
    expect(engine().take({ at: AT + 2_001 }, at(AT))).toMatch(/^STALE_SIGNAL/);
  });

  it.each([
    ['limits', controlsOf({ control: 'limits', max_signal_age_ms: 'long' })],
    ['kill_switch', controlsOf({ control: 'kill_switch', engaged: 'false' })],
    ['stop', controlsOf({ control: 'stop', engaged: true })],
  ])('is refused where the control %s is not readable', (name, controls) => {
    expect(engine().take({}, at(AT, { controls }))).toMatch(new RegExp(`^KILL_SWITCH: .*control ${name} is`));
  });

  it('has had its outcome: after a release it is not filled when it comes again', () => {
    const state = stage.initial();
    const event = eventOf(validated({ validated_price: 20_000 }), 1);
    stage.reduce(state, event, at(AT, { controls: ENGAGED }));

    expect(stage.reduce(state, event, at(AT))).toEqual([]);
  });

  it('is refused in a message that fits, however long the reason is', () => {
    const controls = controlsOf({ control: 'kill_switch', engaged: true, reason: 'x'.repeat(1_024) });

    expect(engine().take({}, at(AT, { controls }))).toMatch(/^KILL_SWITCH/);
  });
});

describe('an order that only reduces a position', () => {
  const long = () => {
    const made = engine();
    expect(made.take({ quantity: 65 }, at(AT))).toBe('filled');
    return made;
  };

  it.each([
    ['while the kill switch is engaged', at(AT, { controls: ENGAGED })],
    ['after fifteen minutes', at(AT + FIFTEEN_MINUTES)],
    ['while the limits are not readable', at(AT, { controls: controlsOf({ control: 'limits', x: 1 }) })],
  ])('is filled %s', (_, context) => {
    const { take } = long();

    expect(take({ signal_type: 'SELL', quantity: 40 }, context)).toBe('filled');
    expect(take({ signal_type: 'SELL', quantity: 25 }, context)).toBe('filled');
  });

  it('opens no position once the one that it was to reduce is closed', () => {
    const { take } = long();
    const stopped = at(AT, { controls: ENGAGED });
    expect(take({ signal_type: 'SELL', quantity: 65 }, stopped)).toBe('filled');

    expect(take({ signal_type: 'SELL', quantity: 65 }, stopped)).toMatch(/^KILL_SWITCH/);
    expect(take({ signal_type: 'SELL', quantity: 65 }, at(AT + FIFTEEN_MINUTES))).toMatch(/^STALE_SIGNAL/);
  });

  it('is an opening as a whole where it would turn the position over', () => {
    const { take } = long();

    expect(take({ signal_type: 'SELL', quantity: 66 }, at(AT, { controls: ENGAGED }))).toMatch(
      /^KILL_SWITCH/,
    );
  });

  it('reduces only the position of its strategy in its instrument', () => {
    const { take } = long();
    const stopped = at(AT, { controls: ENGAGED });

    const other = take({ signal_type: 'SELL', strategy_id: 'rsi-1' }, stopped);
    const elsewhere = take({ signal_type: 'SELL', instrument_token: BANK }, stopped);

    expect([other, elsewhere]).toEqual([
      expect.stringMatching(/^KILL_SWITCH/),
      expect.stringMatching(/^KILL_SWITCH/),
    ]);
  });

  it('is known after a cold start', () => {
    const { state } = long();
    const restored = stage.codec.decode(JSON.parse(JSON.stringify(stage.codec.encode(state))));

    const { take } = engine(restored, 1);

    expect(take({ signal_type: 'SELL', quantity: 65 }, at(AT, { controls: ENGAGED }))).toBe('filled');
  });

  it('is not guessed at by a state that does not know its positions', () => {
    expect(() => stage.codec.decode([1, 2, 3, 4])).toThrow(
      expect.objectContaining({ code: 'POSITIONS_UNKNOWN', message: expect.stringContaining('reset') }),
    );
  });
});

const order = fc.record({
  strategy_id: fc.constantFrom('momentum-1', 'rsi-1'),
  instrument_token: fc.constantFrom(INSTRUMENT.instrument_token, BANK),
  signal_type: fc.constantFrom('BUY' as const, 'SELL' as const),
  quantity: fc.integer({ min: 1, max: 12 }),
  /** How long it waited. */
  age: fc.constantFrom(0, 4_000, FIFTEEN_MINUTES),
});

describe('any validated signals, in any order', () => {
  it.each([
    ['the switch engaged', ENGAGED, () => true],
    ['signals too old', CONTROLS, ({ age }: { readonly age: number }) => age > 5_000],
  ])('with %s no position grows, and no order that only reduces one is refused', (_, controls, applies) => {
    const seen = { refused: 0, reduced: 0 };
    check(
      fc.property(fc.array(order, { maxLength: 30 }), fc.array(order, { maxLength: 30 }), (before, after) => {
        const { take } = engine();
        const held = new Map<string, number>();
        const play = ({ age, ...signal }: (typeof before)[number], stopped: boolean) => {
          const key = `${signal.strategy_id}:${signal.instrument_token}`;
          const position = held.get(key) ?? 0;
          const quantity = signal.signal_type === 'BUY' ? signal.quantity : -signal.quantity;
          const outcome = take(
            { ...signal, at: AT - age },
            at(AT, { controls: stopped ? controls : CONTROLS }),
          );
          if (outcome === 'filled') held.set(key, position + quantity);
          if (!stopped) return;
          const reduces =
            Math.abs(position + quantity) < Math.abs(position) && Math.abs(quantity) <= Math.abs(position);
          expect(outcome === 'filled').toBe(reduces);
          expect(Math.abs(held.get(key) ?? 0)).toBeLessThanOrEqual(Math.abs(position));
          if (reduces) seen.reduced += 1;
          else seen.refused += 1;
        };
        for (const one of before) play({ ...one, age: 0 }, false);
        for (const one of after.filter(applies)) play(one, true);
      }),
    );
    expect(seen.refused).toBeGreaterThan(0);
    expect(seen.reduced).toBeGreaterThan(0);
  });
});
