import { ORIGIN_HEADER } from '../../shared/events/origin.ts';
import { functionOf, readersOf } from '../../shared/events/pipeline.ts';
import { originalTopic } from '../../shared/events/topics.ts';
import { expiryOf } from '../../shared/expiry.ts';
import { DEAD_LETTER_HEADERS } from '../../shared/kernel/dead-letter.ts';
import { redriveOf } from '../../shared/kernel/redrive.ts';
import type { Item } from '../../shared/ports/item.ts';
import type { KafkaRecord } from '../../shared/ports/record.ts';
import { lambdaFailureIn } from './lambda-failure.ts';

/**
 * Maximum of key, value and headers together. An item holds 400 KB. A larger record stays on the dead-letter topic.
 */
export const MAX_INLINE_BYTES = 256 * 1_024;

/** Size of a header without its bytes. */
const HEADER_OVERHEAD = 48;

const MAX_TEXT = 1_024;

/** The beginning of a text, for an item. It does not end within a character, which a table may refuse. */
const short = (text: string): string => text.slice(0, MAX_TEXT).toWellFormed();

/** A record that was given up, with the stage and the reason. */
interface Letter {
  readonly reason: string;
  readonly error: string | undefined;
  readonly stage: string | undefined;
  /** If Lambda gave it up: the stage of the function that failed. */
  readonly functionArn?: string | undefined;
  readonly attempts: number | undefined;
  /** Its position in the log, as far as known. */
  readonly partition: number | undefined;
  readonly offset: number | undefined;
  readonly timestamp: number | undefined;
  readonly record: Pick<KafkaRecord, 'key' | 'value' | 'headers'>;
}

type Headers = KafkaRecord['headers'];

/** The headers that the kernel adds to a record that it gives up. */
const ADDED: readonly string[] = [
  ...Object.values(DEAD_LETTER_HEADERS).filter((name) => name !== DEAD_LETTER_HEADERS.originalOrigin),
  ORIGIN_HEADER,
];

/**
 * Headers by name, the last of each name. The kernel adds its headers at the end. A producer puts headers of one name
 * together. Earlier values came with the record, for example from a copied dead letter.
 */
const lastOf = (headers: Headers): ReadonlyMap<string, Headers[number]> =>
  new Map(headers.map((header) => [header[0], header]));

const ownHeaders = (headers: Headers, added: ReadonlySet<Headers[number] | undefined>): Headers =>
  headers.flatMap((header) => {
    if (added.has(header)) return [];
    const [name, value] = header;
    return [[name === DEAD_LETTER_HEADERS.originalOrigin ? ORIGIN_HEADER : name, value] as const];
  });

/** A dead letter of a stage: the original record with additional headers. */
const fromHeaders = (record: KafkaRecord): Letter | undefined => {
  const last = lastOf(record.headers);
  const textOf = (name: string): string | undefined => {
    const header = last.get(name);
    return header && short(header[1].toString());
  };
  const countOf = (name: string): number | undefined => {
    const text = textOf(name);
    return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  };
  const reason = textOf(DEAD_LETTER_HEADERS.reason);
  if (reason === undefined) return undefined;
  return {
    reason,
    error: textOf(DEAD_LETTER_HEADERS.error),
    stage: textOf(DEAD_LETTER_HEADERS.stage),
    attempts: countOf(DEAD_LETTER_HEADERS.attempts),
    partition: countOf(DEAD_LETTER_HEADERS.partition),
    offset: countOf(DEAD_LETTER_HEADERS.offset),
    timestamp: countOf(DEAD_LETTER_HEADERS.timestamp),
    record: { ...record, headers: ownHeaders(record.headers, new Set(ADDED.map((name) => last.get(name)))) },
  };
};

/**
 * The stage of a function. Lambda names the function, `{service}-{deployment}-{stage}` with dashes for dots. Only a
 * stage that reads the topic can have failed on it.
 */
const stageOfFunction = (arn: string | undefined, topic: string): string | undefined => {
  // arn:aws:lambda:{region}:{account}:function:{name}, with an optional version or alias.
  const name = arn?.split(':')[6] ?? '';
  return readersOf(topic).find((stage) => `-${name}`.endsWith(`-${functionOf(stage)}`));
};

/** A record that Lambda gave up after its retries, wrapped in Lambda's own message. */
const fromLambda = (record: KafkaRecord): Letter | undefined => {
  const failure = lambdaFailureIn(record.value);
  if (failure === undefined) return undefined;
  const original = failure.record;
  return {
    reason: short(failure.condition),
    error: failure.functionError === undefined ? undefined : short(failure.functionError),
    stage: stageOfFunction(failure.functionArn, originalTopic(record.topic)),
    functionArn: failure.functionArn === undefined ? undefined : short(failure.functionArn),
    attempts: failure.attempts,
    partition: original?.partition,
    offset: original?.offset,
    timestamp: original?.timestamp,
    record: original ?? record,
  };
};

/** A record in an unknown format. */
const fromNowhere = (record: KafkaRecord): Letter => ({
  reason: 'UNEXPLAINED',
  error: 'the record carries no reason and is not a message of Lambda',
  stage: undefined,
  attempts: undefined,
  partition: undefined,
  offset: undefined,
  timestamp: undefined,
  record,
});

const contentOf = ({ key, value, headers }: Letter['record']): Item => {
  const size = headers.reduce(
    (sum, [name, bytes]) => sum + Buffer.byteLength(name) + bytes.length + HEADER_OVERHEAD,
    (key?.length ?? 0) + (value?.length ?? 0),
  );
  if (size > MAX_INLINE_BYTES) return { value_omitted: true, record_bytes: size };
  // An absent key or value is left out, because it differs from an empty one.
  return {
    ...(key !== null && { key }),
    ...(value !== null && { value }),
    headers: headers.map(([name, bytes]) => ({ name, value: bytes })),
  };
};

/** Sorts like the log: partitions and offsets padded with zeros. */
export const deadLetterId = ({ partition, offset }: Pick<KafkaRecord, 'partition' | 'offset'>): string =>
  `${String(partition).padStart(5, '0')}@${String(offset).padStart(16, '0')}`;

/**
 * The dead-letters item of a record of a dead-letter topic. Every record has one: an unknown record has only its
 * bytes and position.
 */
export const deadLetterItem = (record: KafkaRecord, now: number | undefined, retentionDays: number): Item => {
  const letter = fromHeaders(record) ?? fromLambda(record) ?? fromNowhere(record);
  const { reason, error, stage, functionArn, attempts, partition, offset, timestamp } = letter;
  const topic = originalTopic(record.topic);
  const redrive = redriveOf({ topic, headers: letter.record.headers });
  return {
    topic,
    dead_letter_id: deadLetterId(record),
    reason,
    ...(error !== undefined && { error }),
    ...(stage !== undefined && { stage }),
    ...(functionArn !== undefined && { function_arn: functionArn }),
    ...(attempts !== undefined && { attempts }),
    ...(partition !== undefined && { original_partition: partition }),
    ...(offset !== undefined && { original_offset: offset }),
    ...(timestamp !== undefined && { original_timestamp: timestamp }),
    // The dead letter that was redriven and became this one.
    ...(redrive !== undefined && { redrive_of: short(redrive.of) }),
    dead_letter_topic: record.topic,
    dead_letter_partition: record.partition,
    dead_letter_offset: record.offset,
    dead_letter_timestamp: record.timestamp,
    ...contentOf(letter.record),
    ...expiryOf(record.timestamp, now, retentionDays),
  };
};
