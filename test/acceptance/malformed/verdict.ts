import { ORIGIN_HEADER } from '../../../shared/events/origin.ts';
import { deadLetterTopic, originalTopic } from '../../../shared/events/topics.ts';
import { DEAD_LETTER_HEADERS } from '../../../shared/kernel/dead-letter.ts';
import type { Item } from '../../../shared/ports/item.ts';
import type { KafkaRecord } from '../../../shared/ports/record.ts';
import type { Place } from './mixer.ts';
import { type MalformedRecord, SERIAL_HEADER } from './plan.ts';

/** The verdict on one malformed record. */
export interface Verdict {
  readonly record: MalformedRecord;
  /** Its dead letters. */
  readonly letters: number;
  /** Number of them in the dead-letters table. */
  readonly listed: number;
  readonly problems: readonly string[];
}

const valuesOf = (letter: KafkaRecord, name: string): readonly Buffer[] =>
  letter.headers.flatMap(([header, value]) => (header === name ? [value] : []));

/** A stage adds its headers after the record's own. */
const added = (letter: KafkaRecord, name: string): string => String(valuesOf(letter, name).at(-1) ?? '');

const same = (a: Buffer | null, b: Buffer | null): boolean =>
  a === null || b === null ? a === b : a.equals(b);

/** The record's own values of a header come first. Its origin has another name. */
const headerKept = (letter: KafkaRecord, own: MalformedRecord['headers'], name: string): boolean => {
  const wanted = own.flatMap(([header, value]) => (header === name ? [value] : []));
  const found = valuesOf(letter, name === ORIGIN_HEADER ? DEAD_LETTER_HEADERS.originalOrigin : name);
  return wanted.every((value, place) => found[place]?.equals(value));
};

/** The problems of one dead letter of a record. */
const letterProblems = (
  letter: KafkaRecord,
  { kind, topic, key, value, headers }: MalformedRecord,
  place: Place | undefined,
): readonly string[] => {
  const stage = added(letter, DEAD_LETTER_HEADERS.stage);
  const stood = [
    added(letter, DEAD_LETTER_HEADERS.topic),
    added(letter, DEAD_LETTER_HEADERS.partition),
    added(letter, DEAD_LETTER_HEADERS.offset),
  ].join(' ');
  const reason = added(letter, DEAD_LETTER_HEADERS.reason);
  const lost = headers.find(([name]) => !headerKept(letter, headers, name));
  return [
    ...(letter.topic === deadLetterTopic(topic) ? [] : [`${stage} put it on ${letter.topic}`]),
    ...(same(letter.key, key) ? [] : [`${stage} changed its key`]),
    ...(same(letter.value, value) ? [] : [`${stage} changed its value`]),
    ...(lost === undefined ? [] : [`${stage} changed its header ${lost[0]}`]),
    ...(reason === kind.reason ? [] : [`${stage} gave ${reason} as the reason, not ${kind.reason}`]),
    ...(stood === `${topic} ${place?.partition} ${place?.offset}`
      ? []
      : [`${stage} says that it stood at ${stood}`]),
  ];
};

const listedAs = (letter: KafkaRecord): string => `${letter.topic} ${letter.partition} ${letter.offset}`;

const itemProblems = (
  item: Item | undefined,
  letter: KafkaRecord,
  { kind }: MalformedRecord,
): readonly string[] => {
  if (item === undefined) return [`${listedAs(letter)} is not in the dead-letters table`];
  const kept =
    item.value_omitted === true ||
    same(item.value instanceof Uint8Array ? Buffer.from(item.value) : null, letter.value);
  return [
    ...(item.reason === kind.reason ? [] : [`the table gives ${String(item.reason)} as the reason`]),
    ...(kept ? [] : [`the table has another value for ${listedAs(letter)}`]),
  ];
};

/**
 * Dead letters by malformed record. A dead letter that a stage publishes again has the same origin. Readers skip it by
 * that, and so does this class.
 */
export class LetterBox {
  readonly #bySerial = new Map<string, KafkaRecord[]>();
  readonly #strays: string[] = [];
  readonly #origins = new Set<string>();
  #repeats = 0;

  add(letter: KafkaRecord): void {
    const origin = added(letter, ORIGIN_HEADER);
    if (this.#origins.has(origin)) {
      this.#repeats += 1;
      return;
    }
    this.#origins.add(origin);
    const serial = valuesOf(letter, SERIAL_HEADER)[0]?.toString();
    if (serial === undefined) {
      this.#strays.push(`${listedAs(letter)}: ${added(letter, DEAD_LETTER_HEADERS.error)}`);
      return;
    }
    this.#bySerial.set(serial, [...(this.#bySerial.get(serial) ?? []), letter]);
  }

  /** Dead letters of records that were not malformed. */
  get strays(): readonly string[] {
    return this.#strays;
  }

  /** Dead letters that were published again. */
  get repeats(): number {
    return this.#repeats;
  }

  of(serial: string): readonly KafkaRecord[] {
    return this.#bySerial.get(serial) ?? [];
  }
}

const timesProblems = (
  letters: readonly KafkaRecord[],
  { refusedBy }: MalformedRecord,
): readonly string[] => {
  const stages = letters.map((letter) => added(letter, DEAD_LETTER_HEADERS.stage));
  return [
    ...refusedBy.flatMap((stage) => {
      const times = stages.filter((each) => each === stage).length;
      return times === 1 ? [] : [`${stage} refused it ${times} times`];
    }),
    ...stages.filter((stage) => !refusedBy.includes(stage)).map((stage) => `${stage} refused it, too`),
  ];
};

/** The stage and the record of a dead letter, by which the table has one item. */
const itemKey = (letter: KafkaRecord): string => {
  const { stage, partition, offset } = DEAD_LETTER_HEADERS;
  const place = [partition, offset].map((header) => added(letter, header)).join(' ');
  return `${added(letter, stage)} ${originalTopic(letter.topic)} ${place}`;
};

/** Compares every malformed record with its dead letters and their entries in the table. */
export const verdicts = (
  plan: readonly MalformedRecord[],
  places: ReadonlyMap<string, Place>,
  box: LetterBox,
  table: readonly Item[],
): readonly Verdict[] => {
  const items = new Map(
    table.map((item) => [
      `${item.stage} ${item.topic} ${item.original_partition} ${item.original_offset}`,
      item,
    ]),
  );
  return plan.map((record) => {
    const letters = box.of(record.serial);
    const problems = [
      ...timesProblems(letters, record),
      ...letters.flatMap((letter) => [
        ...letterProblems(letter, record, places.get(record.serial)),
        ...itemProblems(items.get(itemKey(letter)), letter, record),
      ]),
    ];
    const listed = letters.filter((letter) => items.has(itemKey(letter))).length;
    return { record, letters: letters.length, listed, problems };
  });
};
