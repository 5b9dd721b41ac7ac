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

/** A dead letter with its redrive record, if it was redriven. */
export interface WithRedrive {
  readonly letter: DeadLetter;
  readonly redrive: RedriveRecord | undefined;
}

type Reads = Pick<DeadLettersServices, 'tables' | 'onBadItem'>;

const lettersIn = (items: readonly Item[], { onBadItem }: Reads): readonly DeadLetter[] =>
  items.flatMap((item) => {
    const letter = parseDeadLetter(item);
    if (letter === undefined) {
      onBadItem('dead-letters', `${item.topic}/${item.dead_letter_id}`, 'is not a dead letter');
    }
    return letter ?? [];
  });

const withRedrives = async (
  letters: readonly DeadLetter[],
  { tables }: Reads,
): Promise<readonly WithRedrive[]> => {
  const redrives =
    letters.length === 0 ? [] : await tables.getMany('dead-letters', letters.map(redriveRecordKey));
  const byId = new Map(redrives.map((item) => [String(item.dead_letter_id), item]));
  return letters.map((letter) => ({
    letter,
    redrive: redriveRecordFor(letter, byId.get(redriveRecordKey(letter).dead_letter_id)),
  }));
};

/** The dead letters with these ids that exist, by `{topic}/{dead_letter_id}`. */
export const findDeadLetters = async (
  reads: Reads,
  topic: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, WithRedrive>> => {
  const keys = ids.map((dead_letter_id) => ({ topic, dead_letter_id }));
  const found = lettersIn(await reads.tables.getMany('dead-letters', keys), reads);
  const all = await withRedrives(found, reads);
  return new Map(all.map((one) => [deadLetterName(one.letter), one]));
};

/** Size of the record in bytes. */
export const bytesOf = ({ record_bytes, key, value, headers = [] }: DeadLetter): number =>
  record_bytes ??
  headers.reduce(
    (sum, header) => sum + header.name.length + header.value.byteLength,
    (key?.byteLength ?? 0) + (value?.byteLength ?? 0),
  );

/** Dead letters that one request reads at most. */
export const MAX_SCANNED = 1_000;
const MAX_BYTES = 16_000_000;
const PAGE = 50;

export interface Selection {
  readonly topic: string;
  readonly newestFirst: boolean;
  /** Id of the dead letter after which to start. */
  readonly after: string | undefined;
  readonly limit: number;
  wanted(one: WithRedrive): boolean;
}

export interface Selected {
  readonly letters: readonly WithRedrive[];
  /** Id after which to continue; absent at the end. */
  readonly next?: string;
}

/** Reads a topic's dead letters in order until the limit, MAX_SCANNED or MAX_BYTES is reached. */
export const selectDeadLetters = async (
  reads: Reads,
  { topic, newestFirst, after, limit, wanted }: Selection,
): Promise<Selected> => {
  const letters: WithRedrive[] = [];
  let scanned = 0;
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
    const all = await withRedrives(lettersIn(page.items, reads), reads);
    for (const one of all) {
      const isWanted = wanted(one);
      if ((isWanted && letters.length === limit) || scanned === MAX_SCANNED || bytes >= MAX_BYTES) {
        return { letters, ...(last !== undefined && { next: last }) };
      }
      if (isWanted) letters.push(one);
      scanned += 1;
      bytes += bytesOf(one.letter);
      last = one.letter.dead_letter_id;
    }
    last = page.items.map((item) => String(item.dead_letter_id)).at(-1) ?? last;
  }
  return { letters };
};
