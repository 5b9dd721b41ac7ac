import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paperTradingEngine } from '../../functions/paper-trading-engine/stage.ts';
import { portfolioManager } from '../../functions/portfolio-manager/stage.ts';
import { priceRecorder } from '../../functions/price-recorder/stage.ts';
import { strategyRunner } from '../../functions/strategy-runner/stage.ts';
import { strategySet } from '../../functions/strategy-runner/strategy-set.ts';
import { eachWiring } from '../../infra/service/wirings.ts';
import { BROKERS } from '../../shared/events/brokers.ts';
import { childOf, createEvent } from '../../shared/events/create.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { environmentOf, PIPELINE, type PipelineStage } from '../../shared/events/pipeline.ts';
import { SHARED_TOPICS, topicsFor } from '../../shared/events/topics.ts';
import { reasonOf } from '../../shared/kernel/dead-letter.ts';
import type { Stage } from '../../shared/kernel/stage.ts';
import { eventsOf } from '../support/events.ts';
import { check, checkAsync } from '../support/seed.ts';
import { wiringDependencies } from '../support/wiring-dependencies.ts';
import { fill } from './portfolio-manager/fixtures.ts';
import { accountStage } from './risk-manager/account-stage.ts';
import {
  BANK_NIFTY,
  context,
  controls,
  instrument,
  iso,
  NIFTY,
  NOON,
  uuid,
} from './risk-manager/fixtures.ts';

/**
 * A stage that decodes its checkpoint before every event emits the same as one that stays warm. The events have few
 * tokens, prices, times and ids, so that they meet often.
 */

const PAPER = topicsFor('paper');

/** Few of everything, so that duplicates, late ones, flips and refusals are common. */
const facts = fc.record({
  id: fc.nat(30),
  token: fc.constantFrom(NIFTY, BANK_NIFTY),
  strategy: fc.constantFrom('alpha', 'bravo'),
  side: fc.constantFrom('BUY', 'SELL', 'HOLD'),
  units: fc.constantFrom(1, 7, 500, 900_000_000),
  price: fc.constantFrom(99.95, 100, 100.05, 103, 0.0025, 99_999_999),
  step: fc.constantFrom(-1_500, 0, 0, 1, 700, 1_500, 86_400_000),
  kind: fc.nat(4),
});
type Facts = Omit<typeof facts extends fc.Arbitrary<infer F> ? F : never, 'step'> & { readonly at: number };

/** Runs of facts: time mostly goes on, and sometimes back a little. */
const runs = fc.array(facts, { minLength: 20, maxLength: 60 }).map((all) => {
  let at = NOON;
  return all.map(({ step, ...rest }): Facts => {
    at += step;
    return { ...rest, at };
  });
});

const root = ({ id, at }: Facts) => ({ id: uuid(id), ts: iso(at), source: 'test' });

const tickOf = (one: Facts): Envelope =>
  createEvent(
    SHARED_TOPICS.marketTicks,
    'market_tick',
    { instrument_token: one.token, last_price: one.price, timestamp: iso(one.at) },
    root(one),
  );

const signalData = ({ strategy, token, side, units, price, at }: Facts) => ({
  strategy_id: strategy,
  instrument_token: token,
  signal_type: side,
  quantity: units,
  price,
  timestamp: iso(at),
});

const signalOf = (one: Facts) => createEvent(PAPER.signalsRaw, 'trading_signal', signalData(one), root(one));

const validatedOf = (one: Facts): Envelope =>
  childOf(signalOf(one), 'risk', one.kind, PAPER.signalsValidated, 'validated_signal', {
    original_signal: signalData(one),
    validated_quantity: one.units,
    validated_price: one.price,
    risk_checks: [],
    timestamp: iso(one.at),
  });

const fillOf = (one: Facts): Envelope => {
  const data = fill(one.id, {
    at: one.at,
    signal_id: uuid(one.id),
    strategy_id: one.strategy,
    instrument_token: one.token,
    signal_type: one.side === 'SELL' ? 'SELL' : 'BUY',
    quantity: one.units,
    fill_price: one.price,
    complete: one.kind % 2 === 0,
  });
  return createEvent(PAPER.ordersFilled, 'order_filled', data, {
    ...root(one),
    id: uuid(`${one.id} fill ${one.kind}`),
  });
};

const orderOrSignal = (one: Facts): Envelope => (one.kind < 3 ? signalOf(one) : fillOf(one));

const quotesOf = ({ token, at }: Facts) => new Map([[token, { price: 101, at: at - 500 }]]);

/** What a stage emits for each item of a run. A reducer that throws leaves no trace, as in the kernel. */
const emitted = <State, Context, Item>(
  stage: Stage<State, Context>,
  run: readonly Item[],
  event: (one: Item) => Envelope,
  given: (one: Item, place: number) => Context,
  isCold: boolean,
) => {
  const pack = (state: State) => JSON.stringify(stage.codec.encode(state));
  const unpack = (packed: string) => stage.codec.decode(JSON.parse(packed));
  let state = stage.initial();
  return run.map((one, place) => {
    const before = pack(state);
    if (isCold) state = unpack(before);
    try {
      const emits = stage.reduce(state, event(one), given(one, place));
      return { emits, packed: pack(state) };
    } catch (thrown) {
      state = unpack(before);
      return { thrown: reasonOf(thrown), packed: before };
    }
  });
};

const strategies = (version: number, period: number) =>
  strategySet([
    {
      strategy_id: 'alpha',
      type: 'momentum',
      instruments: [NIFTY],
      parameters: { lookback_period: 2, momentum_threshold: 0.0001, cooldown_ticks: 1 },
      is_active: true,
      zerodha_trading_enabled: true,
      version,
    },
    {
      strategy_id: 'bravo',
      type: 'rsi',
      instruments: [NIFTY, BANK_NIFTY],
      parameters: { rsi_period: period },
      is_active: true,
      version,
    },
    { strategy_id: 'wrong', type: 'nonsense', instruments: [NIFTY], is_active: true, version },
  ]);

const SETS = [strategies(1, 2), strategies(2, 2), strategies(3, 3)];

const expectNoChange = <State, Context>(
  make: () => Stage<State, Context>,
  event: (one: Facts) => Envelope,
  given: (one: Facts, place: number) => Context,
): void => {
  check(
    fc.property(runs, (run) => {
      const warm = emitted(make(), run, event, given, false);

      expect(emitted(make(), run, event, given, true)).toEqual(warm);
      expect(JSON.stringify(warm)).not.toMatch(/NaN|Infinity/);
    }),
    30,
  );
};

/** The same for any stage that reads events, as it is wired: tables are empty, and data is arbitrary. */
const wiredStages = eachWiring((wiring) => (place: PipelineStage) => {
  const make = () => wiring(wiringDependencies({ environment: environmentOf(place) }));
  const types = place.reads.flatMap((topic) => topic.types);
  return async () => {
    await checkAsync(
      fc.asyncProperty(fc.array(fc.oneof(...types.map(eventsOf)), { maxLength: 20 }), async (events) => {
        const { stage, loadContext } = make();
        const contexts = await Promise.all(
          events.map((event) => loadContext([event as never], stage.initial())),
        );
        const run = events.map((event, place) => ({ event, context: contexts[place] }));
        const reduced = (isCold: boolean) =>
          emitted(
            make().stage as Stage<unknown, unknown>,
            run,
            ({ event }) => event,
            ({ context: given }) => given,
            isCold,
          );

        expect(reduced(true)).toEqual(reduced(false));
      }),
      20,
    );
  };
});

describe('cold starts before every event change nothing in', () => {
  it('price-recorder', () => {
    expectNoChange(priceRecorder, tickOf, () => ({ now: undefined }));
  });

  it('strategy-runner, while its configuration changes', () => {
    expectNoChange(strategyRunner, tickOf, (_, place) => {
      const set = SETS[Math.floor(place / 17) % SETS.length];
      if (set === undefined) throw new Error('the set is missing');
      return { strategies: set, brokers: BROKERS, now: undefined };
    });
  });

  it('risk-manager', () => {
    expectNoChange(
      () => accountStage('paper'),
      orderOrSignal,
      (one) => context(one.at, { price: 100 }),
    );
  });

  it('paper trading engine', () => {
    const settings = { slippageBasisPoints: 2, maxPriceAgeMs: 1_000 };
    expectNoChange(
      () => paperTradingEngine(settings),
      validatedOf,
      (one) => ({
        now: undefined,
        quotes: quotesOf(one),
        instruments: new Map([[NIFTY, instrument()]]),
        controls: controls(),
      }),
    );
  });

  it('portfolio-manager', () => {
    expectNoChange(
      () => portfolioManager('paper'),
      fillOf,
      (one) => ({ quotes: quotesOf(one) }),
    );
  });

  const eventStages = PIPELINE.filter(({ kind }) => kind !== 'dead-letters' && kind !== 'redriver');

  it.each(eventStages)('$name, for arbitrary events', async (place) => {
    await wiredStages[place.kind](place)();
  });
});
