import {
  type DeadLetter,
  deadLetterName,
  parseDeadLetter,
} from '../../../shared/dead-letters/dead-letter.ts';
import {
  type RedriveRecord,
  redriveRecordFor,
  redriveRecordKey,
} from '../../../shared/dead-letters/redrive-record.ts';
import type { Item } from '../../../shared/ports/item.ts';
import type { DeadLettersServices } from './services.ts';

/** A dead letter, and what says that it was put back. */
export interface WithRedrive {
  readonly letter: DeadLetter;
  readonly mark: RedriveRecord | undefined;
}

type Reads = Pick<DeadLettersServices, 'tables' | 'onBadItem'>;

const lettersIn = (items: readonly Item[], { onBadItem }: Reads): readonly DeadLetter[] =>
  items.flatMap((item) => {
    const letter = parseDeadLetter(item);
    if (letter === undefined)
      onBadItem('dead-letters', `${item.topic}/${item.dead_letter_id}`, 'is not a dead letter');
    return letter ?? [];
  });

const withRedrives = async (
  letters: readonly DeadLetter[],
  { tables }: Reads,
): Promise<readonly WithRedrive[]> => {
  const marks =
    letters.length === 0 ? [] : await tables.getMany('dead-letters', letters.map(redriveRecordKey));
  const byId = new Map(marks.map((item) => [String(item.dead_letter_id), item]));
  return letters.map((letter) => ({
    letter,
    mark: redriveRecordFor(letter, byId.get(redriveRecordKey(letter).dead_letter_id)),
  }));
};

/** Those of a topic's dead letters that exist, by `{topic}/{dead_letter_id}`. */
export const findDeadLetters = async (
  reads: Reads,
  topic: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, WithRedrive>> => {
  const keys = ids.map((dead_letter_id) => ({ topic, dead_letter_id }));
  const found = lettersIn(await reads.tables.getMany('dead-letters', keys), reads);
  const marked = await withRedrives(found, reads);
  return new Map(marked.map((one) => [deadLetterName(one.letter), one]));
};

/** Bytes of the record, as far as they are kept here. */
export const bytesOf = ({ record_bytes, key, value, headers = [] }: DeadLetter): number =>
  record_bytes ??
  headers.reduce(
    (sum, header) => sum + header.name.length + header.value.byteLength,
    (key?.byteLength ?? 0) + (value?.byteLength ?? 0),
  );

/** What one request looks through at most, whatever it finds. */
export const MAX_LOOKED_THROUGH = 1_000;
const MAX_BYTES = 16_000_000;
const PAGE = 50;

export interface Selection {
  readonly topic: string;
  readonly newestFirst: boolean;
  /** Id of the letter behind which it begins. */
  readonly after: string | undefined;
  readonly limit: number;
  wanted(one: WithRedrive): boolean;
}

export interface Selected {
  readonly letters: readonly WithRedrive[];
  /** How many were looked through to find them. */
  readonly lookedThrough: number;
  /** Id behind which to go on; absent at the end. */
  readonly next?: string;
}

/** Some of a topic's dead letters, in order. It ends early where enough was looked through. */
export const selectDeadLetters = async (
  reads: Reads,
  { topic, newestFirst, after, limit, wanted }: Selection,
): Promise<Selected> => {
  const letters: WithRedrive[] = [];
  let lookedThrough = 0;
  let bytes = 0;
  let last = after;
  for (let more = true; more; ) {
    const page = await reads.tables.page('dead-letters', {
      partitionKey: topic,
      limit: PAGE,
      newestFirst,
      ...(last !== undefined && { after: last }),
    });
    more = page.more;
    const marked = await withRedrives(lettersIn(page.items, reads), reads);
    for (const one of marked) {
      const isWanted = wanted(one);
      if (
        (isWanted && letters.length === limit) ||
        lookedThrough === MAX_LOOKED_THROUGH ||
        bytes >= MAX_BYTES
      )
        return { letters, lookedThrough, ...(last !== undefined && { next: last }) };
      if (isWanted) letters.push(one);
      lookedThrough += 1;
      bytes += bytesOf(one.letter);
      last = one.letter.dead_letter_id;
    }
    last = page.items.map((item) => String(item.dead_letter_id)).at(-1) ?? last;
  }
  return { letters, lookedThrough };
};
