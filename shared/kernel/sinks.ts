import { isDeadLetterTopic } from '../events/topics.ts';
import type { Publisher } from '../ports/log.ts';
import type { OutgoingRecord } from '../ports/record.ts';
import type { Outbox } from './outbox.ts';
import type { DeadLetterTable, ProjectionWriter, Trail, TrailEntry } from './ports.ts';
import { trailOf } from './trail.ts';

export interface SinkPorts {
  readonly publisher: Publisher;
  readonly projections: ProjectionWriter;
  readonly trail: Trail;
  readonly deadLetters: DeadLetterTable;
}

/** Where a stage's emissions go: Kafka, the tables, the trail and the dead letters. A write may be repeated. */
export class Sinks {
  readonly #ports: SinkPorts;

  constructor(ports: SinkPorts) {
    this.#ports = ports;
  }

  /** Fulfilled when all sinks have the outbox. */
  async write({ records, projections }: Outbox): Promise<void> {
    await Promise.all([
      this.writeRecords(records),
      projections.length > 0 ? this.#ports.projections.write(projections) : undefined,
    ]);
  }

  /** Puts records on their topics, their events into the trail, and dead letters into their table. */
  async writeRecords(records: readonly OutgoingRecord[]): Promise<void> {
    const letters = records.filter(({ topic }) => isDeadLetterTopic(topic));
    await Promise.all([
      records.length > 0 ? this.#ports.publisher.publish(records) : undefined,
      this.writeTrail(trailOf(records)),
      letters.length > 0 ? this.#ports.deadLetters.write(letters) : undefined,
    ]);
  }

  async writeTrail(entries: readonly TrailEntry[]): Promise<void> {
    if (entries.length > 0) await this.#ports.trail.write(entries);
  }
}
