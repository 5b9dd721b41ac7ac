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
  /** Recently redriven records. The redrive records of a batch are readable from the next batch on. */
  readonly recent: RecentIds;
}

const REMEMBERED_LETTERS = 256;

const findLetter = (found: RedriverContext, name: string): DeadLetter => {
  const item = found.get(name);
  if (item === undefined) {
    throw new PoisonError('DEAD_LETTER_NOT_FOUND', `there is no dead letter ${name}, or none any more`);
  }
  const letter = parseDeadLetter(item);
  if (letter === undefined) {
    throw new PoisonError('DEAD_LETTER_UNREADABLE', `the item of dead letter ${name} is malformed`);
  }
  return letter;
};

/**
 * Redrives dead letters of one scope, each record once, also for repeated requests. A redriven record has the
 * command's origin, so that no watermark skips it, and the name of its stage, so that other stages ignore it.
 * A command that cannot be executed becomes a dead letter with the reason.
 * @param remembered Number of recent redrives to remember, at least the commands of a batch.
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
      if (command.type !== 'redrive_requested') {
        throw new PoisonError('WRONG_TYPE', `${command.type} is not a redrive command`);
      }
      const topic = topics.get(command.data.topic);
      if (topic === undefined) {
        throw new PoisonError(
          'FOREIGN_TOPIC',
          `"${command.data.topic}" is not a ${scope} topic; send the command to the topic of its scope`,
        );
      }
      const name = deadLetterName(command.data);
      const letter = findLetter(found, name);
      const record = deadLetterName(redriveRecordKey(letter));
      if (redriveRecordFor(letter, found.get(record)) !== undefined) return [];
      const mark = redriveRecordItem(letter, command);
      if (recent.look(record, mark.record_timestamp) === 'same') return [];
      const taker = redrivable(letter);
      if ('code' in taker) throw new PoisonError(taker.code, `${name} cannot be redriven: ${taker.why}`);
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
