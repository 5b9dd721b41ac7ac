import {
  instrumentSeed,
  paperLimitsSeed,
  type SeedItem,
  strategySeed,
} from '../../localstack/dev/seed/seed-item.ts';
import { OrderBook } from '../../localstack/market-data/simulator/order-book.ts';
import { randomFrom } from '../../localstack/market-data/simulator/random.ts';
import { SHARED_TOPICS } from '../../shared/events/topics.ts';
import type { MarketTick } from '../../shared/events/types.ts';
import { fromRupees, toRupees, toTick } from '../../shared/money.ts';
import type { Benchmark, Findings } from './benchmark.ts';
import { KernelPipeline } from './kernel-pipeline.ts';
import { figure, tableLines } from './report.ts';
import { WriteMeter, type Written } from './write-meter.ts';

const MILLION = 1_000_000;
const TICKS = 100_000;
const PARTITIONS = SHARED_TOPICS.marketTicks.partitions;
/** Kite's maximum rate per instrument. */
const TICKS_A_SECOND = 2;

/** On demand in ap-south-1 (Mumbai), US dollars for a million write request units of 1 KB. */
const DOLLARS_PER_MILLION_UNITS = 0.71;

const CASES = [
  { instruments: 50, batch: 1 },
  { instruments: 50, batch: 12 },
  { instruments: 2, batch: 100 },
  { instruments: 2, batch: 1_000 },
  { instruments: 500, batch: 100 },
  { instruments: 500, batch: 1_000 },
] as const;

const TICK_SIZE = fromRupees(0.05);

const FIRST_TOKEN = 1_000_001;
/** 09:15 in India on a Monday. */
const OPEN = Date.parse('2026-11-23T03:45:00.000Z');

/** Full batches of few instruments exceed any usual limit. Only writes are counted here. */
const NO_LIMITS = paperLimitsSeed({
  max_daily_loss: 1e11,
  max_open_exposure: 1e11,
  max_signal_age_ms: 3_600_000,
  max_price_age_ms: 3_600_000,
});

/** Momentum and mean reversion on every instrument, at their defaults. */
const seedOf = (instruments: number): readonly SeedItem[] => {
  const tokens = Array.from({ length: instruments }, (_, place) => FIRST_TOKEN + place);
  const strategy = (type: 'momentum' | 'mean_reversion') =>
    strategySeed({ id: type, type, instruments: tokens, parameters: { quantity: 1 } });
  return [
    ...tokens.map((instrument_token) =>
      instrumentSeed({
        instrument_token,
        tradingsymbol: `BENCH${instrument_token}`,
        exchange: 'NSE',
        segment: 'NSE',
        tick_size: 0.05,
        lot_size: 1,
      }),
    ),
    strategy('momentum'),
    strategy('mean_reversion'),
    NO_LIMITS,
  ];
};

/** Ticks of a feed in full mode: each has a book. */
function* ticksOf(instruments: number): Generator<MarketTick, never> {
  const random = randomFrom(`bench/${instruments}`);
  const prices = Array.from({ length: instruments }, () => 500 + 3_000 * random.next());
  const books = prices.map((_, which) => new OrderBook(randomFrom(`bench/${which}`), 2_000, TICK_SIZE));
  for (let place = 0; ; place += 1) {
    const which = place % instruments;
    const price = (prices[which] ?? 1_000) * (1 + 0.000_2 * random.bell());
    prices[which] = price;
    const last = toTick(fromRupees(price), TICK_SIZE);
    const depth = books[which]?.around(last);
    const timestamp = new Date(
      OPEN + Math.floor((place * 1_000) / (TICKS_A_SECOND * instruments)),
    ).toISOString();
    yield {
      instrument_token: FIRST_TOKEN + which,
      last_price: toRupees(last),
      timestamp,
      last_trade_time: timestamp,
      ...(depth !== undefined && { depth }),
    };
  }
}

interface Cost {
  readonly name: string;
  readonly total: Written;
  readonly purposes: ReadonlyMap<string, Written>;
}

const measure = async ({ instruments, batch }: (typeof CASES)[number]): Promise<Cost> => {
  const meter = new WriteMeter();
  const pipeline = new KernelPipeline(seedOf(instruments), meter, batch);
  const ticks = ticksOf(instruments);
  // Enough ticks at once for a full batch on every partition of the instruments.
  const atOnce = batch * Math.min(PARTITIONS, instruments);
  for (let taken = 0; taken < TICKS; taken += atOnce) {
    await pipeline.take(Array.from({ length: atOnce }, () => ticks.next().value));
  }
  return {
    name: `${instruments} instruments, batches of ${batch}`,
    total: meter.total(),
    purposes: meter.purposes(),
  };
};

const perMillion = (count: number): number => (count * MILLION) / TICKS;
const dollars = (units: number): string =>
  `$${((perMillion(units) * DOLLARS_PER_MILLION_UNITS) / MILLION).toFixed(4)}`;

const row = (name: string, { puts, bytes, units }: Written): readonly string[] => [
  name,
  ...[perMillion(puts), perMillion(bytes) / 1_000, perMillion(units)].map((value) =>
    figure(Math.round(value)),
  ),
  dollars(units),
];

export const dynamoCost: Benchmark = {
  name: 'dynamo-cost',
  title: '(e) DynamoDB writes for a million ticks',

  async run({ say }): Promise<Findings> {
    const costs: Cost[] = [];
    for (const one of CASES) {
      say(`  ${one.instruments} instruments, batches of ${one.batch} ...`);
      costs.push(await measure(one));
    }
    return {
      verdicts: [],
      lines: [
        ...tableLines([
          ['per million ticks', 'writes', 'KB', 'write units', 'price'],
          ...costs.flatMap(({ name, total, purposes }) => [
            row(name, total),
            ...[...purposes].map(([purpose, written]) => row(`  ${purpose}`, written)),
          ]),
        ]),
        `  Counted over ${TICKS.toLocaleString('en')} ticks in memory; price on demand in ap-south-1, $${DOLLARS_PER_MILLION_UNITS} for a million units.`,
        '  price-recorder gathers ticks for its window of market time, in batches of at most 1,000.',
        '  Momentum and mean reversion at their defaults run on every instrument; ticks are on 4 partitions.',
        `  One idempotency record for each of a million ticks would be ${dollars(2 * TICKS)} (two writes).`,
      ],
    };
  },
};
