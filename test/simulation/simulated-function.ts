import type { MemoryTables } from '../../localstack/backtest/memory-tables.ts';
import type { KernelResult } from '../../shared/kernel/kernel.ts';
import type { KernelLimits } from '../../shared/kernel/limits.ts';
import type { StoredCheckpoint } from '../../shared/kernel/ports.ts';
import { type MarketClock, marketClock } from '../../shared/ports/clock.ts';
import { MemoryStore } from '../support/memory/memory-store.ts';
import { type Ending, Environment, type Surroundings } from './environment.ts';
import type { SimulatedLog } from './log.ts';
import { Mapping, type MappingSurroundings } from './mapping.ts';
import {
  checkpointPort,
  deadLetterPort,
  logPort,
  projectionPort,
  publisherPort,
  tablesPort,
  trailPort,
} from './ports.ts';
import type { StageBlueprint } from './stages.ts';

/** When the context of a turn was loaded: virtual time, epoch milliseconds. */
export interface ContextSpan {
  readonly from: number;
  readonly to: number;
}

/** Receives every saved checkpoint of a stage, with the context of its reduction. */
type OnStageSaved = (id: string, saved: StoredCheckpoint, context: ContextSpan) => void;

/** The parts of the world that a function uses. */
export interface FunctionSurroundings
  extends Surroundings,
    Omit<MappingSurroundings, 'invoke' | 'isOnDemand' | 'onFailure' | 'onThrown' | 'windowMs'> {
  readonly log: SimulatedLog;
  readonly tables: MemoryTables;
  /** Whether ages are measured by the environments' clocks or by event times. */
  readonly marketTime: 'wall' | 'event';
  readonly limits: KernelLimits;
  readonly onSaved: OnStageSaved;
  readonly onFailure: (stage: string, partition: string, error: unknown) => void;
  readonly onThrown: (stage: string, error: unknown) => void;
}

interface Warm {
  readonly environment: Environment;
  readonly handle: (event: unknown) => Promise<KernelResult>;
}

const MAX_IDLE = 3;
/** Time that an operator needs to restart mappings. Clocks differ by less. */
const BY_HAND_MS = 5_000;
/** Probability of a new environment although a warm one is free. */
const COLD_START = 0.04;

/** A deployed stage: its mappings, its environments, warm and cold, and its checkpoints. */
export class SimulatedFunction {
  readonly blueprint: StageBlueprint;
  readonly mappings: readonly Mapping[];
  readonly #around: FunctionSurroundings;
  #idle: Warm[] = [];
  readonly #store: MemoryStore;
  /** Every checkpoint that was ever saved, by id. */
  readonly #saved = new Map<string, StoredCheckpoint[]>();
  /** Environments with a running invocation. */
  #inUse = 0;
  #made = 0;
  /** Whether operators are rebuilding it. */
  #isSetBack = false;
  /** How often the stage was reset. */
  resets = 0;

  constructor(blueprint: StageBlueprint, around: FunctionSurroundings) {
    this.blueprint = blueprint;
    this.#around = around;
    this.#store = new MemoryStore(around.tables);
    this.mappings = blueprint.topics.map(
      (topic) =>
        new Mapping(topic, {
          ...around,
          windowMs: blueprint.windowMs,
          isOnDemand: blueprint.isOnDemand,
          invoke: (event) => this.#invoke(event),
          onFailure: (_, partition, error) => around.onFailure(blueprint.name, partition, error),
          onThrown: (_, error) => around.onThrown(blueprint.name, error),
        }),
    );
  }

  get isDone(): boolean {
    return this.mappings.every(({ isDone }) => isDone);
  }

  /** The checkpoints as they are stored, by id. */
  async checkpoints(): Promise<ReadonlyMap<string, Uint8Array>> {
    const bodies = new Map<string, Uint8Array>();
    for (const id of this.#store.ids()) {
      const stored = await this.#store.load(id);
      if (stored !== undefined) bodies.set(id, stored.body);
    }
    return bodies;
  }

  /**
   * Rebuilds the stage as the operations page says: stop its mappings, wait until nothing runs, delete checkpoints and
   * projections, begin at the start of its topics. Its environments stay warm.
   */
  reset(deleteProjections: () => Promise<void>): void {
    this.#setBack('reset', async () => {
      for (const id of this.#store.ids()) this.#store.set(id, undefined);
      await deleteProjections();
    });
  }

  /** Rebuilds the stage from earlier checkpoints, each from its own time. */
  restore(): void {
    this.#setBack('restored', async () => {
      for (const [id, history] of this.#saved) this.#store.set(id, this.#around.chance.pick(history));
    });
  }

  #setBack(how: string, change: () => Promise<void>): void {
    if (this.#isSetBack) return;
    this.#isSetBack = true;
    for (const mapping of this.mappings) mapping.stop();
    this.#whenIdle(async () => {
      this.#around.note(`${this.blueprint.name} is ${how}`);
      this.resets += 1;
      await change();
      const start = () => {
        this.#isSetBack = false;
        for (const mapping of this.mappings) mapping.startOver();
      };
      this.#around.scheduler.after(BY_HAND_MS, start);
    });
  }

  #whenIdle(go: () => Promise<void>): void {
    const isIdle = this.#inUse === 0 && this.mappings.every(({ running }) => running === 0);
    this.#around.scheduler.after(500, () => (isIdle ? void go() : this.#whenIdle(go)));
  }

  async #invoke(event: unknown): Promise<Ending> {
    const { chance } = this.#around;
    // One may have died in a call that its last invocation did not wait for.
    this.#idle = this.#idle.filter(({ environment }) => environment.alive);
    const place = chance.happens(COLD_START) ? this.#idle.length : chance.between(0, this.#idle.length - 1);
    const used = this.#idle.splice(place, 1)[0] ?? this.#start();
    this.#inUse += 1;
    const ending = await used.environment.invoke(used.handle, event);
    this.#inUse -= 1;
    if (used.environment.alive && this.#idle.length < MAX_IDLE && chance.happens(0.97)) this.#idle.push(used);
    return ending;
  }

  #start(): Warm {
    const around = this.#around;
    const { chance, log, tables } = around;
    this.#made += 1;
    const environment = new Environment(`${this.blueprint.name}~${this.#made}`, around);
    let context: ContextSpan = { from: 0, to: 0 };
    const kernel = this.blueprint.start(
      {
        store: checkpointPort(environment, this.#store, (id, saved) => {
          around.note(`${environment.name} saved ${id} v${saved.version}`);
          this.#saved.set(id, [...(this.#saved.get(id) ?? []), saved]);
          around.onSaved(id, saved, context);
        }),
        publisher: publisherPort(environment, log, chance),
        projections: projectionPort(environment, tables, chance),
        trail: trailPort(environment, tables, chance),
        deadLetters: deadLetterPort(environment, tables, chance),
        log: logPort(environment, log),
        clock: environment,
        limits: around.limits,
      },
      { tables: tablesPort(environment, tables), clock: environment, marketClock: this.#market(environment) },
      async (load) => {
        const from = around.scheduler.now();
        const loaded = await load();
        context = { from, to: around.scheduler.now() };
        return loaded;
      },
    );
    return { environment, handle: (event) => kernel.handle(event) };
  }

  #market(environment: Environment): MarketClock {
    return marketClock(this.#around.marketTime, environment);
  }
}
