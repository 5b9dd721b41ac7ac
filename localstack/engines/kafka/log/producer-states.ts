import { errorCodes, KafkaError } from '../protocol/error-codes.ts';
import type { BatchHeader } from './record-batch.ts';

/** Kafka remembers this many batches per producer and partition, and allows as many requests in flight. */
const REMEMBERED_BATCHES = 5;
const SEQUENCES = 2 ** 31;

interface AppendedBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
}

interface ProducerState {
  readonly epoch: number;
  readonly batches: readonly AppendedBatch[];
  readonly lastSeen: number;
}

/** The idempotent producers of one partition: their epochs, next sequences and last batches. */
export class ProducerStates {
  readonly #producers = new Map<number, ProducerState>();

  /**
   * Decides about a batch before it is appended.
   * @returns the base offset of the same batch if it is in the log already; `undefined` if it is the next one.
   * @throws {KafkaError} INVALID_PRODUCER_EPOCH for a fenced producer, OUT_OF_ORDER_SEQUENCE_NUMBER for a gap.
   */
  check(header: BatchHeader): number | undefined {
    const state = this.#producers.get(header.producerId);
    if (header.producerId < 0 || state === undefined) return undefined;
    if (header.producerEpoch < state.epoch) {
      throw new KafkaError(
        errorCodes.INVALID_PRODUCER_EPOCH,
        `Producer ${header.producerId} is at epoch ${state.epoch}; the batch has epoch ${header.producerEpoch}.`,
      );
    }
    const isSameEpoch = header.producerEpoch === state.epoch;
    if (isSameEpoch) {
      const lastSequence = lastSequenceOf(header);
      const duplicate = state.batches.find(
        (batch) => batch.firstSequence === header.baseSequence && batch.lastSequence === lastSequence,
      );
      if (duplicate !== undefined) return duplicate.baseOffset;
    }
    const last = state.batches.at(-1);
    const expected = isSameEpoch && last !== undefined ? (last.lastSequence + 1) % SEQUENCES : 0;
    if (header.baseSequence !== expected) {
      throw new KafkaError(
        errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER,
        `Producer ${header.producerId} sent sequence ${header.baseSequence} where ${expected} was due.`,
      );
    }
    return undefined;
  }

  /** Remembers a batch that is in the log at `baseOffset`. */
  record(header: BatchHeader, baseOffset: number, now: number): void {
    if (header.producerId < 0) return;
    const state = this.#producers.get(header.producerId);
    const earlier = state?.epoch === header.producerEpoch ? state.batches : [];
    const batch = { firstSequence: header.baseSequence, lastSequence: lastSequenceOf(header), baseOffset };
    this.#producers.set(header.producerId, {
      epoch: header.producerEpoch,
      batches: [...earlier.slice(1 - REMEMBERED_BATCHES), batch],
      lastSeen: now,
    });
  }

  /** Forgets producers that have not written since `time`, so that memory stays bounded. */
  expire(time: number): void {
    for (const [producerId, state] of this.#producers) {
      if (state.lastSeen < time) this.#producers.delete(producerId);
    }
  }

  get size(): number {
    return this.#producers.size;
  }
}

const lastSequenceOf = (header: BatchHeader): number =>
  (header.baseSequence + header.lastOffsetDelta) % SEQUENCES;
