import type { Mode } from './requests.ts';

/** Kite's limit for one socket. */
export const MAX_TOKENS = 3_000;

/** Kite's client libraries take quote as the mode of a subscription without one. Its documentation does not say. */
const DEFAULT_MODE: Mode = 'quote';

/** The instruments of one socket, with their modes. */
export class Subscriptions {
  readonly #modes = new Map<number, Mode>();

  get size(): number {
    return this.#modes.size;
  }

  modeOf(token: number): Mode | undefined {
    return this.#modes.get(token);
  }

  /** An instrument that is subscribed already keeps its mode. @returns those that were added, and those beyond the limit */
  add(tokens: readonly number[]): { readonly added: readonly number[]; readonly refused: readonly number[] } {
    const added: number[] = [];
    const refused: number[] = [];
    for (const token of tokens) {
      if (this.#modes.has(token)) continue;
      if (this.#modes.size >= MAX_TOKENS) {
        refused.push(token);
        continue;
      }
      this.#modes.set(token, DEFAULT_MODE);
      added.push(token);
    }
    return { added, refused };
  }

  remove(tokens: readonly number[]): void {
    for (const token of tokens) this.#modes.delete(token);
  }

  /** Changes modes; an instrument that is not subscribed stays so. @returns those whose mode was set */
  setMode(mode: Mode, tokens: readonly number[]): readonly number[] {
    const known = tokens.filter((token) => this.#modes.has(token));
    for (const token of known) this.#modes.set(token, mode);
    return known;
  }
}
