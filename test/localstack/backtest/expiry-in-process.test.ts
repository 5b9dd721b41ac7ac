import { describe, expect, it } from 'vitest';
import { replayInProcess } from '../../../localstack/backtest/in-process-replay.ts';
import { instrumentSeed, paperLimitsSeed, strategySeed } from '../../../localstack/dev/seed/seed-item.ts';
import { timedTick } from '../../../localstack/market-data/timed-tick.ts';
import { PAPER } from './fixtures.ts';

const INDEX = 256_265;
const OPTION = 12_345;

const at = (time: string): number => Date.parse(`${time}:00.000+05:30`);
const tick = (time: string, instrument_token: number, last_price: number) =>
  timedTick(at(time), { instrument_token, last_price });

const SEED = [
  instrumentSeed({
    instrument_token: OPTION,
    tradingsymbol: 'NIFTY2650524500CE',
    exchange: 'NFO',
    segment: 'NFO-OPT',
    tick_size: 0.05,
    lot_size: 65,
    expiry: '2026-05-05',
    strike: 24_500,
    option_type: 'CE',
    underlying: 'NIFTY',
    underlying_token: INDEX,
  }),
  strategySeed({
    id: 'buys',
    type: 'low_frequency',
    instruments: [OPTION],
    parameters: { every_ticks: 2, quantity: 65 },
  }),
  paperLimitsSeed({ max_position_size: 65 }),
];

/** One option is bought at ₹100 on the day of its expiry, and the index closes here. */
const replay = async (index: number, more: readonly ReturnType<typeof tick>[] = []) => {
  const ticks = [
    tick('2026-05-05T10:00', INDEX, 24_400),
    tick('2026-05-05T10:01', OPTION, 100),
    tick('2026-05-05T10:02', OPTION, 100),
    tick('2026-05-05T15:29', INDEX, index),
    ...more,
  ];
  return replayInProcess({ source: [ticks], seed: SEED });
};

const fillsIn = ({ log }: Awaited<ReturnType<typeof replay>>) =>
  log.events(PAPER.ordersFilled.name).map((text) => JSON.parse(text).data);

describe('a replay of a day on which an option expires', () => {
  it('settles one that is worth nothing: the premium is lost', async () => {
    const run = await replay(24_400);

    expect(fillsIn(run)).toMatchObject([
      { signal_type: 'BUY', quantity: 65 },
      { signal_type: 'SELL', quantity: 65, fill_price: 0, cause: 'expiry' },
    ]);
    const [bought] = fillsIn(run);
    const { fees, realized_pnl, unrealized_pnl, positions } = run.result;
    expect(positions).toMatchObject([{ quantity: 0 }]);
    expect(realized_pnl).toBeCloseTo(-65 * bought.fill_price - fees, 4);
    expect(unrealized_pnl).toBe(0);
  });

  it('settles one in the money at its intrinsic value', async () => {
    expect(fillsIn(await replay(24_700)).at(-1)).toMatchObject({ fill_price: 200, cause: 'expiry' });
  });

  it('keeps the settlement where the token comes back as another contract', async () => {
    const run = await replay(24_400, [tick('2026-05-06T09:15', OPTION, 900)]);

    expect(run.result.positions).toMatchObject([{ position: `buys:${OPTION}`, quantity: 0 }]);
    expect(run.result.unrealized_pnl).toBe(0);
  });

  it('is the same in a second run', async () => {
    const [once, again] = await Promise.all([replay(24_700), replay(24_700)]);

    expect(again.result).toEqual(once.result);
    for (const topic of once.log.topics()) expect(again.log.digest(topic)).toBe(once.log.digest(topic));
  });
});
