import { AlphaPandaError, RefusalError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { LogInspector } from '../ports/log.ts';
import { type KafkaRecord, partitionName } from '../ports/record.ts';
import { checkpointIdOf } from './checkpoint.ts';
import { type KafkaBatchResponse, type RecordsByPartition, recordsByPartition } from './lambda-event.ts';
import { DEFAULT_LIMITS, type KernelLimits } from './limits.ts';
import { LogGuard } from './log-guard.ts';
import { PartitionRunner } from './partition-runner.ts';
import type { CheckpointStore, LoadContextWithState } from './ports.ts';
import { type KernelReport, sumOf } from './report.ts';
import type { SinkPorts } from './sinks.ts';
import type { Stage } from './stage.ts';

export interface KernelPorts<State, Context, Input> extends SinkPorts {
  readonly store: CheckpointStore;
  readonly log: LogInspector;
  readonly clock: Clock;
  readonly loadContext: LoadContextWithState<State, Context, Input>;
  readonly limits?: KernelLimits;
}

/** The result of an invocation: the response to the mapping, counts for metrics, errors for the log. */
export interface KernelResult {
  readonly response: KafkaBatchResponse;
  readonly report: KernelReport;
  /** Why partitions stopped. The response reports each of them too. */
  readonly failures: readonly { readonly partition: string; readonly error: unknown }[];
}

/**
 * Runs a stage over the batches of a Kafka event source mapping. Partitions run concurrently, the records of one in
 * order. One conditional write saves state and outgoing events of a partition before they are published. After a crash
 * the saved outbox is published again. A repeated record is skipped by its position or its origin.
 */
export class Kernel<State, Context, Input> {
  readonly #stage: Stage<State, Context, Input>;
  readonly #ports: KernelPorts<State, Context, Input>;
  readonly #guard: LogGuard;
  readonly #topics: ReadonlySet<string>;
  readonly #runners = new Map<string, PartitionRunner<State, Context, Input>>();

  constructor(stage: Stage<State, Context, Input>, ports: KernelPorts<State, Context, Input>) {
    this.#stage = stage;
    this.#ports = ports;
    const counted = stage.checkpointPer === 'topic' ? [] : stage.topics;
    this.#guard = new LogGuard(ports.log, ports.clock, counted);
    this.#topics = new Set(stage.topics.map((topic) => topic.name));
  }

  /**
   * @throws AlphaPandaError `NOT_A_KAFKA_EVENT` or `FOREIGN_TOPIC` before any effect. Any other error is a bug and is
   *   thrown after the other partitions are done.
   */
  async handle(event: unknown): Promise<KernelResult> {
    const partitions = recordsByPartition(event);
    this.#refuseForeignTopics(partitions);
    const runs = await Promise.all([...partitions.values()].map((records) => this.#runPartition(records)));
    const failures = runs.flatMap((run) => ('error' in run ? [run] : []));
    const bug = failures.find(({ error }) => !(error instanceof AlphaPandaError));
    if (bug !== undefined) throw bug.error;
    return {
      response: { batchItemFailures: failures.flatMap(({ undone }) => undone.map(identifierOf)) },
      report: sumOf(runs.map(({ counts }) => counts)),
      failures: failures.map(({ partition, error }) => ({ partition, error })),
    };
  }

  async #runPartition(records: readonly [KafkaRecord, ...KafkaRecord[]]) {
    const [first] = records;
    const { done, counts, ...failed } = await this.#runner(checkpointId(this.#stage, first)).run(records);
    const newest = records.at(-1) ?? first;
    const lagMs = this.#ports.clock.now() - newest.timestamp;
    return {
      ...failed,
      partition: partitionName(first.topic, first.partition),
      undone: records.slice(done),
      counts: { ...counts, records: records.length, lagMs },
    };
  }

  #runner(id: string): PartitionRunner<State, Context, Input> {
    const known = this.#runners.get(id);
    if (known !== undefined) return known;
    const { limits = DEFAULT_LIMITS, ...ports } = this.#ports;
    const runner = new PartitionRunner(id, this.#stage, { ...ports, guard: this.#guard }, limits);
    this.#runners.set(id, runner);
    return runner;
  }

  #refuseForeignTopics(partitions: RecordsByPartition): void {
    for (const [{ topic }] of partitions.values()) {
      if (!this.#topics.has(topic)) {
        throw new RefusalError(
          'FOREIGN_TOPIC',
          `${this.#stage.name} reads ${[...this.#topics].join(', ')}; the event has records of ${topic}: correct the event source mapping`,
        );
      }
    }
  }
}

/** The key of a stage's checkpoint for the partition of a record. */
const checkpointId = <State, Context, Input>(
  { name, checkpointPer }: Stage<State, Context, Input>,
  { topic, partition }: Pick<KafkaRecord, 'topic' | 'partition'>,
): string =>
  checkpointPer === 'topic' ? `${name}#${partitionName(topic, partition)}` : checkpointIdOf(name, partition);

const identifierOf = ({ topic, partition, offset }: KafkaRecord) => ({
  itemIdentifier: { partition: partitionName(topic, partition), offset },
});
