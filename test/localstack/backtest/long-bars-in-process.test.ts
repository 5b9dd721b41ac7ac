import { describe, expect, it } from 'vitest';
import { replayInProcess } from '../../../localstack/backtest/in-process-replay.ts';
import { ReplayNotes } from '../../../localstack/backtest/replay-notes.ts';
import { warningLines } from '../../../localstack/backtest/warnings.ts';
import { ticksOfRows } from '../../../localstack/market-data/bar-ticks.ts';
import type { Bar, MarketRow } from '../../../localstack/market-data/market-row.ts';
import { MINUTE_MS } from '../../../shared/market/ist.ts';
import { PAPER, RELIANCE, seedOf, ticksAt } from './fixtures.ts';

const at = (time: string): number => Date.parse(`${time}:00.000+05:30`);

const CLOSE = at('2026-05-05T15:30');

/** Bars of one day. */
const barsOf = (minutes: number): readonly Bar[] => {
  const bars: Bar[] = [];
  for (let start = at('2026-05-05T09:15'); start < CLOSE; start += minutes * MINUTE_MS) {
    const end = Math.min(start + minutes * MINUTE_MS, CLOSE);
    const price = 1_000 + bars.length;
    bars.push({
      ...{ instrument_token: RELIANCE, start, end, open: price, high: price + 1, low: price - 1 },
      close: price + 0.5,
    });
  }
  return bars;
};

/** The strategy decides once, after more than half of the rows. */
const replay = async (given: readonly MarketRow[]) => {
  const notes = new ReplayNotes(() => true);
  const rows = async function* () {
    yield given;
  };
  const { result, log, market } = await replayInProcess({
    ...{ source: ticksOfRows(rows()), seed: seedOf(Math.ceil(given.length * 0.6)), orderLatencyMs: 250 },
    onEvent: (event) => notes.event(event),
  });
  const fills = log.events(PAPER.ordersFilled.name).map((text) => JSON.parse(text).data);
  const warnings = warningLines({ notes, market, waitingOrders: 0, yearsWithoutCalendar: [] });
  return { result, fills, warnings };
};

describe('a replay of bars without a price near the broker’s square-off', () => {
  it.each([15, 30, 60])('closes intraday shares at the last price of bars of %i minutes', async (minutes) => {
    const { result, fills, warnings } = await replay(barsOf(minutes));

    expect(fills.at(-1)).toMatchObject({
      cause: 'square_off',
      market_price_timestamp: '2026-05-05T09:59:59.000Z',
    });
    expect(result.positions).toMatchObject([{ quantity: 0 }]);
    expect(warnings).toEqual([]);
  });

  it('says that a position was kept over night without any price before the close', async () => {
    const { result, warnings } = await replay(ticksAt([100, 101, 102, 103, 104]));

    expect(result.positions).toMatchObject([{ quantity: 10 }]);
    expect(warnings).toEqual([
      '1 intraday positions found no price before the close, and were kept over night',
    ]);
  });
});
