import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** Whether an id was seen before, and with the same or other content. */
export type Sighting = 'new' | 'same' | 'different';

/** The last id and its fingerprint: a stage looks for an id in two lists, then remembers it. */
const last = { id: '', fingerprint: 0 };

/** 48 bits of a digest: a number that JSON keeps exactly. */
const fingerprint = (id: string): number => {
  if (last.id !== id) {
    last.id = id;
    last.fingerprint = Number.parseInt(hash('sha1', id, 'hex').slice(0, 12), 16);
  }
  return last.fingerprint;
};

const digest = (content: unknown): number => crc32(JSON.stringify(content) ?? '');

/**
 * The last ids that a stage processed, with a digest of each content. The kernel already drops redeliveries and
 * repeats of an upstream. This detects repeats without an origin or with a new one: an outside producer that sends
 * twice, or a dead letter that is redriven twice. It forgets the least recent id, so its size in the checkpoint is
 * bounded: about ten bytes per id.
 */
export class RecentIds {
  readonly #capacity: number;
  readonly #seen = new Map<number, number>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Looks up an id. It does not remember a new id. A repeat becomes the most recent id. */
  look(id: string, content: unknown): Sighting {
    const key = fingerprint(id);
    const known = this.#seen.get(key);
    if (known === undefined) return 'new';
    if (known !== digest(content)) return 'different';
    this.#seen.delete(key);
    this.#seen.set(key, known);
    return 'same';
  }

  /** Remembers the id, and forgets the least recent one if it is full. */
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

  /** @throws Error for a value that is not from `encode`. */
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
 * Recent ids of accepted events and, separately, of refused ones. So refused events cannot displace an accepted id,
 * whose event would then be processed again.
 */
export class RecentVerdicts {
  readonly #acted: RecentIds;
  readonly #refused: RecentIds;

  /** @param capacity Maximum count of each kind. */
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
   * Decodes a value from `encode`. A single list, as earlier releases stored it, has accepted ids.
   * @throws Error for any other value
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
