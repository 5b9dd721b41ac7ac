import { nextSessionExpiry } from '../../../shared/auth/session-expiry.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import { type Random, randomFrom } from '../../market-data/simulator/random.ts';
import { type Fault, type FaultKind, type FaultOf, fault, PLANNED_SHARES } from './fault-kinds.ts';

/** What an occasion is of, for faults that are limited to a part of them. */
interface Occasion {
  readonly path?: string;
  readonly userId?: string;
}

/** A fault that waits for its occasions. */
export interface ArmedFault {
  readonly id: number;
  readonly fault: Fault;
  /** Epoch milliseconds. */
  readonly from: number;
  /** Epoch milliseconds; infinite without `seconds`. */
  readonly until: number;
  /** Occasions that are left; infinite for a fault that only time ends. */
  readonly left: number;
}

export interface FaultsOptions {
  readonly clock: Clock;
  /** Without a seed only faults that were set happen. */
  readonly seed?: string | undefined;
  /** Chance of a planned fault at an occasion. */
  readonly rate?: number | undefined;
}

const DEFAULT_RATE = 0.01;

const isKind = <K extends FaultKind>(kind: K, each: Fault): each is FaultOf<K> => each.kind === kind;

const concerns = (each: Fault, { path = '', userId }: Occasion): boolean => {
  if ('path' in each && each.path !== undefined) return path.startsWith(each.path);
  return !('user_id' in each) || each.user_id === undefined || each.user_id === userId;
};

/**
 * The faults of one simulator: those that were set, and those that a seed plans. Each kind has its own random numbers, so
 * the n-th occasion of a kind has the same outcome in each run of a seed.
 */
export class Faults {
  readonly #clock: Clock;
  readonly #seed: string;
  readonly #rate: number;
  readonly #randoms = new Map<FaultKind, Random>();
  readonly #taken = new Map<FaultKind, number>();
  #armed: readonly ArmedFault[] = [];
  #lastId = 0;

  constructor({ clock, seed, rate = DEFAULT_RATE }: FaultsOptions) {
    this.#clock = clock;
    this.#seed = seed ?? '';
    this.#rate = seed === undefined ? 0 : rate;
  }

  set(each: Fault): ArmedFault {
    const now = this.#clock.now();
    const from = each.at === undefined ? now : nextSessionExpiry(now);
    this.#lastId += 1;
    const armed = {
      id: this.#lastId,
      fault: each,
      from,
      until: each.seconds === undefined ? Number.POSITIVE_INFINITY : from + each.seconds * 1_000,
      left: each.times ?? (each.seconds === undefined ? 1 : Number.POSITIVE_INFINITY),
    };
    this.#armed = [...this.#armed, armed];
    return armed;
  }

  /** Faults that still wait for occasions, in the order in which they were set. */
  armed(): readonly ArmedFault[] {
    const now = this.#clock.now();
    this.#armed = this.#armed.filter(({ until }) => now < until);
    return this.#armed;
  }

  /** How many faults of each kind happened. */
  taken(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#taken);
  }

  /** Removes the faults that were set, of one kind or all. @returns how many */
  clear(kind?: string): number {
    const before = this.armed();
    this.#armed = kind === undefined ? [] : before.filter((each) => each.fault.kind !== kind);
    return before.length - this.#armed.length;
  }

  /** The fault that happens at an occasion; undefined if all goes well. The oldest that applies comes first. */
  take<K extends FaultKind>(kind: K, occasion: Occasion = {}): FaultOf<K> | undefined {
    const found = this.#takeArmed(kind, occasion) ?? this.#planned(kind);
    if (found !== undefined) this.#taken.set(kind, (this.#taken.get(kind) ?? 0) + 1);
    return found;
  }

  #takeArmed<K extends FaultKind>(kind: K, occasion: Occasion): FaultOf<K> | undefined {
    const now = this.#clock.now();
    for (const armed of this.armed()) {
      if (now < armed.from || !isKind(kind, armed.fault) || !concerns(armed.fault, occasion)) continue;
      const { probability } = armed.fault;
      if (probability < 1 && this.#random(kind).next() >= probability) continue;
      const rest = { ...armed, left: armed.left - 1 };
      this.#armed = this.#armed.flatMap((each) => {
        if (each !== armed) return [each];
        return rest.left > 0 ? [rest] : [];
      });
      return armed.fault;
    }
    return undefined;
  }

  #planned<K extends FaultKind>(kind: K): FaultOf<K> | undefined {
    if (this.#rate === 0 || this.#random(kind).next() >= this.#rate * PLANNED_SHARES[kind]) return undefined;
    const planned = fault.parse({ kind });
    return isKind(kind, planned) ? planned : undefined;
  }

  #random(kind: FaultKind): Random {
    let random = this.#randoms.get(kind);
    if (random === undefined) {
      random = randomFrom(`${this.#seed}/faults/${kind}`);
      this.#randoms.set(kind, random);
    }
    return random;
  }
}
