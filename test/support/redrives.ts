import { createEvent } from '../../shared/events/create.ts';
import { ALPHA_PANDA, type Uuid, uuidV5 } from '../../shared/events/ids.ts';
import {
  deadLetterTopic,
  redriveTopic,
  type TopicDefinition,
  topicDefinition,
  topicsFor,
} from '../../shared/events/topics.ts';
import type { Kernel } from '../../shared/kernel/kernel.ts';
import { jsonCodec, type Stage } from '../../shared/kernel/stage.ts';
import type { Item } from '../../shared/ports/item.ts';
import type { KafkaRecord } from '../../shared/ports/record.ts';
import type { World } from './kernel.ts';
import { kafkaEvent, SESSION_OPEN } from './records.ts';

export const FILLS = topicsFor('paper').ordersFilled;

export const PORTFOLIO = 'paper.portfolio-manager';

const AT = new Date(SESSION_OPEN).toISOString();

/** The `n`-th fill. */
export const fill = (n: number) =>
  createEvent(
    FILLS,
    'order_filled',
    {
      order_id: `order-${n}`,
      fill_id: `fill-${n}`,
      signal_id: uuidV5(ALPHA_PANDA, `signal ${n}`),
      strategy_id: 'momentum-1',
      instrument_token: 256265,
      signal_type: 'BUY',
      quantity: n + 1,
      fill_price: 100,
      fees: 1,
      execution_mode: 'paper',
      complete: true,
      timestamp: AT,
    },
    { id: uuidV5(ALPHA_PANDA, `fill ${n}`), ts: AT, source: 'paper.trading-engine' },
  );

export interface Taker {
  readonly taken: string[];
}

/** A stage that writes down the ids of events that it takes, and throws on those that it does not like by now. */
export const takerStage = (
  name: string,
  dislikes: (id: Uuid) => boolean,
  topic: TopicDefinition = FILLS,
): Stage<Taker, undefined> => ({
  name,
  topics: [topic],
  codec: jsonCodec(),
  initial: () => ({ taken: [] }),
  reduce({ taken }, event) {
    taken.push(event.id);
    if (dislikes(event.id)) throw new Error('does not like it');
    return [];
  },
});

/** The `n`-th command to put a dead letter back, as it goes on its topic. */
export const redriveCommand = (topic: string, deadLetterId: string, n = 0) => {
  const commands = redriveTopic(topicDefinition(topic).broker);
  const event = createEvent(
    commands,
    'redrive_requested',
    {
      topic,
      dead_letter_id: deadLetterId,
      subject: `${topic}/${deadLetterId}`,
      actor: { user_id: 'DEMO01' },
      reason: 'mended',
      timestamp: AT,
    },
    { id: uuidV5(ALPHA_PANDA, `redrive ${topic} ${deadLetterId} ${n}`), ts: AT, source: 'dead-letters-api' },
  );
  return { topic: commands.name, key: event.key, value: JSON.stringify(event), headers: [] };
};

/** The id of the dead letter at an offset. */
export const letterId = (offset: number) => `00000@${String(offset).padStart(16, '0')}`;

/** An item of the dead-letters table: a fill's, that `PORTFOLIO` gave up. */
export const letterItem = (offset: number, change: Item = {}): Item => ({
  topic: FILLS.name,
  dead_letter_id: letterId(offset),
  reason: 'STAGE_THREW',
  stage: PORTFOLIO,
  original_partition: 0,
  dead_letter_topic: deadLetterTopic(FILLS.name),
  dead_letter_partition: 0,
  dead_letter_offset: offset,
  dead_letter_timestamp: SESSION_OPEN,
  key: Buffer.from('a'),
  value: Buffer.from('b'),
  headers: [],
  ...change,
});

interface Reader {
  readonly topics: readonly { readonly name: string }[];
  readonly kernel: Pick<Kernel<unknown, unknown, unknown>, 'handle'>;
}

/** Gives every reader everything on its topics, until there is nothing more. */
export const deliverAll = async ({ log }: World, readers: readonly Reader[]): Promise<void> => {
  const committed = new Map<string, number>();
  for (let quiet = false; !quiet; ) {
    quiet = true;
    for (const [place, { topics, kernel }] of readers.entries()) {
      for (const { name } of topics) {
        const at = (partition: number) => `${place} ${name} ${partition}`;
        const records: readonly KafkaRecord[] = log.read(name, (n) => committed.get(at(n)) ?? 0);
        if (records.length === 0) continue;
        quiet = false;
        const { response } = await kernel.handle(kafkaEvent(records));
        if (response.batchItemFailures.length > 0) throw new Error('a partition stopped');
        for (const { partition, offset } of records) committed.set(at(partition), offset + 1);
      }
    }
  }
};
