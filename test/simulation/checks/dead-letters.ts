import {
  type DeadLetter,
  deadLetterName,
  headersOf,
  REFUSALS,
} from '../../../shared/dead-letters/dead-letter.ts';
import { SCOPES } from '../../../shared/events/brokers.ts';
import { ORIGIN_HEADER } from '../../../shared/events/origin.ts';
import { readersOf, stageOf } from '../../../shared/events/pipeline.ts';
import { deadLetterTopic } from '../../../shared/events/topics.ts';
import { DEAD_LETTER_HEADERS } from '../../../shared/kernel/dead-letter.ts';
import { redriveOf } from '../../../shared/kernel/redrive.ts';
import { headerOf, type KafkaRecord } from '../../../shared/ports/record.ts';
import { type CheckEvidence, type Evidence, placeOf } from './evidence.ts';

const REFUSED_COMMANDS: ReadonlySet<string> = new Set(REFUSALS);

/** Valid records that may be given up: a producer's early signal, a redrive that is not allowed. */
const isAllowed = ({ reason, stage, topic }: DeadLetter): boolean =>
  reason === 'FROM_THE_FUTURE' ||
  (isRedriver(stage) && readersOf(topic).some((reader) => reader === stage) && REFUSED_COMMANDS.has(reason));

const isRedriver = (stage: string | undefined): boolean =>
  SCOPES.some((scope) => stage === stageOf('redriver', scope).name);

const sameBytes = (a: Uint8Array | null | undefined, b: Uint8Array | null | undefined): boolean =>
  a === undefined || a === null ? b === undefined || b === null : Buffer.from(a).equals(Buffer.from(b ?? []));

const sameHeaders = (a: KafkaRecord['headers'], b: KafkaRecord['headers']): boolean =>
  a.length === b.length &&
  a.every(([name, value], place) => name === b[place]?.[0] && value.equals(b[place]?.[1] ?? Buffer.alloc(0)));

const isFaithful = (letter: DeadLetter, record: KafkaRecord): boolean =>
  sameBytes(letter.key, record.key) &&
  sameBytes(letter.value, record.value) &&
  sameHeaders(headersOf(letter), record.headers);

/** The records that each stage must give up: broken ones, and after a redrive those that were for this stage. */
const expectedLetters = (evidence: Evidence): ReadonlyMap<string, KafkaRecord> => {
  const expected = new Map<string, KafkaRecord>();
  for (const { topic, partition, offset, by } of evidence.refused) {
    const [record] = evidence.log.slice(topic, partition, offset, offset + 1);
    if (record !== undefined) for (const stage of by) expected.set(placeOf(stage, record), record);
  }
  const refusedAt = new Set(evidence.refused.flatMap((one) => one.by.map((stage) => placeOf(stage, one))));
  const putBack = new Set<string>();
  const brokenAt = new Map(evidence.broken.map((one) => [placeOf('', one), one]));
  for (const topic of evidence.topics()) {
    for (const record of evidence.log.read(topic)) {
      const redrive = redriveOf(record);
      const letter = redrive && evidence.letter(redrive.of);
      const broken = brokenAt.get(placeOf('', record));
      if (letter !== undefined && redrive !== undefined) {
        const first = {
          topic,
          partition: letter.original_partition ?? -1,
          offset: letter.original_offset ?? -1,
        };
        // A contradiction is not redriven, and an execution mode does not change.
        if (refusedAt.has(placeOf(redrive.for, first)) && !putBack.has(redrive.of)) {
          putBack.add(redrive.of);
          refusedAt.add(placeOf(redrive.for, record));
          expected.set(placeOf(redrive.for, record), record);
        }
        const before = brokenAt.get(placeOf('', first));
        if (before?.byContent !== true || putBack.has(redrive.of)) continue;
        putBack.add(redrive.of);
        brokenAt.set(placeOf('', record), before);
        expected.set(placeOf(redrive.for, record), record);
      } else if (broken !== undefined) {
        for (const reader of readersOf(topic)) expected.set(placeOf(reader, record), record);
      }
    }
  }
  return expected;
};

/** Each reader has exactly one dead letter per broken record, byte for byte. Others need an allowed reason. */
export const deadLetters: CheckEvidence = (evidence) => {
  const expected = expectedLetters(evidence);
  const found = new Map<string, DeadLetter[]>();
  for (const letter of evidence.letters) {
    if (
      letter.stage === undefined ||
      letter.original_partition === undefined ||
      letter.original_offset === undefined
    ) {
      continue;
    }
    const place = placeOf(letter.stage, {
      topic: letter.topic,
      partition: letter.original_partition,
      offset: letter.original_offset,
    });
    found.set(place, [...(found.get(place) ?? []), letter]);
  }
  const problems: string[] = [];
  for (const [place, record] of expected) {
    const [letter] = found.get(place) ?? [];
    if (letter === undefined) problems.push(`${place} is broken, and there is no dead letter of it`);
    else if (!isFaithful(letter, record)) problems.push(`the dead letter of ${place} is not the record`);
  }
  for (const [place, letters] of found) {
    const [first] = letters;
    if (letters.length > 1) problems.push(`${place} has ${letters.length} dead letters`);
    if (!expected.has(place) && first !== undefined && !isAllowed(first)) {
      problems.push(`${place} was given up: ${first?.reason} ${first?.error ?? ''}`);
    }
  }
  return problems;
};

/** Every record of a dead-letter topic and of Lambda's failures is an item, also a record without a reason. */
export const deadLetterItems: CheckEvidence = (evidence) => {
  const items = new Set(evidence.letters.map(deadLetterName));
  const written = new Set(evidence.letters.map((letter) => `${letter.topic} ${letterPlace(letter)}`));
  const published = evidence
    .topics()
    .flatMap((topic) => evidence.log.read(deadLetterTopic(topic)).map((letter) => [topic, letter] as const));
  const missing = published.flatMap(([topic, { headers }]) => {
    const last = (name: string): string => String(headers.findLast(([header]) => header === name)?.[1]);
    const place = `${last(DEAD_LETTER_HEADERS.stage)} ${last(DEAD_LETTER_HEADERS.partition)}@${last(DEAD_LETTER_HEADERS.offset)}`;
    return written.has(`${topic} ${place}`)
      ? []
      : [`${place} is on the dead-letter topic of ${topic}, and not in the table`];
  });
  return [...missing, ...unexplainedWithout(evidence, items)];
};

const letterPlace = ({ stage, original_partition, original_offset }: DeadLetter): string =>
  `${stage} ${original_partition}@${original_offset}`;

const unexplainedWithout = (evidence: Evidence, items: ReadonlySet<string>): readonly string[] =>
  evidence.unexplained.flatMap(({ topic, id }) =>
    items.has(`${topic}/${id}`) ? [] : [`what was put on ${topic} as ${id} is not in the table`],
  );

/** A dead letter is redriven at most once, and so is a record with several dead letters. */
export const redrives: CheckEvidence = (evidence) => {
  const byLetter = new Map<string, Set<string>>();
  const byRecord = new Map<string, Set<string>>();
  for (const topic of evidence.topics()) {
    for (const record of evidence.log.read(topic)) {
      const redrive = redriveOf(record);
      const letter = redrive && evidence.letter(redrive.of);
      if (redrive === undefined || letter === undefined) continue;
      const origin = String(headerOf(record, ORIGIN_HEADER));
      byLetter.set(redrive.of, (byLetter.get(redrive.of) ?? new Set()).add(origin));
      const first = {
        topic,
        partition: letter.original_partition ?? -1,
        offset: letter.original_offset ?? -1,
      };
      const place = placeOf(redrive.for, first);
      byRecord.set(place, (byRecord.get(place) ?? new Set()).add(origin));
    }
  }
  return [...byLetter, ...byRecord].flatMap(([what, origins]) =>
    origins.size > 1 ? [`${what} was put back ${origins.size} times`] : [],
  );
};
