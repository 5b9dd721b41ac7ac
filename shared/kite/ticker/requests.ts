/** How much of an instrument Kite sends: last price; also volume and the day's range; also times and depth. */
export type TickMode = 'ltp' | 'quote' | 'full';

/** Tokens of one request. A request of 3,000 would be a frame of 30 kB, which some proxies cut. */
const MAX_TOKENS = 500;

const inParts = (tokens: readonly number[]): number[][] => {
  const parts: number[][] = [];
  for (let at = 0; at < tokens.length; at += MAX_TOKENS) parts.push(tokens.slice(at, at + MAX_TOKENS));
  return parts;
};

/** What changes between two sets of subscriptions on one connection. */
export interface SubscriptionChange {
  readonly removed: readonly number[];
  readonly added: readonly number[];
  /** Tokens whose mode has to be set: those that were added, and those that have another mode now. */
  readonly modes: ReadonlyMap<TickMode, readonly number[]>;
}

export const changeBetween = (
  before: ReadonlyMap<number, TickMode>,
  after: ReadonlyMap<number, TickMode>,
): SubscriptionChange => {
  const modes = new Map<TickMode, number[]>();
  const added: number[] = [];
  for (const [token, mode] of after) {
    const known = before.get(token);
    if (known === undefined) added.push(token);
    if (known === mode) continue;
    const tokens = modes.get(mode);
    if (tokens === undefined) modes.set(mode, [token]);
    else tokens.push(token);
  }
  return { removed: [...before.keys()].filter((token) => !after.has(token)), added, modes };
};

/** The requests that make a change: first what is no longer wanted, so that a connection is never above its limit. */
export const requestsOf = ({ removed, added, modes }: SubscriptionChange): string[] => [
  ...inParts(removed).map((v) => JSON.stringify({ a: 'unsubscribe', v })),
  ...inParts(added).map((v) => JSON.stringify({ a: 'subscribe', v })),
  ...[...modes].flatMap(([mode, tokens]) =>
    inParts(tokens).map((part) => JSON.stringify({ a: 'mode', v: [mode, part] })),
  ),
];
