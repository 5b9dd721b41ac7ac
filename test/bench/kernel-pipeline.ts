import { loadPaperEngineContext } from '../../functions/paper-trading-engine/context.ts';
import { paperTradingEngine } from '../../functions/paper-trading-engine/stage.ts';
import { loadPortfolioContext } from '../../functions/portfolio-manager/context.ts';
import { portfolioManager } from '../../functions/portfolio-manager/stage.ts';
import { loadPriceRecorderContext } from '../../functions/price-recorder/context.ts';
import { priceRecorder } from '../../functions/price-recorder/stage.ts';
import { loadRiskContext } from '../../functions/risk-manager/context.ts';
import { riskManager } from '../../functions/risk-manager/stage.ts';
import { loadStrategyRunnerContext } from '../../functions/strategy-runner/context.ts';
import { strategyRunner } from '../../functions/strategy-runner/stage.ts';
import { STAGE_FUNCTIONS } from '../../infra/service/stages.ts';
import { MemoryTables } from '../../localstack/backtest/memory-tables.ts';
import type { SeedItem } from '../../localstack/dev/seed/seed-item.ts';
import { SHARED_TOPICS } from '../../shared/events/topics.ts';
import type { MarketTick } from '../../shared/events/types.ts';
import { Kernel } from '../../shared/kernel/kernel.ts';
import type { LoadContextWithState } from '../../shared/kernel/ports.ts';
import type { Stage } from '../../shared/kernel/stage.ts';
import { readStageState } from '../../shared/kernel/stage-state.ts';
import { readLastPrices } from '../../shared/market/read-last-prices.ts';
import { tickRecord } from '../../shared/market/tick-record.ts';
import { marketClock } from '../../shared/ports/clock.ts';
import type { KafkaRecord } from '../../shared/ports/record.ts';
import { lettersIn, trailIn } from '../support/kernel.ts';
import { MemoryLog } from '../support/memory/memory-log.ts';
import { MemoryStore } from '../support/memory/memory-store.ts';
import { kafkaEvent } from '../support/records.ts';
import type { WriteMeter } from './write-meter.ts';

/** A stage with its kernel, and its position in each partition. */
interface Reader {
  readonly topics: readonly string[];
  readonly positions: Map<string, number>;
  readonly batchSize: number;
  /** Market time for which it gathers records, in milliseconds. */
  readonly windowMs: number;
  /** Market time of its next batch, in milliseconds. */
  due: number;
  handle(records: readonly KafkaRecord[]): Promise<void>;
}

const PAPER = { slippageBasisPoints: 5, maxPriceAgeMs: 60_000 };

/**
 * All paper stages with their kernels, in memory, with batches in Lambda's form. The meter counts the writes of
 * checkpoints and projections.
 */
export class KernelPipeline {
  readonly #log = new MemoryLog({ now: () => 0 });
  readonly #readers: readonly Reader[];

  constructor(seed: readonly SeedItem[], meter: WriteMeter, batchSize: number) {
    const tables = new MemoryTables();
    for (const { table, item } of seed) tables.put(table, item);
    const clock = { now: () => 0 };
    const store = new MemoryStore(tables);
    const lastPrices = readLastPrices(tables);
    const stageState = readStageState(tables);
    const log = this.#log;
    const read = <State, Context>(
      stage: Stage<State, Context>,
      loadContext: LoadContextWithState<State, Context>,
    ): Reader => {
      const kernel = new Kernel(stage, {
        store: meter.store(stage.name, store),
        publisher: log,
        projections: meter.projections(tables),
        trail: trailIn(meter.projections(tables)),
        deadLetters: lettersIn(meter.projections(tables)),
        log,
        clock,
        loadContext,
      });
      const { size = batchSize, windowSeconds = 0 } =
        STAGE_FUNCTIONS.find(({ stageName }) => stageName === stage.name)?.batching ?? {};
      return {
        batchSize: windowSeconds > 0 ? size : batchSize,
        windowMs: 1_000 * windowSeconds,
        due: 0,
        topics: stage.topics.map(({ name }) => name),
        positions: new Map(),
        handle: async (records) => {
          const { failures } = await kernel.handle(kafkaEvent(records));
          if (failures[0] !== undefined) throw failures[0].error;
        },
      };
    };
    const market = marketClock('event');
    const risk = { tables, lastPrices, stageState, clock, marketClock: market, broker: 'paper' } as const;
    this.#readers = [
      read(priceRecorder(), loadPriceRecorderContext()),
      read(strategyRunner(), loadStrategyRunnerContext({ tables, clock })),
      read(riskManager('paper'), loadRiskContext(risk)),
      read(
        paperTradingEngine(PAPER),
        loadPaperEngineContext({ tables, lastPrices, clock, marketClock: market }),
      ),
      read(
        portfolioManager('paper'),
        loadPortfolioContext('paper', { tables, lastPrices, stageState, clock }),
      ),
    ];
  }

  /**
   * Processes ticks and their effects, in batches that are as full as possible. A stage with a window waits for it, so
   * that the records of its last window are not processed.
   */
  async take(ticks: readonly MarketTick[]): Promise<void> {
    const topic = SHARED_TOPICS.marketTicks.name;
    for (const tick of ticks) this.#log.append({ topic, ...tickRecord(tick), headers: [] });
    const marketTime = Date.parse(ticks.at(-1)?.timestamp ?? '');
    for (let progressed = true; progressed; ) {
      progressed = false;
      for (const reader of this.#readers) {
        if (marketTime < reader.due || !(await this.#readAll(reader))) continue;
        reader.due = marketTime + reader.windowMs;
        progressed = true;
      }
    }
  }

  async #readAll(reader: Reader): Promise<boolean> {
    let read = false;
    for (const topic of reader.topics) {
      const at = (partition: number) => reader.positions.get(`${topic}-${partition}`) ?? 0;
      const byPartition = Map.groupBy(this.#log.read(topic, at), ({ partition }) => partition);
      for (const [partition, records] of byPartition) {
        for (let from = 0; from < records.length; from += reader.batchSize) {
          await reader.handle(records.slice(from, from + reader.batchSize));
        }
        reader.positions.set(`${topic}-${partition}`, at(partition) + records.length);
        read = true;
      }
    }
    return read;
  }
}
