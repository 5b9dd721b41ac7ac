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
 * outside producer that sends twice, a dead letter that a person redrives twice. It forgets the oldest, so its
 * size in the checkpoint is fixed: about ten bytes per id.
 */
export class RecentIds {
  readonly #capacity: number;
  readonly #seen = new Map<number, number>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** What is known of this id; nothing is remembered. */
  look(id: string, content: unknown): Sighting {
    const known = this.#seen.get(fingerprint(id));
    if (known === undefined) return 'new';
    return known === digest(content) ? 'same' : 'different';
  }

  /** Remembers the id, forgetting the oldest where there is no room. */
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
