import type { Committer } from './committer.ts';
import type { EngineSettings, MappingPorts } from './engine-ports.ts';
import { PartitionBuffer } from './partition-buffer.ts';

/** One assignment of partitions. When the group rebalances it ends, and with it every batch, uncommitted. */
export class Generation {
  readonly buffers: ReadonlyMap<number, PartitionBuffer>;
  readonly committer: Committer;
  readonly #ports: Pick<MappingPorts, 'pause' | 'resume'>;
  readonly #prefetch: EngineSettings['prefetch'];
  readonly #paused = new Set<number>();
  readonly #wakes = new Set<() => void>();
  #ended = false;

  constructor(
    partitions: readonly number[],
    committer: Committer,
    ports: Pick<MappingPorts, 'pause' | 'resume'>,
    prefetch: EngineSettings['prefetch'],
  ) {
    this.buffers = new Map(partitions.map((partition) => [partition, new PartitionBuffer(partition)]));
    this.committer = committer;
    this.#ports = ports;
    this.#prefetch = prefetch;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Commits nothing more, wakes all waiting batches, and resumes paused fetching. */
  end(): void {
    this.#ended = true;
    this.committer.close();
    this.wakeAll();
    for (const partition of this.#paused) this.#ports.resume(partition);
  }

  /** Asks for the commit of a partition's position, if it has moved. */
  commitPosition(buffer: PartitionBuffer): void {
    if (this.#ended) return;
    const commit = buffer.takeCommit();
    if (commit !== undefined) this.committer.request(buffer.partition, commit.offset, commit.records);
  }

  /** Keeps what is prefetched within bounds; resumes at half, so that fetching does not stutter. */
  balance(buffer: PartitionBuffer): void {
    if (this.#ended) return;
    const { records, bytes } = this.#prefetch;
    const isPaused = this.#paused.has(buffer.partition);
    if (!isPaused && (buffer.length > records || buffer.bytes > bytes)) {
      this.#paused.add(buffer.partition);
      this.#ports.pause(buffer.partition);
    } else if (isPaused && buffer.length <= records / 2 && buffer.bytes <= bytes / 2) {
      this.#paused.delete(buffer.partition);
      this.#ports.resume(buffer.partition);
    }
  }

  /** Waits until `schedule` calls back, or the generation ends, or everyone is woken. */
  sleep(schedule: (callback: () => void) => () => void): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#wakes.delete(wake);
        cancel();
        resolve();
      };
      const cancel = schedule(wake);
      this.#wakes.add(wake);
    });
  }

  wakeAll(): void {
    for (const wake of this.#wakes) wake();
  }
}
