import { describe, expect, it } from 'vitest';
import { replayInProcess } from '../../../localstack/backtest/in-process-replay.ts';
import {
  instrumentSeed,
  paperLimitsSeed,
  type SeedItem,
  strategySeed,
} from '../../../localstack/dev/seed/seed-item.ts';
import { timedTick } from '../../../localstack/market-data/timed-tick.ts';
import { PAPER, RELIANCE, seedOf } from './fixtures.ts';

const INFY = 408_065;

const at = (time: string): number => Date.parse(`${time}:00.000+05:30`);
const tick = (time: string, instrument_token: number, last_price: number) =>
  timedTick(at(time), { instrument_token, last_price });

/** INFY is bought on the 5th, and opens at half of its price on the 6th. RELIANCE gives signals all the time. */
const TICKS = [
  tick('2026-05-05T10:00', RELIANCE, 1_000),
  tick('2026-05-05T10:01', INFY, 1_964),
  tick('2026-05-05T10:02', INFY, 1_964),
  tick('2026-05-06T09:15', RELIANCE, 1_000),
  tick('2026-05-06T09:16', RELIANCE, 1_000),
  tick('2026-05-06T09:17', INFY, 977),
  tick('2026-05-06T09:18', RELIANCE, 1_000),
  tick('2026-05-06T09:19', RELIANCE, 1_000),
];

const SEED: readonly SeedItem[] = [
  ...seedOf(1),
  instrumentSeed({
    instrument_token: INFY,
    tradingsymbol: 'INFY',
    exchange: 'NSE',
    segment: 'NSE',
    tick_size: 0.05,
    lot_size: 1,
  }),
  strategySeed({
    id: 'buys',
    type: 'low_frequency',
    instruments: [INFY],
    parameters: { every_ticks: 2, quantity: 1_000 },
  }),
  paperLimitsSeed({
    max_position_size: 5_000,
    max_order_notional: 3_000_000,
    max_open_exposure: 10_000_000,
    max_daily_loss: 50_000,
  }),
];

const BONUS: SeedItem = {
  table: 'corporate-actions',
  item: { contract: 'NSE:INFY', ex_date: '2026-05-06', kind: 'bonus', old_units: 1, new_units: 2 },
};

const replay = (...more: readonly SeedItem[]) =>
  replayInProcess({ source: [TICKS], seed: [...SEED, ...more] });
const eventsOn = ({ log }: Awaited<ReturnType<typeof replay>>, topic: string) =>
  log.events(topic).map((text) => JSON.parse(text));

describe('a replay over the ex date of a 1:1 bonus', () => {
  it('doubles the units at the same cost, so the account loses only what the price lost', async () => {
    const run = await replay(BONUS);

    const bought = eventsOn(run, PAPER.ordersFilled.name).find(({ data }) => data.instrument_token === INFY);
    const held = run.result.positions.find(({ position }) => position === `buys:${INFY}`);
    expect(held).toMatchObject({ quantity: 2_000 });
    expect(run.result.unrealized_pnl).toBeCloseTo(2_000 * 977 - 1_000 * bought.data.fill_price, 4);
    expect(run.result.other_events).toEqual({ position_adjusted: 1 });
  });

  it('latches no loss, before and after the first price of the day', async () => {
    const run = await replay(BONUS);

    const rejected = eventsOn(run, PAPER.signalsRejected.name);
    expect(rejected.filter(({ data }) => data.rejection_reason === 'MAX_DAILY_LOSS')).toEqual([]);
    expect(run.result.dead_letters).toEqual({});
  });

  it('is the same in a second run', async () => {
    const [once, again] = await Promise.all([replay(BONUS), replay(BONUS)]);

    expect(again.result).toEqual(once.result);
    for (const topic of once.log.topics()) expect(again.log.digest(topic)).toBe(once.log.digest(topic));
  });
});

describe('a replay over a bonus that no one has told', () => {
  /** INFY falls by half over night, and another strategy wants to buy. */
  const ticks = [
    ...TICKS.slice(0, 3),
    tick('2026-05-06T09:15', INFY, 977),
    tick('2026-05-06T09:17', RELIANCE, 1_000),
    tick('2026-05-06T09:18', RELIANCE, 1_000),
  ];
  const buyer = strategySeed({
    id: 'late',
    type: 'low_frequency',
    instruments: [INFY],
    parameters: { every_ticks: 3, quantity: 10 },
  });
  const untold = (...more: readonly SeedItem[]) =>
    replayInProcess({ source: [ticks], seed: [...SEED, buyer, ...more] });
  const sold = () =>
    replayInProcess({ source: [[...ticks, tick('2026-05-06T09:19', INFY, 977)]], seed: SEED });
  const verdictsOn = (run: Awaited<ReturnType<typeof untold>>, topic: string, strategy: string) =>
    eventsOn(run, topic).filter(
      ({ ts, data }) => ts > '2026-05-06' && data.original_signal?.strategy_id === strategy,
    );

  it('lets the position be sold', async () => {
    const run = await sold();

    expect(verdictsOn(run, PAPER.signalsValidated.name, 'buys')).toHaveLength(1);
  });

  it('holds entries and says why, and latches no loss', async () => {
    const run = await untold();

    const [held] = verdictsOn(run, PAPER.signalsRejected.name, 'late');
    expect(held.data.rejection_reason).toBe('PRICE_BAND');
    expect(JSON.stringify(held.data.risk_checks)).toContain(
      'NSE:INFY opened at 977 on 2026-05-06 after 1964',
    );
    expect(run.result.signals.rejected).not.toHaveProperty('MAX_DAILY_LOSS');
  });

  it('takes entries again where a user says that the price fell by itself', async () => {
    const run = await untold({
      table: 'corporate-actions',
      item: { contract: 'NSE:INFY', ex_date: '2026-05-06', kind: 'no_action' },
    });

    expect(run.result.signals.rejected).not.toHaveProperty('PRICE_BAND');
    // Half of the position's value is then a loss.
    expect(run.result.signals.rejected).toHaveProperty('MAX_DAILY_LOSS');
  });
});

describe('a replay over the ex date of a consolidation of 2 shares into 1', () => {
  it('latches no loss while the newest price is still that of the day before', async () => {
    const run = await replay({
      table: 'corporate-actions',
      item: { contract: 'NSE:INFY', ex_date: '2026-05-06', kind: 'split', old_units: 2, new_units: 1 },
    });

    const losses = eventsOn(run, PAPER.signalsRejected.name).filter(
      ({ ts, data }) => ts < '2026-05-06T03:47:00.000Z' && data.rejection_reason === 'MAX_DAILY_LOSS',
    );
    expect(losses).toEqual([]);
  });
});
