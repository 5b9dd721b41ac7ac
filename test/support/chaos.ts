import { TransientError } from '../../shared/errors.ts';
import { Kernel, type KernelPorts, type KernelResult } from '../../shared/kernel/kernel.ts';
import type { KernelLimits } from '../../shared/kernel/limits.ts';
import type { LoadContextWithState } from '../../shared/kernel/ports.ts';
import type { Stage } from '../../shared/kernel/stage.ts';
import type { KafkaRecord } from '../../shared/ports/record.ts';
import { fixedClock, lettersIn, trailIn, type World } from './kernel.ts';
import { kafkaEvent } from './records.ts';

/** Chance that repeats: mulberry32. */
export const seededChance = (seed: number) => {
  let a = seed >>> 0;
  const next = (): number => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    below: (n: number): number => Math.floor(next() * n),
    happens: (probability: number): boolean => next() < probability,
  };
};

export type Chance = ReturnType<typeof seededChance>;

class Crash extends TransientError {
  constructor(where: string) {
    super('CRASH', where);
  }
}

/** What the world does to one invocation: fails calls before, after or in the middle, or holds them back. */
class Weather {
  readonly #chance: Chance;
  readonly #badness: () => number;
  readonly #held: (() => void)[];
  /** Tells that a call of this invocation is held back: to the mapping it has timed out. */
  onHold: () => void = () => undefined;

  constructor(chance: Chance, badness: () => number, held: (() => void)[]) {
    this.#chance = chance;
    this.#badness = badness;
    this.#held = held;
  }

  async call<T>(where: string, effect: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> {
    for (let turns = this.#chance.below(4); turns > 0; turns -= 1) await Promise.resolve();
    if (!this.#chance.happens(this.#badness())) return effect();
    switch (this.#chance.below(half === undefined ? 4 : 5)) {
      case 0:
        throw new Crash(`before ${where}`);
      case 1:
        await effect();
        throw new Crash(`after ${where}`);
      case 2:
        await this.#hold();
        return effect();
      case 3: {
        const result = await effect();
        await this.#hold();
        return result;
      }
      default:
        await half?.();
        throw new Crash(`half-way through ${where}`);
    }
  }

  #hold(): Promise<void> {
    return new Promise((resolve) => {
      this.#held.push(resolve);
      this.onHold();
    });
  }
}

interface Environment {
  readonly handle: (records: readonly KafkaRecord[]) => Promise<KernelResult>;
  readonly weather: Weather;
}

interface Source {
  readonly topic: string;
  /** Next offset by partition. */
  readonly committed: Map<number, number>;
}

/** A stage with its event source mappings and its environments, in bad weather. */
export interface ChaoticStage {
  /** Delivers something to it; false where there is nothing to deliver. */
  step(): Promise<void>;
  /** Whether it has taken all that is in its topics. */
  done(): boolean;
  /** Gives a new environment each partition's last record again, so that what is still pending is published. */
  coldStart(): Promise<void>;
}

/** The world in which chaotic stages live; `calm` ends the bad weather. */
export class Chaos {
  readonly world: World;
  readonly chance: Chance;
  readonly #held: (() => void)[] = [];
  readonly #invocations = new Set<Promise<unknown>>();
  #badness: number;

  constructor(world: World, chance: Chance, badness: number) {
    this.world = world;
    this.chance = chance;
    this.#badness = badness;
  }

  /** Lets one call that is held back go on, long after others moved on. */
  releaseOne(): void {
    const [release] = this.#held.splice(this.chance.below(this.#held.length), 1);
    release?.();
  }

  /** No more faults; every call that was held back goes on and ends. */
  async calm(): Promise<void> {
    this.#badness = 0;
    while (this.#invocations.size > 0) {
      for (const release of this.#held.splice(0)) release();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  stage<State, Context, Input>(
    make: () => Stage<State, Context, Input>,
    limits: KernelLimits,
    context: Context,
  ): ChaoticStage {
    return this.stageReading(make, limits, async () => context);
  }

  /** A stage whose context is read from the world. */
  stageReading<State, Context, Input>(
    make: () => Stage<State, Context, Input>,
    limits: KernelLimits,
    loadContext: LoadContextWithState<State, Context, Input>,
  ): ChaoticStage {
    const { chance, world } = this;
    const sources: Source[] = make().topics.map(({ name }) => ({ topic: name, committed: new Map() }));
    const idle: Environment[] = [];

    const environment = (): Environment => {
      const weather = new Weather(chance, () => this.#badness, this.#held);
      const kernel = new Kernel(make(), this.#ports(weather, limits, loadContext));
      return { handle: (records) => kernel.handle(kafkaEvent(records)), weather };
    };

    const pending = ({ topic, committed }: Source): readonly KafkaRecord[] =>
      world.log.read(topic, (partition) => committed.get(partition) ?? 0);

    const batchOf = (source: Source): readonly KafkaRecord[] => {
      const taken = new Map<number, number>();
      const size = 1 + chance.below(7);
      return pending(source).filter(({ partition }) => {
        const before = taken.get(partition) ?? 0;
        taken.set(partition, before + 1);
        return before < size;
      });
    };

    /** The mapping's side of one invocation: commits what did not fail, nothing where no answer came. */
    const invoke = async (source: Source, batch: readonly KafkaRecord[]): Promise<void> => {
      if (batch.length === 0) return;
      const used = idle.splice(chance.below(idle.length + 1), 1)[0] ?? environment();
      const timedOut = new Promise<undefined>((resolve) => {
        used.weather.onHold = () => resolve(undefined);
      });
      const invocation = used.handle(batch);
      this.#invocations.add(invocation);
      // An environment whose invocation was given up ends it some day, and is used again with what it remembers.
      const ended = invocation.then(() => {
        this.#invocations.delete(invocation);
        if (idle.length < 3 && chance.happens(0.8)) idle.push(used);
      });
      const result = await Promise.race([invocation, timedOut]);
      if (result === undefined) return;
      await ended;
      if (chance.happens(0.1)) return;
      for (const partition of new Set(batch.map((record) => record.partition))) {
        const own = batch.filter((record) => record.partition === partition);
        const failed = result.response.batchItemFailures
          .map(({ itemIdentifier }) => itemIdentifier)
          .filter((id) => id.partition === `${source.topic}-${partition}`)
          .map(({ offset }) => offset);
        const next = failed.length > 0 ? Math.min(...failed) : (own.at(-1)?.offset ?? 0) + 1;
        source.committed.set(partition, Math.max(next, source.committed.get(partition) ?? 0));
      }
    };

    const rewind = ({ committed }: Source): void => {
      for (const [partition, offset] of committed)
        committed.set(partition, Math.max(0, offset - chance.below(4)));
    };

    return {
      step: async () => {
        if (chance.happens(0.15)) for (const source of sources) rewind(source);
        // Two topics of one checkpoint arrive at the same time, in two environments.
        await Promise.all(sources.map((source) => invoke(source, batchOf(source))));
      },
      done: () => sources.every((source) => pending(source).length === 0),
      coldStart: async () => {
        idle.length = 0;
        for (const source of sources) {
          for (const [partition, offset] of source.committed)
            source.committed.set(partition, Math.max(0, offset - 1));
          await invoke(source, pending(source));
        }
      },
    };
  }

  #ports<State, Context, Input>(
    weather: Weather,
    limits: KernelLimits,
    loadContext: LoadContextWithState<State, Context, Input>,
  ): KernelPorts<State, Context, Input> {
    const { store, log, tables } = this.world;
    return {
      store: {
        load: (id) => weather.call('load', () => store.load(id)),
        save: (id, next) => weather.call('save', () => store.save(id, next)),
      },
      publisher: {
        publish: (records) =>
          weather.call(
            'publish',
            () => log.publish(records),
            () => log.publish(records.slice(0, this.chance.below(records.length))),
          ),
      },
      projections: {
        write: (projections) =>
          weather.call(
            'projections',
            () => tables.write(projections),
            () => tables.write(projections.slice(0, this.chance.below(projections.length))),
          ),
      },
      trail: {
        write: (entries) =>
          weather.call(
            'trail',
            () => trailIn(tables).write(entries),
            () => trailIn(tables).write(entries.slice(0, this.chance.below(entries.length))),
          ),
      },
      deadLetters: {
        write: (letters) =>
          weather.call(
            'dead letters',
            () => lettersIn(tables).write(letters),
            () => lettersIn(tables).write(letters.slice(0, this.chance.below(letters.length))),
          ),
      },
      log: {
        partitionCount: (topic) => weather.call('partition count', () => log.partitionCount(topic)),
        endOffset: (topic, partition) => weather.call('end offset', () => log.endOffset(topic, partition)),
      },
      clock: fixedClock,
      loadContext: (inputs, state) => weather.call('context', () => loadContext(inputs, state)),
      limits,
    };
  }
}
