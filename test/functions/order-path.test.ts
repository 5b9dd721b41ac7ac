import { describe, expect, it } from 'vitest';
import { MemoryTables } from '../../localstack/backtest/memory-tables.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import type { Publisher } from '../../shared/ports/log.ts';
import type { TableReader } from '../../shared/ports/table-reader.ts';
import { STAGES } from '../simulation/stages.ts';
import { lettersIn, trailIn } from '../support/kernel.ts';
import { MemoryLog } from '../support/memory/memory-log.ts';
import { MemoryStore } from '../support/memory/memory-store.ts';
import { putPrice } from '../support/prices.ts';
import { kafkaEvent } from '../support/records.ts';
import { VirtualTime } from '../support/virtual-time.ts';
import { instrument, lastPrice, NIFTY, NOON, signalEvent } from './risk-manager/fixtures.ts';

/** What a call takes, in milliseconds, and what Lambda takes between two invocations of one mapping. */
const CALL_MS = 5;
const BETWEEN_MS = 5;

const PAPER = topicsFor('paper');
const STAGE_NAMES = ['paper.risk-manager', 'paper.trading-engine', 'paper.portfolio-manager'];

interface Load {
  readonly signals: number;
  /** Signals of one moment. */
  readonly together: number;
  readonly everyMs: number;
}

/** Signals and all that follows, each mapping in an environment of its own, in virtual time. */
const orderPath = async ({ signals, together, everyMs }: Load) => {
  const time = new VirtualTime();
  const clock = { now: () => NOON + Math.round(time.now()) };
  const tables = new MemoryTables();
  const log = new MemoryLog(clock);
  const store = new MemoryStore(tables);
  tables.put('instruments', instrument());
  tables.put('controls', {
    ...{ broker: 'paper', control: 'limits', version: 1, by: 'test', at: new Date(NOON).toISOString() },
    max_orders_per_second: 10,
  });
  const seen = new Map(STAGE_NAMES.map((name) => [name, { saves: 0, races: 0, calls: 0 }]));
  let sent = 0;
  const count = (topic: string): number => log.read(topic).length;
  const isDone = () =>
    count(PAPER.signalsValidated.name) + count(PAPER.signalsRejected.name) === signals &&
    count(PAPER.ordersFilled.name) + count(PAPER.ordersFailed.name) === count(PAPER.signalsValidated.name);
  let idleSince = 0;

  const mapping = async (stage: string, topic: string): Promise<void> => {
    const counts = seen.get(stage);
    const blueprint = STAGES.find(({ name }) => name === stage);
    if (counts === undefined || blueprint === undefined) throw new Error(stage);
    const called = async <T>(effect: () => Promise<T>): Promise<T> => {
      counts.calls += 1;
      // The call takes effect half-way: what others do meanwhile comes before or after it.
      await time.sleep(CALL_MS / 2);
      const result = await effect();
      await time.sleep(CALL_MS / 2);
      return result;
    };
    const publisher: Publisher = { publish: (records) => called(() => log.publish(records)) };
    const reader: TableReader = {
      get: (table, key) => called(() => tables.get(table, key)),
      getMany: (table, keys) => called(() => tables.getMany(table, keys)),
      query: (table, key) => called(() => tables.query(table, key)),
      page: (table, request) => called(() => tables.page(table, request)),
      scan: (table) => called(() => tables.scan(table)),
    };
    const projections = {
      write: (items: Parameters<MemoryTables['write']>[0]) => called(() => tables.write(items)),
    };
    const kernel = blueprint.start(
      {
        store: {
          load: (id) => called(() => store.load(id)),
          save: (id, next) => called(() => store.save(id, next)),
        },
        ...{ publisher, projections, trail: trailIn(projections), deadLetters: lettersIn(projections) },
        ...{ log, clock },
      },
      { tables: reader, clock, marketClock: { now: () => undefined } },
      (load) => load(),
    );
    for (let from = 0; !isDone() || time.now() - idleSince < 500; ) {
      const records = log.read(topic, () => from).slice(0, 100);
      if (records.length === 0) {
        await time.sleep(2);
        continue;
      }
      idleSince = time.now();
      const { report, response } = await kernel.handle(kafkaEvent(records));
      counts.saves += report.saves;
      counts.races += report.races;
      expect(response.batchItemFailures).toEqual([]);
      from += records.length;
      await time.sleep(BETWEEN_MS);
    }
  };
  const feed = async (): Promise<void> => {
    while (sent < signals) {
      const at = clock.now();
      putPrice(tables, NIFTY, lastPrice(100, at));
      for (let n = 0; n < together; n += 1) {
        const side = Math.floor(sent / 40) % 2 === 0 ? 'BUY' : 'SELL';
        const event = signalEvent(`path ${sent}`, at, { strategy_id: `s-${sent % 40}`, signal_type: side });
        log.append({
          topic: PAPER.signalsRaw.name,
          key: event.key,
          value: JSON.stringify(event),
          headers: [],
        });
        sent += 1;
      }
      await time.sleep(everyMs);
    }
  };
  const mappings = STAGES.filter(({ name }) => STAGE_NAMES.includes(name)).flatMap(({ name, topics }) =>
    topics.map((topic) => mapping(name, topic)),
  );
  await time.run(Promise.all([feed(), ...mappings]));
  return { seen, fills: count(PAPER.ordersFilled.name) };
};

describe('the path of an order, each mapping in an environment of its own', () => {
  it.each([
    ['one at a time', { together: 1, everyMs: 50 }],
    ['two at a time', { together: 2, everyMs: 100 }],
    ['four at a time', { together: 4, everyMs: 200 }],
  ])('loses no race at 20 signals a second, %s', async (_, load) => {
    const { seen, fills } = await orderPath({ signals: 200, ...load });

    expect(fills).toBeGreaterThan(50);
    expect([...seen.values()].map(({ races }) => races)).toEqual([0, 0, 0]);
    // Controls are cached for a second. Else: instruments, prices, the account, a save, a publish and the trail.
    const { calls = 0, saves = 0 } = seen.get('paper.risk-manager') ?? {};
    expect(calls / saves).toBeLessThan(6.3);
  });
});
