import type { Marks, Ports } from '../../../functions/poller-hours/ports.ts';
import {
  failIfIncomplete,
  type Report,
  switchMappings,
} from '../../../functions/poller-hours/switch-mappings.ts';
import { messageOf } from '../../../shared/errors.ts';
import type { StoredMark } from '../../../shared/poller-hours/marks.ts';
import { FakeMappings } from '../../support/fake-mappings.ts';
import { VirtualTime } from '../../support/virtual-time.ts';

/** A process that ended. */
class Crash extends Error {}

/** Monday 2026-11-30, midnight in India. */
const MONDAY = Date.parse('2026-11-29T18:30:00.000Z');

/** Mappings, marks and a clock, and runs of poller hours on them. */
export class World {
  readonly #time = new VirtualTime();
  readonly #marks = new Map<string, StoredMark>();
  readonly lambda = new FakeMappings(() => this.now());
  #calls = 0;
  /** Receives the number of each call of a run before it is made. */
  onCall: (call: number) => void = () => {};
  /** Calls until a run ends at once, as a killed process does; undefined: never. */
  crashAfter: number | undefined;
  /** Receives each change that a run makes, that Lambda accepts. */
  onChange: (uuid: string, enabled: boolean) => void = () => {};

  readonly #start: number;

  /** @param start epoch milliseconds */
  constructor(start = MONDAY) {
    this.#start = start;
  }

  now = (): number => this.#start + this.#time.now();

  /** Lets time pass. */
  pass(milliseconds: number): Promise<void> {
    return this.#time.run(this.#time.sleep(milliseconds));
  }

  markOf(uuid: string): StoredMark['mark'] {
    return this.#marks.get(uuid)?.mark;
  }

  #count(): void {
    this.#calls += 1;
    this.onCall(this.#calls);
    if (this.crashAfter !== undefined && this.#calls > this.crashAfter) throw new Crash();
  }

  readonly #store: Marks = {
    get: async (uuid) => {
      this.#count();
      return this.#marks.get(uuid) ?? { version: 0 };
    },
    put: async (uuid, next) => {
      this.#count();
      if ((this.#marks.get(uuid)?.version ?? 0) !== next.version - 1) return false;
      this.#marks.set(uuid, next);
      return true;
    },
  };

  get ports(): Ports {
    return {
      marks: this.#store,
      mappings: {
        get: async (uuid) => {
          this.#count();
          return this.lambda.get(uuid);
        },
        change: async (uuid, enabled) => {
          this.#count();
          const isTaken = this.lambda.update(uuid, enabled);
          if (isTaken) this.onChange(uuid, enabled);
          return isTaken;
        },
      },
      time: { now: this.now, sleep: (milliseconds) => this.#time.sleep(milliseconds) },
    };
  }

  report(event: unknown, uuids: readonly string[]): Promise<Report> {
    this.#calls = 0;
    return this.#time.run(switchMappings(event, uuids, this.ports));
  }

  /** What the function returns: the message of its error, if it failed. */
  async run(...run: Parameters<World['report']>): Promise<string | undefined> {
    const report = await this.report(...run);
    try {
      failIfIncomplete(report);
      return undefined;
    } catch (thrown) {
      return messageOf(thrown);
    }
  }
}
