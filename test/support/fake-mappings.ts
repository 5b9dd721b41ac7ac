import type { NamedMapping } from '../../functions/poller-hours/ports.ts';

/** A mapping of the fake. `State` is Lambda's. */
interface Fake {
  state: string;
  modified: number;
  isProvisioned: boolean;
  /** The state that it reaches, and when. */
  next: { readonly state: string; readonly at: number } | undefined;
}

class UnknownMapping extends Error {
  override readonly name = 'ResourceNotFoundException';
}

/**
 * Event source mappings as Lambda has them: a change takes time, and Lambda refuses another one meanwhile. Each change
 * of settings or state sets the time of the last change.
 */
export class FakeMappings {
  readonly #mappings = new Map<string, Fake>();
  readonly #now: () => number;
  /** Milliseconds that a change takes. */
  changeMs = 7_000;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(uuid: string, state = 'Enabled', isProvisioned = true): void {
    this.#mappings.set(uuid, { state, modified: this.#now(), isProvisioned, next: undefined });
  }

  #current(uuid: string): Fake {
    const found = this.#mappings.get(uuid);
    if (found === undefined) throw new UnknownMapping(uuid);
    if (found.next !== undefined && this.#now() >= found.next.at) {
      found.state = found.next.state;
      found.modified = found.next.at;
      found.next = undefined;
    }
    return found;
  }

  get(uuid: string): NamedMapping {
    const { state, modified, isProvisioned } = this.#current(uuid);
    return {
      name: `topic to ${uuid}`,
      state,
      lastModified: new Date(modified).toISOString(),
      isProvisioned,
    };
  }

  /** False if the mapping is in transition. A change without `enabled` is one of settings. */
  update(uuid: string, enabled?: boolean): boolean {
    const mapping = this.#current(uuid);
    if (mapping.next !== undefined) return false;
    const wanted = enabled === undefined ? mapping.state : enabled ? 'Enabled' : 'Disabled';
    const passing = wanted === mapping.state ? 'Updating' : enabled ? 'Enabling' : 'Disabling';
    mapping.state = passing;
    mapping.modified = this.#now();
    mapping.next = { state: wanted, at: this.#now() + this.changeMs };
    return true;
  }
}
