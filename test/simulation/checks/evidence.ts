import type { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import {
  type DeadLetter,
  deadLetterName,
  parseDeadLetter,
} from '../../../shared/dead-letters/dead-letter.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { formatOrigin } from '../../../shared/events/origin.ts';
import { eventTopics } from '../../../shared/events/topics.ts';
import { eventOf, originOf } from '../../../shared/kernel/decoded.ts';
import { isForAnother } from '../../../shared/kernel/redrive.ts';
import type { Item } from '../../../shared/ports/item.ts';
import type { KafkaRecord } from '../../../shared/ports/record.ts';
import type { SimulatedLog } from '../log.ts';
import { type Broken, CONTRADICTOR, type Refused, type Unexplained } from '../noise.ts';

/** A record that holds an event of its topic. */
export interface Said {
  readonly record: KafkaRecord;
  readonly event: Envelope;
  /** The event's text. */
  readonly text: string;
}

/** The final state of a world, as the checks read it. */
export class Evidence {
  readonly log: SimulatedLog;
  readonly tables: MemoryTables;
  readonly letters: readonly DeadLetter[];
  readonly broken: readonly Broken[];
  readonly unexplained: readonly Unexplained[];
  readonly refused: readonly Refused[];
  readonly #bodies: ReadonlyMap<string, Uint8Array>;
  readonly #resets: ReadonlyMap<string, number>;
  readonly #said = new Map<string, readonly Said[]>();
  readonly #givenUp: ReadonlySet<string>;

  private constructor(from: EvidenceSources, letterItems: readonly Item[]) {
    this.log = from.log;
    this.tables = from.tables;
    this.broken = from.broken;
    this.unexplained = from.unexplained;
    this.refused = from.refused;
    this.#bodies = from.bodies;
    this.#resets = from.resets;
    this.letters = letterItems.flatMap((item) => parseDeadLetter(item) ?? []);
    this.#givenUp = new Set(
      this.letters.map(({ stage, topic, original_partition, original_offset }) =>
        placeOf(String(stage), { topic, partition: original_partition ?? -1, offset: original_offset ?? -1 }),
      ),
    );
  }

  static async gather(from: EvidenceSources): Promise<Evidence> {
    return new Evidence(from, await from.tables.scan('dead-letters'));
  }

  /** The body of a stored checkpoint. */
  checkpoint(id: string): Uint8Array | undefined {
    return this.#bodies.get(id);
  }

  resetsOf(stage: string): number {
    return this.#resets.get(stage) ?? 0;
  }

  /** Every record of a topic with a valid event, in log order. */
  said(topic: string): readonly Said[] {
    const known = this.#said.get(topic) ?? this.log.read(topic).flatMap(saidIn);
    this.#said.set(topic, known);
    return known;
  }

  /** The same without an outside producer's repetitions of executions and signals. */
  soundlySaid(topic: string): readonly Said[] {
    return this.said(topic).filter(({ event }) => event.source !== CONTRADICTOR);
  }

  /**
   * The records of a topic that a stage processed: events that it did not give up, that were not for another stage, and
   * that are not a second copy of an emission.
   */
  takenBy(stage: string, topic: string): readonly Said[] {
    return firstCopies(this.said(topic)).filter(
      ({ record }) => !isForAnother(record, stage) && !this.#givenUp.has(placeOf(stage, record)),
    );
  }

  /** The dead letter by its name, `{topic}/{id}`. */
  letter(name: string): DeadLetter | undefined {
    return this.letters.find((one) => deadLetterName(one) === name);
  }

  topics(): readonly string[] {
    return eventTopics().map(({ name }) => name);
  }
}

export interface EvidenceSources {
  readonly log: SimulatedLog;
  readonly tables: MemoryTables;
  readonly broken: readonly Broken[];
  readonly unexplained: readonly Unexplained[];
  readonly refused: readonly Refused[];
  /** Stored checkpoints by id. */
  readonly bodies: ReadonlyMap<string, Uint8Array>;
  /** How often stages were rebuilt, by name. */
  readonly resets: ReadonlyMap<string, number>;
}

const firstCopies = (said: readonly Said[]): readonly Said[] => {
  const seen = new Set<string>();
  return said.filter(({ record }) => {
    const origin = originOf(record);
    if (origin === undefined) return true;
    const emission = `${record.partition} ${formatOrigin(origin)}`;
    return !seen.has(emission) && seen.add(emission);
  });
};

const saidIn = (record: KafkaRecord): readonly Said[] => {
  try {
    return [{ record, event: eventOf(record), text: String(record.value) }];
  } catch {
    return [];
  }
};

export const placeOf = (
  stage: string,
  { topic, partition, offset }: Pick<KafkaRecord, 'topic' | 'partition' | 'offset'>,
): string => `${stage} ${topic}-${partition}@${offset}`;

/** One event per id. */
export const distinct = (said: readonly Said[]): readonly Said[] => [
  ...new Map(said.map((one) => [one.event.id, one])).values(),
];

/** A check. It returns one sentence per problem. */
export type CheckEvidence = (evidence: Evidence) => readonly string[] | Promise<readonly string[]>;
