import { hash } from 'node:crypto';
import type { Envelope } from '../../shared/events/envelope.ts';

/** The events of a replay by topic, in topic order, for comparing two replays. A repeat is kept once. */
export class EventLog {
  readonly #topics = new Map<string, Map<string, string>>();
  #repeats = 0;
  #contradictions = 0;

  add(topic: string, event: Envelope): void {
    const events = this.#topics.get(topic) ?? new Map<string, string>();
    this.#topics.set(topic, events);
    const text = JSON.stringify(event);
    const before = events.get(event.id);
    if (before === undefined) events.set(event.id, text);
    else if (before === text) this.#repeats += 1;
    else this.#contradictions += 1;
  }

  /** Records that repeat an earlier one: their outbox was published a second time. */
  get repeats(): number {
    return this.#repeats;
  }

  /** Records with the id of an earlier one and other content. */
  get contradictions(): number {
    return this.#contradictions;
  }

  topics(): readonly string[] {
    return [...this.#topics.keys()].sort();
  }

  events(topic: string): readonly string[] {
    return [...(this.#topics.get(topic)?.values() ?? [])];
  }

  /** Twelve hexadecimal digits that differ where contents or their order differ. */
  digest(topic: string): string {
    return hash('sha256', this.events(topic).join('\n'), 'hex').slice(0, 12);
  }
}

/** Where two logs differ: per topic, the number of events of each, and the first place that differs. */
export interface Difference {
  readonly topic: string;
  readonly counts: readonly [number, number];
  readonly place: number;
  readonly events: readonly [string | undefined, string | undefined];
}

export const differences = (a: EventLog, b: EventLog): readonly Difference[] =>
  [...new Set([...a.topics(), ...b.topics()])].sort().flatMap((topic) => {
    const [left, right] = [a.events(topic), b.events(topic)];
    const length = Math.max(left.length, right.length);
    for (let place = 0; place < length; place += 1) {
      if (left[place] !== right[place]) {
        return [
          {
            topic,
            counts: [left.length, right.length] as const,
            place,
            events: [left[place], right[place]] as const,
          },
        ];
      }
    }
    return [];
  });
