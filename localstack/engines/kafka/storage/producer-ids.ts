import type { BrokerStorage } from './broker-storage.ts';

/** Ids are reserved in blocks, so that a crash wastes some but never gives one out twice. */
const BLOCK = 1000;

/** Gives out producer ids, each once in the life of the cluster. */
export class ProducerIds {
  readonly #storage: Pick<BrokerStorage, 'loadNextProducerId' | 'saveNextProducerId'>;
  #next: number;
  #reservedUpTo: number;

  constructor(storage: Pick<BrokerStorage, 'loadNextProducerId' | 'saveNextProducerId'>) {
    this.#storage = storage;
    this.#next = storage.loadNextProducerId();
    this.#reservedUpTo = this.#next;
  }

  next(): number {
    if (this.#next >= this.#reservedUpTo) {
      this.#reservedUpTo = this.#next + BLOCK;
      this.#storage.saveNextProducerId(this.#reservedUpTo);
    }
    const id = this.#next;
    this.#next += 1;
    return id;
  }
}
