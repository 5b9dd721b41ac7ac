import { portfolioManager } from '../../functions/portfolio-manager/stage.ts';
import { MemoryTables } from '../../localstack/backtest/memory-tables.ts';
import type { Broker } from '../../shared/events/brokers.ts';
import type { OrderFilled } from '../../shared/events/types.ts';
import { paperTrace, writeJournal } from './journal.ts';

/** One fill: of which strategy, in what, how much, when. */
export type FillChange = Partial<OrderFilled>;

/** The positions table and the journal as the stages have written them after fills, in that order. */
export const portfolioAfter = (fills: readonly FillChange[], broker: Broker = 'paper'): MemoryTables => {
  const tables = new MemoryTables();
  const stage = portfolioManager(broker);
  const state = stage.initial();
  for (const [n, change] of fills.entries()) {
    const ts = change.timestamp ?? '2026-03-02T04:00:00.000Z';
    const trace = paperTrace(ts, {
      ...(change.strategy_id !== undefined && { strategy_id: change.strategy_id }),
      ...(change.instrument_token !== undefined && { instrument_token: change.instrument_token }),
    });
    // Filled at what the market said, unless told otherwise.
    const market_price = change.fill_price ?? trace.fill.data.fill_price;
    const data = {
      ...trace.fill.data,
      fill_id: `fill-${n}`,
      market_price,
      market_price_timestamp: ts,
      ...change,
    };
    const fill = { ...trace.fill, data };
    for (const emit of stage.reduce(state, fill, { quotes: new Map() })) {
      if (emit.kind === 'projection') tables.apply([emit]);
      else if (emit.kind === 'event' && emit.type === 'pnl_snapshot') {
        writeJournal(tables, [{ ...trace.snapshot, data: emit.data }]);
      }
    }
  }
  return tables;
};
