import { hash } from 'node:crypto';
import type { Envelope } from '../../shared/events/envelope.ts';

/**
 * All that a replay said, topic by topic: what two replays are compared by. A topic's events are in the order of
 * their log; one that was published twice stands once.
 */
export class Story {
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

  /** Records that said again what one before them had said: outboxes that were published a second time. */
  get repeats(): number {
    return this.#repeats;
  }

  /** Records that said something else under an id that had been used. */
  get contradictions(): number {
    return this.#contradictions;
  }

  topics(): readonly string[] {
    return [...this.#topics.keys()].sort();
  }

  events(topic: string): readonly string[] {
    return [...(this.#topics.get(topic)?.values() ?? [])];
  }

  /** Twelve hexadecimal digits that tell two topics' contents apart, order included. */
  digest(topic: string): string {
    return hash('sha256', this.events(topic).join('\n'), 'hex').slice(0, 12);
  }
}

/** Where two stories part: per topic, how many events each has, and the first place at which they differ. */
export interface Difference {
  readonly topic: string;
  readonly counts: readonly [number, number];
  readonly place: number;
  readonly events: readonly [string | undefined, string | undefined];
}

export const differences = (a: Story, b: Story): readonly Difference[] =>
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
