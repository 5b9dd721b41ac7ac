import { deadLetterName, parseDeadLetter } from '../../shared/dead-letters/dead-letter.ts';
import { redriveRecordKey } from '../../shared/dead-letters/redrive-record.ts';
import type { Scope } from '../../shared/events/brokers.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import type { LoadContext } from '../../shared/kernel/ports.ts';
import type { Item } from '../../shared/ports/item.ts';
import type { TableReader } from '../../shared/ports/table-reader.ts';

/** Items of the dead-letters table by `{topic}/{dead_letter_id}`: dead letters and redrive records. */
export type RedriverContext = ReadonlyMap<string, Item>;

const lettersOf = (event: Envelope, topics: ReadonlySet<string>): readonly Item[] => {
  // The stage refuses items of other scopes, and its role has no permission to read them.
  if (event.type !== 'redrive_requested' || !topics.has(event.data.topic)) return [];
  const { topic, dead_letter_id } = event.data;
  return [{ topic, dead_letter_id }];
};

const marksOf = (item: Item): readonly Item[] => {
  const letter = parseDeadLetter(item);
  return letter === undefined ? [] : [redriveRecordKey(letter)];
};

/**
 * The dead letters that the commands of a batch name, and their redrive records. Read after the previous
 * batch wrote its redrive records. A batch reduced with an older read is not saved, so no redrive record is missed.
 */
export const loadRedriverContext = (deps: {
  readonly tables: TableReader;
  readonly scope: Scope;
}): LoadContext<RedriverContext> => {
  const topics: ReadonlySet<string> = new Set(stageOf('redriver', deps.scope).writes.map(({ name }) => name));
  const read = async (keys: readonly Item[]): Promise<readonly Item[]> =>
    keys.length === 0 ? [] : deps.tables.getMany('dead-letters', keys);
  return async (events) => {
    const letters = await read(events.flatMap((event) => lettersOf(event, topics)));
    const marks = await read(letters.flatMap(marksOf));
    return new Map(
      [...letters, ...marks].map((item) => [
        deadLetterName({ topic: String(item.topic), dead_letter_id: String(item.dead_letter_id) }),
        item,
      ]),
    );
  };
};
