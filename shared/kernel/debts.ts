import type { Publisher } from '../ports/log.ts';
import { type Checkpoint, UNNAMED_PARTITION } from './checkpoint.ts';
import { isEmpty, isSameOutbox, type Outbox } from './outbox.ts';
import type { ProjectionWriter } from './ports.ts';
import type { KernelReport } from './report.ts';

type Outboxes = Checkpoint['outboxes'];

/** What the partitions of one checkpoint owe the world, and what of it this environment knows to be out. */
export class Debts {
  readonly #publisher: Publisher;
  readonly #projections: ProjectionWriter;
  /** Partition → the last of its outboxes that is known to be out. */
  readonly #out = new Map<string, Outbox>();
  /** Nothing is known yet of what is out. */
  #isCold = true;

  constructor({ publisher, projections }: { publisher: Publisher; projections: ProjectionWriter }) {
    this.#publisher = publisher;
    this.#projections = projections;
  }

  /**
   * Publishes what earlier batches of a partition owe: its records must not be acknowledged before that is out. What
   * another partition owes is published with that one's records, which come again until it is; a cold start publishes
   * all.
   */
  async settle(outboxes: Outboxes, partition: string, report: KernelReport): Promise<void> {
    const owing = this.#isCold ? Object.keys(outboxes) : [UNNAMED_PARTITION, partition];
    for (const each of owing) await this.#settleOne(outboxes, each, report);
    this.#isCold = false;
  }

  async settleAll(outboxes: Outboxes, report: KernelReport): Promise<void> {
    for (const each of Object.keys(outboxes)) await this.#settleOne(outboxes, each, report);
  }

  /** The outboxes of other partitions that are not known to be out. */
  ofOthers(outboxes: Outboxes, partition: string): Outboxes {
    return Object.fromEntries(
      Object.entries(outboxes).filter(([name, outbox]) => name !== partition && !this.#isOut(name, outbox)),
    );
  }

  async publish(partition: string, outbox: Outbox): Promise<void> {
    await Promise.all([
      outbox.records.length > 0 ? this.#publisher.publish(outbox.records) : undefined,
      outbox.projections.length > 0 ? this.#projections.write(outbox.projections) : undefined,
    ]);
    this.#out.set(partition, outbox);
  }

  async #settleOne(outboxes: Outboxes, partition: string, report: KernelReport): Promise<void> {
    const outbox = outboxes[partition];
    if (outbox === undefined || this.#isOut(partition, outbox)) return;
    report.republished += 1;
    await this.publish(partition, outbox);
  }

  /** By its content: it may have been read from the store since, and a restored one may be another at its version. */
  #isOut(partition: string, outbox: Outbox): boolean {
    if (isEmpty(outbox)) return true;
    const known = this.#out.get(partition);
    if (known === undefined || !isSameOutbox(known, outbox)) return false;
    this.#out.set(partition, outbox);
    return true;
  }
}
