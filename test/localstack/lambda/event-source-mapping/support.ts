import type { Clock } from '../../../../localstack/lambda/event-source-mapping/clock.ts';
import { Committer } from '../../../../localstack/lambda/event-source-mapping/committer.ts';
import { Concurrency } from '../../../../localstack/lambda/event-source-mapping/concurrency.ts';
import type {
  EngineSettings,
  MappingPorts,
} from '../../../../localstack/lambda/event-source-mapping/engine-ports.ts';
import type { KafkaEvent } from '../../../../localstack/lambda/event-source-mapping/event-json.ts';
import { MappingEngine } from '../../../../localstack/lambda/event-source-mapping/mapping-engine.ts';
import type { DiscardedBatch } from '../../../../localstack/lambda/event-source-mapping/on-failure-record.ts';
import type { SourceRecord } from '../../../../localstack/lambda/event-source-mapping/record.ts';

/** A record with the given fields and plain ones for the rest. */
export const record = (fields: Partial<SourceRecord> = {}): SourceRecord => ({
  topic: 'ticks',
  partition: 0,
  offset: 0,
  timestamp: 1_655_366_400_000,
  timestampType: 'CREATE_TIME',
  key: Buffer.from('k'),
  value: Buffer.from('v'),
  headers: [],
  arrivedAt: 0,
  ...fields,
});

/** `count` records of one partition from `from` on. */
export const records = (
  partition: number,
  count: number,
  from = 0,
  fields: Partial<SourceRecord> = {},
): SourceRecord[] =>
  Array.from({ length: count }, (_, index) => record({ partition, offset: from + index, ...fields }));

/** A clock that moves only when told. */
export class ManualClock implements Clock {
  #now = 0;
  #timers: { readonly at: number; readonly callback: () => void }[] = [];

  monotonic(): number {
    return this.#now;
  }

  epoch(): number {
    return 1_655_366_400_000 + this.#now;
  }

  schedule(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#now + milliseconds, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves time on, running what falls due on the way, and lets promises settle after each. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await flushPromises();
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await flushPromises();
    }
    this.#now = end;
    await flushPromises();
  }

  get pendingTimers(): number {
    return this.#timers.length;
  }
}

/** Lets everything that only waits for promises happen. */
export const flushPromises = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** An engine on a manual clock with everything it does written down. */
export class EngineBench {
  readonly clock = new ManualClock();
  readonly events: KafkaEvent[] = [];
  readonly commits: (readonly [partition: number, offset: number])[] = [];
  readonly delivered: DiscardedBatch[] = [];
  readonly lines: string[] = [];
  readonly calls: string[] = [];
  readonly engine: MappingEngine;
  handler: (event: KafkaEvent) => unknown = () => null;
  deliver: (batch: DiscardedBatch) => void = () => {};
  committing: Promise<void> = Promise.resolve();

  constructor(
    settings: Partial<EngineSettings> = {},
    options: { readonly destination?: boolean; readonly concurrency?: Concurrency } = {},
  ) {
    const ports: MappingPorts = {
      invoke: async (event) => {
        this.events.push(event);
        return this.handler(event);
      },
      deliver:
        options.destination === true
          ? async (batch) => {
              this.deliver(batch);
              this.delivered.push(batch);
            }
          : undefined,
      pause: (partition) => this.calls.push(`pause ${partition}`),
      resume: (partition) => this.calls.push(`resume ${partition}`),
      seek: (partition, offset) => this.calls.push(`seek ${partition} ${offset}`),
      log: (line) => this.lines.push(line),
      newId: () => 'request-1',
      clock: this.clock,
      concurrency: options.concurrency ?? new Concurrency(),
    };
    this.engine = new MappingEngine(
      {
        topic: 'ticks',
        functionArn: 'arn:aws:lambda:ap-south-1:000000000000:function:stage',
        source: { bootstrapServers: 'localhost:9092', nullFields: 'omit' },
        batchSize: 100,
        maximumBatchingWindowMs: 0,
        reportBatchItemFailures: false,
        maximumRetryAttempts: Number.POSITIVE_INFINITY,
        maximumRecordAgeMs: Number.POSITIVE_INFINITY,
        bisectBatchOnFunctionError: false,
        filter: undefined,
        backoff: { initialMs: 200, maximumMs: 30_000 },
        nextFault: () => 'none',
        prefetch: { records: 1_000, bytes: 1_000_000 },
        ...settings,
      },
      ports,
    );
  }

  assign(...partitions: number[]): void {
    this.engine.assign(
      partitions,
      new Committer({
        commit: async (offsets) => {
          for (const entry of offsets) this.commits.push(entry);
          await this.committing;
        },
        classify: () => 'retry',
        clock: this.clock,
        onCommitted: (count) => this.engine.count('CommittedEventCount', count),
        onError: () => this.engine.count('CommitErrorCount'),
      }),
    );
  }

  /** One fetch of one partition, its end at the last record. */
  receive(...fetched: SourceRecord[]): void {
    const last = fetched[fetched.length - 1];
    if (last === undefined) return;
    const arrivedAt = this.clock.monotonic();
    this.engine.receive(
      last.partition,
      fetched.map((item) => ({ ...item, arrivedAt })),
      last.offset + 1,
      last.offset + 1,
    );
  }

  /** Offsets of each invocation by partition name. */
  get deliveries(): Record<string, number[]>[] {
    return this.events.map((event) =>
      Object.fromEntries(
        Object.entries(event.records).map(([name, list]) => [name, list.map(({ offset }) => offset)]),
      ),
    );
  }
}
