import type { Consumption, OffsetReader } from '../../../localstack/watch/offsets.ts';

interface ModelGroup extends Consumption {
  /** What a record causes: topics that get one record each. */
  readonly publishes: (offset: number) => readonly string[];
}

interface Progress {
  committed: number;
  published: number;
}

/**
 * Topics of one partition, and groups that take one record at a time, publish, and commit after it. Every read moves it
 * one step, as a real pipeline moves between two requests.
 */
export class PipelineModel {
  readonly reads: string[] = [];
  readonly #groups: readonly ModelGroup[];
  readonly #ends = new Map<string, number>();
  readonly #progress = new Map<ModelGroup, Progress>();
  readonly #steps: Iterator<number>;

  /** @param steps which group moves next; an endless series */
  constructor(groups: readonly ModelGroup[], steps: Iterator<number>) {
    this.#groups = groups;
    this.#steps = steps;
    for (const group of groups) this.#progress.set(group, { committed: 0, published: 0 });
  }

  send(topic: string): void {
    this.#ends.set(topic, this.#end(topic) + 1);
  }

  /** Groups that have not yet committed everything there is. */
  unfinished(): readonly string[] {
    return this.#groups
      .filter((group) => (this.#progress.get(group)?.committed ?? 0) < this.#end(group.topic))
      .map(({ group }) => group);
  }

  step(): void {
    const group = this.#groups[(this.#steps.next().value ?? 0) % this.#groups.length];
    const progress = group && this.#progress.get(group);
    if (group === undefined || progress === undefined) return;
    if (progress.published > progress.committed) {
      progress.committed = progress.published;
    } else if (progress.committed < this.#end(group.topic)) {
      for (const topic of group.publishes(progress.committed)) this.send(topic);
      progress.published += 1;
    }
  }

  reader(): OffsetReader {
    return {
      ranges: async (topic) => {
        this.step();
        this.reads.push(topic);
        const end = this.#end(topic);
        await Promise.resolve();
        this.step();
        return [{ partition: 0, start: 0, end }];
      },
      committed: async ({ group, topic }) => {
        this.step();
        this.reads.push(group);
        const found = this.#groups.find((each) => each.group === group && each.topic === topic);
        const committed = (found && this.#progress.get(found)?.committed) ?? 0;
        await Promise.resolve();
        this.step();
        return new Map(committed === 0 ? [] : [[0, committed]]);
      },
    };
  }

  #end(topic: string): number {
    return this.#ends.get(topic) ?? 0;
  }
}
