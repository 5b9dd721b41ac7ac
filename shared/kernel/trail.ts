import { PoisonError } from '../errors.ts';
import type { Envelope } from '../events/envelope.ts';
import { derivedId } from '../events/ids.ts';
import { PIPELINE } from '../events/pipeline.ts';
import { eventTopics, SHARED_TOPICS } from '../events/topics.ts';
import type { Publisher } from '../ports/log.ts';
import type { KafkaRecord, OutgoingRecord } from '../ports/record.ts';
import { eventOf, originOf } from './decoded.ts';
import type { Trail, TrailEntry } from './ports.ts';

/**
 * Topics whose events are in the trail. Ticks are left out. At thousands a second they would be most of it, and the
 * other events contain their prices.
 */
const IN_TRAIL: ReadonlySet<string> = new Set(
  eventTopics().flatMap(({ name }) => (name === SHARED_TOPICS.marketTicks.name ? [] : [name])),
);

/** Topic → the stages that write it. */
const WRITERS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [...IN_TRAIL].map((topic) => [
    topic,
    new Set<string>(
      PIPELINE.flatMap(({ name, writes }) => (writes.some((each) => each.name === topic) ? [name] : [])),
    ),
  ]),
);

export const isInTrail = (topic: string): boolean => IN_TRAIL.has(topic);

/** The entries of records to publish. A record without a valid event has none: its readers make it a dead letter. */
export const trailOf = (records: readonly OutgoingRecord[]): readonly TrailEntry[] =>
  records.flatMap(({ topic, value }) => {
    if (!isInTrail(topic)) return [];
    try {
      const bytes = typeof value === 'string' ? Buffer.from(value) : value;
      return [{ topic, event: eventOf({ topic, value: bytes }) }];
    } catch (thrown) {
      if (thrown instanceof PoisonError) return [];
      throw thrown;
    }
  });

/**
 * Whether a stage emitted the event of a record, so that its outbox brings it to the trail. Any producer can write an
 * origin, so the event's id must follow from it.
 */
const isEmission = (record: Pick<KafkaRecord, 'topic' | 'headers'>, event: Envelope): boolean => {
  const { source, causation_id: cause } = event;
  const origin = originOf(record);
  return (
    origin !== undefined &&
    cause !== null &&
    WRITERS.get(record.topic)?.has(source) === true &&
    origin.upstream.startsWith(`${source}/`) &&
    event.id === derivedId(cause, source, origin.index)
  );
};

/** The entry of a taken event that no stage has emitted; undefined for the others. */
export const foreignEntry = (
  record: Pick<KafkaRecord, 'topic' | 'headers'>,
  event: Envelope,
): TrailEntry | undefined =>
  isInTrail(record.topic) && !isEmission(record, event) ? { topic: record.topic, event } : undefined;

/** A publisher for producers without an outbox. It succeeds once Kafka and the trail have the records. */
export const trailedPublisher = (publisher: Publisher, trail: Trail): Publisher => ({
  async publish(records) {
    await Promise.all([publisher.publish(records), trail.write(trailOf(records))]);
  },
});
