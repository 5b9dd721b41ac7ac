import type { TickMode } from './requests.ts';

/** Kite's limits for one API key. */
export const MAX_SOCKETS = 3;
const MAX_TOKENS_PER_SOCKET = 3_000;

/** The wanted tokens by connection, and those that are on none. */
interface Assigned {
  /** One for each of the `MAX_SOCKETS` connections; empty for one that is not needed. */
  readonly sockets: readonly ReadonlyMap<number, TickMode>[];
  readonly refused: readonly number[];
}

const isToken = (token: number): boolean => Number.isInteger(token) && token > 0 && token <= 0xffff_ffff;

/** Which connection each token is subscribed on. A token stays on its connection for as long as it is wanted. */
export class Assignment {
  readonly #socketOf = new Map<number, number>();
  readonly #maxTokens: number;

  /** @param maxTokens of one connection */
  constructor(maxTokens = MAX_TOKENS_PER_SOCKET) {
    this.#maxTokens = maxTokens;
  }

  /** Takes the wanted tokens in their order until all connections are full; the rest are refused. */
  assign(wanted: ReadonlyMap<number, TickMode>): Assigned {
    const taken = new Map<number, TickMode>();
    const refused: number[] = [];
    for (const [token, mode] of wanted) {
      if (isToken(token) && taken.size < MAX_SOCKETS * this.#maxTokens) taken.set(token, mode);
      else refused.push(token);
    }
    const sockets = Array.from({ length: MAX_SOCKETS }, () => new Map<number, TickMode>());
    for (const [token, socket] of this.#socketOf) {
      const mode = taken.get(token);
      if (mode === undefined) this.#socketOf.delete(token);
      else sockets[socket]?.set(token, mode);
    }
    for (const [token, mode] of taken) {
      if (this.#socketOf.has(token)) continue;
      const socket = sockets.findIndex(({ size }) => size < this.#maxTokens);
      this.#socketOf.set(token, socket);
      sockets[socket]?.set(token, mode);
    }
    return { sockets, refused };
  }
}
