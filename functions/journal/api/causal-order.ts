/** The fields of an event that decide its place in a trace. */
export interface TracePart {
  readonly event_id: string;
  readonly causation_id: string | null;
  /** ISO 8601 UTC with milliseconds, so that string order is time order. */
  readonly ts: string;
  /** Unique, also among events with the same id. */
  readonly entry_id: string;
}

interface Placed<Part> {
  readonly part: Part;
  /** Causal steps from the start. Orders events with equal times. */
  readonly depth: number;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const compare = (a: Placed<TracePart>, b: Placed<TracePart>): number =>
  compareText(a.part.ts, b.part.ts) ||
  a.depth - b.depth ||
  compareText(a.part.event_id, b.part.event_id) ||
  compareText(a.part.entry_id, b.part.entry_id);

/** Inserts into a sorted list. */
const insert = <Part extends TracePart>(ready: Placed<Part>[], next: Placed<Part>): void => {
  const place = ready.findIndex((other) => compare(next, other) < 0);
  if (place === -1) ready.push(next);
  else ready.splice(place, 0, next);
};

/**
 * Sorts a trace causally: each cause precedes its effects. Ties are ordered by time, causal steps and id. The result
 * does not depend on the input order. It keeps every event: also effects of a missing cause, and forged events that
 * name each other as causes.
 */
export const inCausalOrder = <Part extends TracePart>(parts: readonly Part[]): readonly Part[] => {
  const sorted = parts.map((part) => ({ part, depth: 0 })).sort(compare);
  const effectsOf = Map.groupBy(sorted, ({ part }) => part.causation_id);
  // An id may occur twice with different content: its effects wait for both.
  const missing = new Map<string, number>();
  for (const { part } of sorted) missing.set(part.event_id, (missing.get(part.event_id) ?? 0) + 1);

  const waiting = new Set<Part>();
  const ready: Placed<Part>[] = [];
  for (const { part } of sorted) {
    if (part.causation_id !== null && missing.has(part.causation_id)) waiting.add(part);
    else ready.push({ part, depth: 0 });
  }

  const trace: Part[] = [];
  while (trace.length < sorted.length) {
    let next = ready.shift();
    if (next === undefined) {
      // The remaining events form a cycle: the first of them starts it.
      const first = sorted.find(({ part }) => waiting.has(part));
      if (first === undefined) break;
      waiting.delete(first.part);
      next = first;
    }
    trace.push(next.part);
    const left = (missing.get(next.part.event_id) ?? 0) - 1;
    missing.set(next.part.event_id, left);
    if (left > 0) continue;
    for (const { part } of effectsOf.get(next.part.event_id) ?? []) {
      if (waiting.delete(part)) insert(ready, { part, depth: next.depth + 1 });
    }
  }
  return trace;
};
