import { type DeadLetter, deadLetterName, headersOf } from '../../shared/dead-letters/dead-letter.ts';
import { ORIGIN_HEADER } from '../../shared/events/origin.ts';
import type { TopicDefinition } from '../../shared/events/topics.ts';
import { REDRIVE_HEADERS, redriveOf } from '../../shared/kernel/redrive.ts';
import type { EmitRecord } from '../../shared/kernel/stage.ts';
import { headerOf, type KafkaRecord } from '../../shared/ports/record.ts';

const toBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Headers that the redriver replaces. */
const RESERVED: ReadonlySet<string> = new Set([ORIGIN_HEADER, ...Object.values(REDRIVE_HEADERS)]);

/**
 * The origin of the original record. No watermark applies to it any more, but it tells where the
 * record came from. In a record that was redriven before, the header `origin` is a redriver's.
 */
const firstOrigin = (topic: string, headers: KafkaRecord['headers']): Buffer | undefined =>
  headerOf(
    { headers },
    redriveOf({ topic, headers }) === undefined ? ORIGIN_HEADER : REDRIVE_HEADERS.originalOrigin,
  );

/**
 * The original partition, because state belongs to a partition. A record without a key would otherwise go to a random
 * one. A second try after a crash must meet the watermark of the first try.
 */
const partitionOf = (letter: DeadLetter, { partitions }: TopicDefinition): number | undefined => {
  const known = letter.original_partition;
  if (known !== undefined && known < partitions) return known;
  return letter.key === undefined ? 0 : undefined;
};

/** The original record of a dead letter, for the stage that gave it up. */
export const redrivenRecord = (letter: DeadLetter, stage: string, topic: TopicDefinition): EmitRecord => {
  const headers = headersOf(letter);
  const origin = firstOrigin(letter.topic, headers);
  const partition = partitionOf(letter, topic);
  return {
    kind: 'record',
    topic,
    ...(partition !== undefined && { partition }),
    key: letter.key === undefined ? null : toBuffer(letter.key),
    value: letter.value === undefined ? null : toBuffer(letter.value),
    headers: [
      ...headers.filter(([name]) => !RESERVED.has(name)),
      ...(origin === undefined ? [] : [[REDRIVE_HEADERS.originalOrigin, origin] as const]),
      [REDRIVE_HEADERS.of, Buffer.from(deadLetterName(letter))],
      [REDRIVE_HEADERS.for, Buffer.from(stage)],
    ],
  };
};
