import { eachWiring } from '../../infra/service/wirings.ts';
import { AlphaPandaError } from '../../shared/errors.ts';
import type { Envelope, EventOf } from '../../shared/events/envelope.ts';
import {
  environmentOf,
  PIPELINE,
  type PipelineStage,
  type StageKind,
  type StageName,
} from '../../shared/events/pipeline.ts';
import { SHARED_TOPICS, type TopicName, topicsFor } from '../../shared/events/topics.ts';
import { journalItem } from '../../shared/journal/item.ts';
import type { StageDependencies } from '../../shared/kernel/wiring.ts';
import type { LastPrice } from '../../shared/market/last-price.ts';
import { lastPriceIn, type PriceMemories } from '../../shared/market/price-memory.ts';
import type { ReadLastPrices } from '../../shared/market/read-last-prices.ts';
import { marketClock } from '../../shared/ports/clock.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { type Emitted, InProcessStage, type Outcome } from './in-process-stage.ts';
import type { MemoryTables } from './memory-tables.ts';

/** Hears every event in causal order, and every event that became a dead letter. */
interface Listener {
  event(topic: TopicName, event: Envelope): void;
  deadLetter(topic: TopicName, event: Envelope, reason: string): void;
}

export interface InProcessOptions {
  readonly tables: MemoryTables;
  readonly settings: Settings;
  readonly listener: Listener;
  /** Leaves the audit trail out, for long backtests. */
  readonly withoutTrail?: boolean;
}

/** Takes an event: at once where the context is known, later where tables are read first. */
type TakeEvent = (event: Envelope) => Outcome | Promise<Outcome>;

interface Reader {
  readonly place: PipelineStage;
  readonly take: TakeEvent;
  /** The stage's live state, to read only. */
  readonly state: () => unknown;
  readonly encodedState: () => unknown;
}

/**
 * Stages whose context no event of a replay can change. It is loaded once, which doubles the speed of ticks that cause
 * nothing. Any other stage loads its context for every event.
 */
const LOADED_ONCE: ReadonlySet<StageKind> = new Set(['price-recorder', 'strategy-runner']);

const withContextOnce = <State, Context, Input>(stage: InProcessStage<State, Context, Input>): TakeEvent => {
  let loaded: { readonly context: Context } | undefined;
  const load = async (event: Envelope): Promise<Outcome> => {
    loaded = { context: await stage.context(event) };
    return stage.take(event, loaded.context);
  };
  return (event) => (loaded === undefined ? load(event) : stage.take(event, loaded.context));
};

const withFreshContext =
  <State, Context, Input>(stage: InProcessStage<State, Context, Input>): TakeEvent =>
  async (event) =>
    stage.take(event, await stage.context(event));

/** Makes each stage from the wiring that its handler uses. */
const STARTERS = eachWiring((wiring) => (place: PipelineStage, dependencies: StageDependencies): Reader => {
  const stage = new InProcessStage(wiring(dependencies));
  const take = LOADED_ONCE.has(place.kind) ? withContextOnce(stage) : withFreshContext(stage);
  return { place, take, state: () => stage.state, encodedState: () => stage.encodedState };
});

/** @throws AlphaPandaError `UNDECLARED_TOPIC`: a deployed function has no permission to publish there */
const declared = ({ kind, name, writes }: PipelineStage, effect: Emitted): Emitted => {
  if (writes.some((topic) => topic.name === effect.topic)) return effect;
  throw new AlphaPandaError(
    'UNDECLARED_TOPIC',
    `${name} publishes to ${effect.topic}: add the topic to what ${kind} writes in shared/events/pipeline.ts`,
  );
};

/**
 * The stages of the pipeline in one process, without a broker. Each tick runs to completion with its effects before
 * the next: the order of a lockstep replay through Lambda and Kafka, so the same events.
 */
export class InProcessPipeline {
  readonly #options: InProcessOptions;
  readonly #readers = new Map<TopicName, Reader[]>();
  readonly #stages = new Map<StageName, Reader>();
  #recorder: Reader | undefined;

  constructor(options: InProcessOptions) {
    this.#options = options;
    const { tables, settings } = options;
    const dependencies = {
      tables,
      lastPrices: this.lastPrices,
      stageState: async (name: StageName) => this.stateOf(name),
      settings,
      clock: { now: () => 0 },
      marketClock: marketClock('event'),
      reportBadItem: () => undefined,
    };
    for (const place of PIPELINE) {
      // A replay has no such topic: its listener hears dead letters.
      if (place.kind === 'dead-letters') continue;
      const reader = STARTERS[place.kind](place, { ...dependencies, environment: environmentOf(place) });
      this.#stages.set(place.name, reader);
      if (place.kind === 'price-recorder') this.#recorder = reader;
      for (const { name } of place.reads)
        this.#readers.set(name, [...(this.#readers.get(name) ?? []), reader]);
    }
  }

  /** Reads the live state of price-recorder. A checkpoint for each tick would cost more than the tick. */
  readonly lastPrices: ReadLastPrices = async (tokens) => {
    const memories = this.#recorder?.state() as PriceMemories;
    const wanted = tokens === 'all' ? memories.keys() : tokens;
    return new Map(
      Array.from(wanted, (token) => [token, lastPriceIn(memories.get(token))] as const).filter(
        (entry): entry is [number, LastPrice] => entry[1] !== undefined,
      ),
    );
  };

  /** The encoded state of a stage. */
  stateOf(stage: StageName): unknown {
    return this.#stages.get(stage)?.encodedState();
  }

  /** Takes a tick and its effects. The result is a promise only where there is something to wait for. */
  tick(tick: Envelope): Promise<void> | undefined {
    const effects: Emitted[] = [];
    const delivery = this.#deliver(SHARED_TOPICS.marketTicks.name, tick, effects);
    if (delivery !== undefined) return delivery.then(() => this.#drain(effects));
    return effects.length > 0 ? this.#drain(effects) : undefined;
  }

  /** Takes a moment of a trading day and its effects. Its reader writes it to the audit trail. */
  async moment(event: EventOf<'session_event'>): Promise<void> {
    await this.#drain([{ topic: topicsFor('paper').signalsValidated.name, event }]);
  }

  /** Events in causal order, each through all its readers. */
  async #drain(waiting: Emitted[]): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { listener, tables, withoutTrail = false } = this.#options;
      listener.event(next.topic, next.event);
      if (!withoutTrail) tables.put('journal', journalItem(next));
      await this.#deliver(next.topic, next.event, waiting);
    }
  }

  /** Gives an event to the readers of its topic, one after another; from the first that has to wait on, later. */
  #deliver(topic: TopicName, event: Envelope, effects: Emitted[], from = 0): Promise<void> | undefined {
    const readers = this.#readers.get(topic) ?? [];
    for (let next = from; next < readers.length; next += 1) {
      const reader = readers[next];
      if (reader === undefined) continue;
      const outcome = reader.take(event);
      if (outcome instanceof Promise) {
        return outcome.then((late) => {
          this.#apply(late, reader.place, topic, event, effects);
          return this.#deliver(topic, event, effects, next + 1);
        });
      }
      this.#apply(outcome, reader.place, topic, event, effects);
    }
    return undefined;
  }

  #apply(
    { emitted, projections, deadLetter }: Outcome,
    place: PipelineStage,
    topic: TopicName,
    event: Envelope,
    effects: Emitted[],
  ): void {
    if (projections.length > 0) this.#options.tables.apply(projections);
    if (deadLetter !== undefined) this.#options.listener.deadLetter(topic, event, deadLetter.reason);
    for (const effect of emitted) effects.push(declared(place, effect));
  }
}
