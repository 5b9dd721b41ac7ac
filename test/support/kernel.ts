import { MemoryTables } from '../../localstack/backtest/memory-tables.ts';
import { deadLetterTable } from '../../shared/dead-letters/table.ts';
import { journalTrail } from '../../shared/journal/trail.ts';
import { Kernel } from '../../shared/kernel/kernel.ts';
import type { KernelLimits } from '../../shared/kernel/limits.ts';
import type {
  CheckpointStore,
  DeadLetterTable,
  LoadContextWithState,
  ProjectionWriter,
  Trail,
} from '../../shared/kernel/ports.ts';
import type { Stage } from '../../shared/kernel/stage.ts';
import { type Clock, marketClock } from '../../shared/ports/clock.ts';
import type { LogInspector, Publisher } from '../../shared/ports/log.ts';
import { MemoryLog } from './memory/memory-log.ts';
import { MemoryStore } from './memory/memory-store.ts';
import { SESSION_OPEN } from './records.ts';

export const fixedClock: Clock = { now: () => SESSION_OPEN };

/** One world in memory: store, tables, log. Any number of kernels, like environments, may live in it. */
export const world = () => ({
  store: new MemoryStore(),
  tables: new MemoryTables(),
  log: new MemoryLog(fixedClock),
});

export type World = ReturnType<typeof world>;

/** The audit trail in memory; its entries do not expire. */
export const trailIn = (projections: ProjectionWriter): Trail =>
  journalTrail({ projections, marketClock: marketClock('event'), retentionDays: 1 });

/** The table of dead letters in memory; its items do not expire. */
export const lettersIn = (projections: ProjectionWriter, clock: Clock = fixedClock): DeadLetterTable =>
  deadLetterTable({ projections, clock, marketClock: marketClock('event'), retentionDays: 1 });

interface Overrides<State, Context, Input> {
  readonly store?: CheckpointStore;
  readonly publisher?: Publisher;
  readonly projections?: ProjectionWriter;
  readonly trail?: Trail;
  readonly deadLetters?: DeadLetterTable;
  readonly log?: LogInspector;
  readonly limits?: KernelLimits;
  readonly clock?: Clock;
  readonly loadContext?: LoadContextWithState<State, Context, Input>;
}

/** A fresh environment of a stage in a world. */
export const kernelIn = <State, Context, Input>(
  { store, tables, log }: World,
  stage: Stage<State, Context, Input>,
  overrides: Overrides<State, Context, Input> = {},
): Kernel<State, Context, Input> =>
  new Kernel(stage, {
    store,
    publisher: log,
    projections: tables,
    trail: trailIn(tables),
    deadLetters: lettersIn(tables),
    log,
    clock: fixedClock,
    loadContext: async () => undefined as Context,
    ...overrides,
  });
