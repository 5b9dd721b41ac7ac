import { ORIGIN_HEADER } from '../events/origin.ts';
import { originalTopic } from '../events/topics.ts';
import { DEAD_LETTER_HEADERS } from '../kernel/dead-letter.ts';
import type { DeadLetterTable, ProjectionWriter } from '../kernel/ports.ts';
import type { Clock, MarketClock } from '../ports/clock.ts';
import type { Item } from '../ports/item.ts';
import type { KafkaRecord, OutgoingRecord } from '../ports/record.ts';
import { deadLetterId, type Kept, letterItem, short } from './item.ts';

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

const toBuffer = (part: Buffer | string): Buffer => (typeof part === 'string' ? Buffer.from(part) : part);

/** The item of a record that the kernel puts on a dead-letter topic, with all of `DEAD_LETTER_HEADERS`. */
export const stageLetterItem = (outgoing: OutgoingRecord, kept: Kept): Item => {
  const headers = outgoing.headers.map(([name, value]) => [name, toBuffer(value)] as const);
  const last = lastOf(headers);
  const textOf = (name: string): string => short(String(last.get(name)?.[1] ?? ''));
  const numberOf = (name: string): number => Number(textOf(name));
  const record = {
    partition: numberOf(DEAD_LETTER_HEADERS.partition),
    offset: numberOf(DEAD_LETTER_HEADERS.offset),
    timestamp: numberOf(DEAD_LETTER_HEADERS.timestamp),
    key: outgoing.key === null ? null : toBuffer(outgoing.key),
    value: outgoing.value === null ? null : toBuffer(outgoing.value),
    headers: ownHeaders(headers, new Set(ADDED.map((name) => last.get(name)))),
  };
  const stage = textOf(DEAD_LETTER_HEADERS.stage);
  const { partition, offset, timestamp } = record;
  return letterItem(
    originalTopic(outgoing.topic),
    deadLetterId(record, stage, record),
    {
      reason: textOf(DEAD_LETTER_HEADERS.reason),
      error: textOf(DEAD_LETTER_HEADERS.error),
      attempts: numberOf(DEAD_LETTER_HEADERS.attempts),
      ...{ stage, partition, offset, timestamp, record },
    },
    kept,
  );
};

interface TableOptions {
  readonly projections: ProjectionWriter;
  readonly clock: Clock;
  readonly marketClock: MarketClock;
  readonly retentionDays: number;
}

/** The table of dead letters. One put per letter, never a delete. */
export const deadLetterTable = ({
  projections,
  clock,
  marketClock,
  retentionDays,
}: TableOptions): DeadLetterTable => ({
  write(letters) {
    const kept = { at: clock.now(), now: marketClock.now(), retentionDays };
    return projections.write(
      letters.map((letter) => ({
        kind: 'projection',
        table: 'dead-letters',
        item: stageLetterItem(letter, kept),
      })),
    );
  },
});
