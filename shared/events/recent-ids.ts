import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** Whether an id came before, and if so with the same content. */
export type Sighting = 'new' | 'same' | 'different';

/** 48 bits of a digest: a number that JSON keeps exactly. */
const fingerprint = (id: string): number => Number.parseInt(hash('sha1', id, 'hex').slice(0, 12), 16);

const digest = (content: unknown): number => crc32(JSON.stringify(content) ?? '');

/**
 * The last few ids a stage has acted on, with a digest of what each said. The kernel already drops redeliveries
 * and an upstream's own repeats; this is for what gets past it because it carries no origin or a new one: an
 * outside producer that sends twice, a dead letter that a person redrives twice. It forgets the least recent, so its
 * size in the checkpoint is fixed: about ten bytes per id.
 */
export class RecentIds {
  readonly #capacity: number;
  readonly #seen = new Map<number, number>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** What is known of this id. A new one is not remembered; a repeat is as recent as if it had come first now. */
  look(id: string, content: unknown): Sighting {
    const key = fingerprint(id);
    const known = this.#seen.get(key);
    if (known === undefined) return 'new';
    if (known !== digest(content)) return 'different';
    this.#seen.delete(key);
    this.#seen.set(key, known);
    return 'same';
  }

  /** Remembers the id, forgetting the least recent one where there is no room. */
  remember(id: string, content: unknown): void {
    this.#seen.set(fingerprint(id), digest(content));
    if (this.#seen.size <= this.#capacity) return;
    for (const oldest of this.#seen.keys()) {
      this.#seen.delete(oldest);
      return;
    }
  }

  /** Plain numbers for the checkpoint, oldest first. */
  encode(): readonly number[] {
    return [...this.#seen].flat();
  }

  /** @throws Error where the value is not what `encode` gave. */
  static decode(packed: unknown, capacity: number): RecentIds {
    if (!Array.isArray(packed) || packed.length % 2 !== 0 || !packed.every(Number.isSafeInteger)) {
      throw new Error('recent ids are not a list of number pairs');
    }
    const ids = new RecentIds(capacity);
    for (let place = 0; place < packed.length; place += 2) {
      ids.#seen.set(Number(packed[place]), Number(packed[place + 1]));
    }
    return ids;
  }
}

/**
 * Recent ids of what was acted on and, apart from them, of what was refused: however much is refused, nothing that was
 * acted on is forgotten for it, and acted on again.
 */
export class RecentVerdicts {
  readonly #acted: RecentIds;
  readonly #refused: RecentIds;

  /** @param capacity Of each. */
  constructor(capacity: number, acted = new RecentIds(capacity), refused = new RecentIds(capacity)) {
    this.#acted = acted;
    this.#refused = refused;
  }

  look(id: string, content: unknown): Sighting {
    const sighting = this.#acted.look(id, content);
    return sighting === 'new' ? this.#refused.look(id, content) : sighting;
  }

  remember(id: string, content: unknown, isActedOn: boolean): void {
    (isActedOn ? this.#acted : this.#refused).remember(id, content);
  }

  encode(): readonly [acted: readonly number[], refused: readonly number[]] {
    return [this.#acted.encode(), this.#refused.encode()];
  }

  /**
   * What `encode` gave; one list alone, as stages kept it before, is of what was acted on.
   * @throws Error for anything else
   */
  static decode(packed: unknown, capacity: number): RecentVerdicts {
    const [acted, refused, ...more]: readonly unknown[] =
      Array.isArray(packed) && packed.some(Array.isArray) ? packed : [packed, []];
    if (more.length > 0) throw new Error('recent verdicts are not two lists');
    return new RecentVerdicts(
      capacity,
      RecentIds.decode(acted, capacity),
      RecentIds.decode(refused, capacity),
    );
  }
}
