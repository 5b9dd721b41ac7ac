import { loadJournalContext } from '../../functions/journal/context.ts';
import { journal } from '../../functions/journal/stage.ts';
import { loadPaperEngineContext } from '../../functions/paper-trading-engine/context.ts';
import type { PaperSettings } from '../../functions/paper-trading-engine/paper-trader.ts';
import { paperTradingEngine } from '../../functions/paper-trading-engine/stage.ts';
import { loadPortfolioContext } from '../../functions/portfolio-manager/context.ts';
import { portfolioManager } from '../../functions/portfolio-manager/stage.ts';
import { loadPriceRecorderContext } from '../../functions/price-recorder/context.ts';
import { priceRecorder } from '../../functions/price-recorder/stage.ts';
import { loadRiskContext } from '../../functions/risk-manager/context.ts';
import { riskManager } from '../../functions/risk-manager/stage.ts';
import { loadStrategyRunnerContext } from '../../functions/strategy-runner/context.ts';
import { strategyRunner } from '../../functions/strategy-runner/stage.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { eventTopics } from '../../shared/events/topics.ts';
import { type Clock, marketClock } from '../../shared/ports/clock.ts';
import { InProcessStage } from './in-process-stage.ts';
import type { MemoryTables } from './memory-tables.ts';

/** Hears of every event in the order in which it came about, and of every event that became a dead letter. */
interface Listener {
  event(topic: string, event: Envelope): void;
  deadLetter(topic: string, event: Envelope, reason: string): void;
}

export interface InProcessOptions {
  readonly tables: MemoryTables;
  readonly clock: Clock;
  readonly paper: PaperSettings;
  readonly listener: Listener;
  /** Days that journal entries are kept. */
  readonly retentionDays: number;
  /** Leaves the audit trail out, for long backtests. */
  readonly withoutJournal?: boolean;
}

type AnyStage = {
  readonly topics: readonly string[];
  run(event: Envelope): Promise<ReturnType<InProcessStage<unknown, unknown>['take']>>;
};

interface TickContexts {
  readonly prices: Awaited<ReturnType<ReturnType<typeof loadPriceRecorderContext>>>;
  readonly strategies: Awaited<ReturnType<ReturnType<typeof loadStrategyRunnerContext>>>;
}

/** A stage that loads its context for every event, as one whose inputs change with every event must. */
const fresh = <State, Context>(stage: InProcessStage<State, Context>): AnyStage => ({
  topics: stage.topics,
  run: async (event) => stage.take(event, await stage.context(event)),
});

const topicOf = (event: Envelope): string => {
  const name = TOPIC_BY_TYPE.get(`${event.broker}|${event.type}`);
  if (name === undefined) throw new Error(`no topic carries ${event.type} of ${event.broker}`);
  return name;
};

const TOPIC_BY_TYPE = new Map(
  eventTopics().flatMap(({ name, broker, types }) =>
    types.map((type) => [`${broker}|${type}`, name] as const),
  ),
);

/**
 * All paper stages in one process, without a broker. Each tick runs to completion, with all that it causes,
 * before the next: the same order as a lockstep replay through Lambda and Kafka, and so the same events.
 */
export class InProcessPipeline {
  readonly #options: InProcessOptions;
  readonly #prices = new InProcessStage({ stage: priceRecorder(), loadContext: loadPriceRecorderContext() });
  readonly #strategies: InProcessStage<
    ReturnType<ReturnType<typeof strategyRunner>['initial']>,
    Awaited<ReturnType<ReturnType<typeof loadStrategyRunnerContext>>>
  >;
  readonly #readers = new Map<string, AnyStage[]>();
  #contexts: TickContexts | undefined;

  constructor(options: InProcessOptions) {
    const { tables, clock, paper, retentionDays } = options;
    const market = marketClock('event');
    this.#options = options;
    this.#strategies = new InProcessStage({
      stage: strategyRunner(),
      loadContext: loadStrategyRunnerContext({ tables, clock }),
    });
    const stages = [
      fresh(
        new InProcessStage({
          stage: riskManager('paper'),
          loadContext: loadRiskContext({ tables, clock, marketClock: market, broker: 'paper' }),
        }),
      ),
      fresh(
        new InProcessStage({
          stage: riskManager('zerodha'),
          loadContext: loadRiskContext({ tables, clock, marketClock: market, broker: 'zerodha' }),
        }),
      ),
      fresh(
        new InProcessStage({
          stage: paperTradingEngine(paper),
          loadContext: loadPaperEngineContext({ tables, clock, marketClock: market }),
        }),
      ),
      fresh(
        new InProcessStage({
          stage: portfolioManager('paper'),
          loadContext: loadPortfolioContext({ tables }),
        }),
      ),
      ...(options.withoutJournal
        ? []
        : (['shared', 'paper', 'zerodha'] as const).map((scope) =>
            fresh(
              new InProcessStage({
                stage: journal(scope, retentionDays),
                loadContext: loadJournalContext({ marketClock: market }),
              }),
            ),
          )),
    ];
    for (const stage of stages) {
      for (const topic of stage.topics)
        this.#readers.set(topic, [...(this.#readers.get(topic) ?? []), stage]);
    }
  }

  /** Takes a tick, and everything that comes of it; a promise only where something does, or at the first tick. */
  tick(tick: Envelope): Promise<void> | undefined {
    return this.#contexts === undefined ? this.#first(tick) : this.#take(tick, this.#contexts);
  }

  /** Ticks meet tables that do not change while a replay runs, so their contexts are loaded once. */
  async #first(tick: Envelope): Promise<void> {
    this.#contexts = {
      prices: await this.#prices.context(tick),
      strategies: await this.#strategies.context(tick),
    };
    await this.#take(tick, this.#contexts);
  }

  #take(tick: Envelope, contexts: TickContexts): Promise<void> | undefined {
    const recorded = this.#prices.take(tick, contexts.prices);
    if (recorded.projections.length > 0) this.#options.tables.apply(recorded.projections);
    if (recorded.deadLetter !== undefined)
      this.#options.listener.deadLetter(topicOf(tick), tick, recorded.deadLetter.reason);
    const decided = this.#strategies.take(tick, contexts.strategies);
    if (decided.deadLetter !== undefined)
      this.#options.listener.deadLetter(topicOf(tick), tick, decided.deadLetter.reason);
    return decided.events.length > 0 ? this.#drain(decided.events) : undefined;
  }

  /** Events in the order in which they came about, each through all its readers. */
  async #drain(first: readonly Envelope[]): Promise<void> {
    const { listener, tables } = this.#options;
    const waiting = [...first];
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
      const topic = topicOf(event);
      listener.event(topic, event);
      for (const stage of this.#readers.get(topic) ?? []) {
        const { events, projections, deadLetter } = await stage.run(event);
        if (projections.length > 0) tables.apply(projections);
        if (deadLetter !== undefined) listener.deadLetter(topic, event, deadLetter.reason);
        waiting.push(...events);
      }
    }
  }
}
