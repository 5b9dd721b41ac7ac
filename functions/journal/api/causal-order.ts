/** What of an event says where it stands in its trace. */
export interface TracePart {
  readonly event_id: string;
  readonly causation_id: string | null;
  /** ISO 8601 UTC with milliseconds, so text compares as time. */
  readonly ts: string;
  /** Unique: tells two apart that came under the same id. */
  readonly entry_id: string;
}

interface Placed<Part> {
  readonly part: Part;
  /** How many steps from the beginning; what happened in one moment is told step by step. */
  readonly depth: number;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const compare = (a: Placed<TracePart>, b: Placed<TracePart>): number =>
  compareText(a.part.ts, b.part.ts) ||
  a.depth - b.depth ||
  compareText(a.part.event_id, b.part.event_id) ||
  compareText(a.part.entry_id, b.part.entry_id);

/** Puts one into a sorted list. */
const insert = <Part extends TracePart>(ready: Placed<Part>[], next: Placed<Part>): void => {
  const place = ready.findIndex((other) => compare(next, other) < 0);
  if (place === -1) ready.push(next);
  else ready.splice(place, 0, next);
};

/**
 * The events of a trace in causal order: every cause before all of its effects, and otherwise by time, by steps from
 * the beginning, by id. The same events come out in the same order whatever order they came in, and none is lost:
 * not the effects of a cause that is not here, nor events that name each other as causes, which only a forger can make.
 */
export const inCausalOrder = <Part extends TracePart>(parts: readonly Part[]): readonly Part[] => {
  const sorted = parts.map((part) => ({ part, depth: 0 })).sort(compare);
  const effectsOf = Map.groupBy(sorted, ({ part }) => part.causation_id);
  // An id may have come twice, with other content: its effects wait for both.
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
      // Whatever is left waits for itself: the first of them begins.
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
