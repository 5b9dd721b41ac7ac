import { describe, expect, it } from 'vitest';
import { loadPortfolioContext } from '../../../functions/portfolio-manager/context.ts';
import { portfolioManager } from '../../../functions/portfolio-manager/stage.ts';
import { decodeEvent } from '../../../shared/events/decode.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import type { OrderFilled } from '../../../shared/events/types.ts';
import { kernelIn, type World, world } from '../../support/kernel.ts';
import { kafkaEvent, record } from '../../support/records.ts';
import { AT, BANKNIFTY, failed, fill, filled, NIFTY } from './fixtures.ts';

const quote = (w: World, instrument_token: number, last_price: number, at: number) =>
  w.tables.put('last-prices', {
    instrument_token,
    last_price,
    timestamp: new Date(at).toISOString(),
    timestamp_ms: at,
  });

const stage = portfolioManager('paper');

const batch = (fills: readonly OrderFilled[], offset: number) =>
  kafkaEvent(
    fills.map((data, n) =>
      record({
        topic: topicsFor('paper').ordersFilled.name,
        offset: offset + n,
        value: Buffer.from(JSON.stringify(filled(data))),
      }),
    ),
  );

describe("the portfolio's context", () => {
  it('has the prices of what is open beside those of the batch, also after a cold start', async () => {
    const w = world();
    const loadContext = loadPortfolioContext({ tables: w.tables, broker: 'paper' });
    await kernelIn(w, stage, { loadContext }).handle(batch([fill(1)], 0));
    quote(w, NIFTY, 107, AT + 4_000);

    const cold = kernelIn(w, stage, { loadContext });
    await cold.handle(batch([fill(2, { instrument_token: BANKNIFTY, at: AT + 5_000 })], 1));

    const snapshots = w.log.read(topicsFor('paper').pnlSnapshots.name);
    expect(decodeEvent(snapshots.at(-1)?.value ?? null).data).toMatchObject({ unrealized_pnl: 70 });
  });

  it('reads no price of a position that is flat', async () => {
    const w = world();
    const loadContext = loadPortfolioContext({ tables: w.tables, broker: 'paper' });
    await kernelIn(w, stage, { loadContext }).handle(
      batch([fill(1), fill(2, { signal_type: 'SELL', fill_price: 101 })], 0),
    );
    quote(w, NIFTY, 107, AT + 4_000);

    const context = await loadContext([filled(fill(3, { instrument_token: BANKNIFTY }))]);

    expect(context.quotes.size).toBe(0);
  });

  it('reads nothing for a batch without fills', async () => {
    const w = world();
    quote(w, NIFTY, 107, AT);

    const context = await loadPortfolioContext({ tables: w.tables, broker: 'paper' })([failed()]);

    expect(context.quotes.size).toBe(0);
  });

  it('says so where the account cannot be read, and reads the prices of the batch', async () => {
    const bad: string[] = [];
    const w = world();
    w.tables.put('positions', { broker: 'paper', position_id: 'account', kind: 'account', positions: 'ten' });
    quote(w, NIFTY, 107, AT);
    const load = loadPortfolioContext({
      tables: w.tables,
      broker: 'paper',
      onBadItem: (table, key) => bad.push(`${table}/${key}`),
    });

    const context = await load([filled(fill(3))]);

    expect([...context.quotes.keys()]).toEqual([NIFTY]);
    expect(bad).toEqual(['positions/account']);
  });
});
