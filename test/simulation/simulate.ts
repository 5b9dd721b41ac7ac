import { MemoryTables } from '../../localstack/backtest/memory-tables.ts';
import { AlphaPandaError, messageOf, RefusalError } from '../../shared/errors.ts';
import { BROKERS } from '../../shared/events/brokers.ts';
import { DEFAULT_LIMITS, type KernelLimits } from '../../shared/kernel/limits.ts';
import { AccountModel } from './account-model.ts';
import { Chance } from './chance.ts';
import { checkAll } from './checks/all.ts';
import { Evidence } from './checks/evidence.ts';
import { EngineModel } from './engine-model.ts';
import { LiveExchange } from './live-exchange.ts';
import { SimulatedLog } from './log.ts';
import { Market } from './market.ts';
import { Noise } from './noise.ts';
import { Operators } from './operators.ts';
import { Scheduler } from './scheduler.ts';
import { type ContextSpan, SimulatedFunction } from './simulated-function.ts';
import { STAGES } from './stages.ts';
import { Trace } from './trace.ts';
import { type Climate, climateOf } from './weather.ts';

/** The result of one world. */
export interface Simulated {
  readonly seed: number;
  /** The problems, one sentence each. */
  readonly problems: readonly string[];
  /** The last events of the trace. */
  readonly trace: readonly string[];
  /** A digest of the whole trace. */
  readonly digest: string;
  readonly counts: SimulatedCounts;
}

/** Counts of what happened. */
interface SimulatedCounts {
  readonly steps: number;
  readonly events: number;
  readonly fills: number;
  readonly crashes: number;
  readonly deadLetters: number;
}

/** Follows the checkpoints that a stage saves. */
interface Model {
  saved(body: Uint8Array, context: ContextSpan): void;
}

/** 2022-06-16 09:45 IST, a Thursday. */
const START = Date.parse('2022-06-16T04:15:00.000Z');
/** Share of worlds that run longer than stages remember ids. */
const LONG_WORLDS = 0.03;
const MAX_STEPS = 150_000;
/** A partition with more failures in a quiet world has stopped for good. */
const MAX_FAILURES = 60;
const MAX_PROBLEMS = 20;

/** Small, so that batches are cut and dead letters exceed the outbox. */
const TIGHT: KernelLimits = { outboxBytes: 3_000, checkpointBytes: 60_000, deadLetterBytes: 2_500 };
const CALM: Climate = { fault: 0, rewind: 0, secondPoller: 0, lostCommit: 0, clockSkew: 0 };

/** Simulates one world from its first tick until it has come to rest, and reports its problems. */
export const simulate = async (seed: number): Promise<Simulated> => {
  const chance = new Chance(`world ${seed}`);
  const scheduler = new Scheduler(START, new Chance(`order ${seed}`));
  const trace = new Trace(START);
  const problems: string[] = [];
  const violated = (problem: string): void => {
    trace.add(scheduler.now(), `NOT TRUE: ${problem}`);
    if (problems.length < MAX_PROBLEMS && !problems.includes(problem)) problems.push(problem);
  };
  let crashes = 0;
  const note = (line: string): void => {
    if (line.includes(': crash')) crashes += 1;
    trace.add(scheduler.now(), line);
  };
  const log = new SimulatedLog(scheduler);
  const tables = new MemoryTables();
  const climate = climateOf(chance);
  let calm = false;
  let failures = 0;
  const models = new Map<string, Model>();

  const around = {
    scheduler,
    chance,
    log,
    tables,
    note,
    marketTime: chance.pick(['wall', 'event'] as const),
    limits: chance.happens(0.35) ? TIGHT : DEFAULT_LIMITS,
    climate: () => (calm ? CALM : climate),
    fault: () => (calm ? 0 : climate.fault),
    clockSkew: climate.clockSkew,
    onFailure: (stage: string, partition: string, error: unknown): void => {
      const code = error instanceof AlphaPandaError ? error.code : 'UNKNOWN';
      note(`${stage} gave ${partition} back: ${code}`);
      if (error instanceof RefusalError) violated(`${stage} refuses ${partition}: ${messageOf(error)}`);
      if (calm) failures += 1;
      if (failures > MAX_FAILURES) {
        violated(`${stage} does not get on with ${partition}: ${messageOf(error)}`);
      }
    },
    onThrown: (stage: string, error: unknown): void => {
      violated(`${stage} threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    },
  };
  const functions = STAGES.map(
    (blueprint) =>
      new SimulatedFunction(blueprint, {
        ...around,
        onSaved: (id, { body }, context) => models.get(id)?.saved(body, context),
      }),
  );
  const operators = new Operators({ log, tables, scheduler, functions }, chance);
  const { history } = operators;
  for (const broker of BROKERS) {
    const model = new AccountModel(broker, { log, history, clockSkew: climate.clockSkew, violated });
    models.set(`${broker}.risk-manager#0`, model);
    models.set(`${broker}.portfolio-manager#0`, { saved: (body) => model.booked(body) });
  }
  models.set('paper.trading-engine#0', new EngineModel(history, violated));
  const noise = new Noise(log, scheduler, chance);
  new LiveExchange(log, scheduler, chance);
  operators.prepare();

  const ticks = chance.happens(LONG_WORLDS) ? chance.between(80, 110) : chance.between(6, 24);
  new Market(log, scheduler, chance).open(ticks);
  const length = ticks * 220;
  for (let acts = chance.between(0, 8); acts > 0; acts -= 1)
    scheduler.after(chance.between(0, length), () => operators.act());
  for (let sends = chance.between(0, 12); sends > 0; sends -= 1)
    scheduler.after(chance.between(0, length), () => noise.send());
  scheduler.after(length + 5_000, () => {
    calm = true;
    note('the world quietens down');
    for (const one of functions) for (const mapping of one.mappings) mapping.wake();
    void operators.redrive(0.3);
  });

  const rested = await scheduler.run(MAX_STEPS);
  if (!rested) violated(`the world does not come to rest within ${MAX_STEPS} steps`);
  for (const { blueprint, mappings } of functions) {
    for (const mapping of mappings)
      if (!mapping.isDone) violated(`${blueprint.name} is behind for good: ${mapping.behind.join(', ')}`);
  }
  const bodies = new Map<string, Uint8Array>();
  for (const one of functions) for (const [id, body] of await one.checkpoints()) bodies.set(id, body);
  const resets = new Map(functions.map(({ blueprint, resets: count }) => [blueprint.name, count]));
  const evidence = await Evidence.gather({
    log,
    tables,
    broken: noise.broken,
    unexplained: noise.unexplained,
    refused: noise.refused,
    bodies,
    resets,
  });
  for (const problem of await checkAll(evidence)) violated(problem);
  return {
    seed,
    problems,
    trace: trace.lines,
    digest: trace.digest(),
    counts: {
      steps: scheduler.taken,
      crashes,
      events: evidence.topics().reduce((sum, topic) => sum + evidence.said(topic).length, 0),
      fills: evidence
        .topics()
        .reduce(
          (sum, topic) =>
            sum + evidence.said(topic).filter(({ event }) => event.type === 'order_filled').length,
          0,
        ),
      deadLetters: evidence.letters.length,
    },
  };
};
