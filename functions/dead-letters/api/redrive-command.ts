import { actorOf } from '../../../shared/audit/authority.ts';
import { type DeadLetter, deadLetterName } from '../../../shared/dead-letters/dead-letter.ts';
import { createEvent } from '../../../shared/events/create.ts';
import { uuidV5 } from '../../../shared/events/ids.ts';
import { redriveTopic, topicDefinition } from '../../../shared/events/topics.ts';
import type { Caller } from '../../../shared/http/request.ts';
import type { CallContext } from '../../../shared/http/route.ts';
import type { OutgoingRecord } from '../../../shared/ports/record.ts';

type Request = Omit<CallContext, 'newId'> & { readonly caller: Caller };

/**
 * The command that redrives one dead letter. Its id is a function of the correlation id and the dead letter, so a
 * repeated request publishes the same command.
 */
export const commandFor = (letter: DeadLetter, reason: string, request: Request): OutgoingRecord => {
  const topic = redriveTopic(topicDefinition(letter.topic).broker);
  const subject = deadLetterName(letter);
  const at = new Date(request.now).toISOString();
  const event = {
    ...createEvent(
      topic,
      'redrive_requested',
      {
        topic: letter.topic,
        dead_letter_id: letter.dead_letter_id,
        subject,
        actor: actorOf(request.caller, request.origin),
        reason,
        timestamp: at,
      },
      { id: uuidV5(request.correlationId, `redrive ${subject}`), ts: at, source: 'dead-letters-api' },
    ),
    correlation_id: request.correlationId,
  };
  return { topic: topic.name, key: event.key, value: JSON.stringify(event), headers: [] };
};
