import {
  type DeadLetter,
  deadLetterName,
  parseDeadLetter,
  redrivable,
} from '../../shared/dead-letters/dead-letter.ts';
import {
  redriveRecordFor,
  redriveRecordItem,
  redriveRecordKey,
} from '../../shared/dead-letters/redrive-record.ts';
import { PoisonError } from '../../shared/errors.ts';
import type { Scope } from '../../shared/events/brokers.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import { RecentIds } from '../../shared/events/recent-ids.ts';
import type { TopicDefinition } from '../../shared/events/topics.ts';
import type { Emit, Stage } from '../../shared/kernel/stage.ts';
import type { RedriverContext } from './context.ts';
import { redrivenRecord } from './redriven-record.ts';

export interface RedriverState {
  /** Records put back of late: the marks of a batch can be read from the next one on. */
  readonly recent: RecentIds;
}

const REMEMBERED_LETTERS = 256;

const findLetter = (found: RedriverContext, name: string): DeadLetter => {
  const item = found.get(name);
  if (item === undefined)
    throw new PoisonError('DEAD_LETTER_NOT_FOUND', `there is no dead letter ${name}, or none any more`);
  const letter = parseDeadLetter(item);
  if (letter === undefined)
    throw new PoisonError('DEAD_LETTER_UNREADABLE', `the item of dead letter ${name} is malformed`);
  return letter;
};

/**
 * Puts dead letters of one scope back on their topics, each record once, whoever asks how often. What is put back carries the
 * command's origin, so no watermark swallows it, and the name of the stage that gave it up, so nobody else takes it.
 * A command that cannot be followed is a dead letter itself, with the reason.
 * @param remembered Letters put back of late that it knows without reading: no fewer than a batch has commands.
 */
export const redriver = (
  scope: Scope,
  remembered = REMEMBERED_LETTERS,
): Stage<RedriverState, RedriverContext> => {
  const { name: stage, reads, writes } = stageOf('redriver', scope);
  const topics: ReadonlyMap<string, TopicDefinition> = new Map(writes.map((topic) => [topic.name, topic]));
  return {
    name: stage,
    topics: reads,
    codec: {
      encode: ({ recent }) => recent.encode(),
      decode: (packed) => ({ recent: RecentIds.decode(packed, remembered) }),
    },
    initial: () => ({ recent: new RecentIds(remembered) }),
    reduce({ recent }, command, found): readonly Emit[] {
      if (command.type !== 'redrive_requested')
        throw new PoisonError('WRONG_TYPE', `${command.type} is no command to put a dead letter back`);
      const topic = topics.get(command.data.topic);
      if (topic === undefined) {
        throw new PoisonError(
          'FOREIGN_TOPIC',
          `"${command.data.topic}" is no ${scope} topic; ask on the topic of its own scope`,
        );
      }
      const name = deadLetterName(command.data);
      const letter = findLetter(found, name);
      const record = deadLetterName(redriveRecordKey(letter));
      if (redriveRecordFor(letter, found.get(record)) !== undefined) return [];
      const mark = redriveRecordItem(letter, command);
      if (recent.look(record, mark.record_timestamp) === 'same') return [];
      const taker = redrivable(letter);
      if ('code' in taker) throw new PoisonError(taker.code, `${name} cannot be put back: ${taker.why}`);
      recent.remember(record, mark.record_timestamp);
      return [
        redrivenRecord(letter, taker.stage, topic),
        {
          kind: 'projection',
          table: 'dead-letters',
          orderedBy: 'dead_letter_timestamp',
          item: mark,
        },
      ];
    },
  };
};
