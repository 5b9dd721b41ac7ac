import type { KafkaRecord, OutgoingRecord } from '../../shared/ports/record.ts';
import { MemoryLog } from '../support/memory/memory-log.ts';

/** The topics of the registry as logs without retention, which report each appended record. */
export class SimulatedLog extends MemoryLog {
  readonly #readers = new Map<string, ((record: KafkaRecord) => void)[]>();

  /** Receives every record that is appended to a topic. */
  onAppend(topic: string, hear: (record: KafkaRecord) => void): void {
    this.#readers.set(topic, [...(this.#readers.get(topic) ?? []), hear]);
  }

  override append(outgoing: OutgoingRecord): KafkaRecord {
    const record = super.append(outgoing);
    for (const hear of this.#readers.get(outgoing.topic) ?? []) hear(record);
    return record;
  }
}
