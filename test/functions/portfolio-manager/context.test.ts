import { describe, expect, it } from 'vitest';
import { bookOf } from '../../../functions/portfolio-manager/book.ts';
import { loadPortfolioContext } from '../../../functions/portfolio-manager/context.ts';
import { portfolioManager } from '../../../functions/portfolio-manager/stage.ts';
import { valuation } from '../../../functions/portfolio-manager/valuation.ts';
import { riskManager } from '../../../functions/risk-manager/stage.ts';
import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { decodeEvent } from '../../../shared/events/decode.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import type { OrderFilled } from '../../../shared/events/types.ts';
import { encodeCheckpoint } from '../../../shared/kernel/checkpoint.ts';
import { DEFAULT_LIMITS } from '../../../shared/kernel/limits.ts';
import { readStageState } from '../../../shared/kernel/stage-state.ts';
import { accountBookIn } from '../../../shared/market/account-book.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';
import { endsOf } from '../../../shared/market/order-effects.ts';
import { readLastPrices } from '../../../shared/market/read-last-prices.ts';
import { ZERO } from '../../../shared/money.ts';
import type { TableReader } from '../../../shared/ports/table-reader.ts';
import { kernelIn, type World, world } from '../../support/kernel.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { MemoryStore } from '../../support/memory/memory-store.ts';
import { putPrice } from '../../support/prices.ts';
import { kafkaEvent, record } from '../../support/records.ts';
import { AT, BANKNIFTY, failed, fill, filled, NIFTY } from './fixtures.ts';

const quote = (w: World, instrument_token: number, last_price: number, at: number) =>
  putPrice(w.tables, instrument_token, { price: last_price, at });

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

const OPTION: Instrument = {
  ...{ instrument_token: NIFTY, tradingsymbol: 'NIFTY26APR22000CE', exchange: 'NFO', segment: 'NFO-OPT' },
  ...{ tick_size: 0.05, lot_size: 65 },
};

const sources = (tables: TableReader) => ({
  tables,
  lastPrices: readLastPrices(tables),
  stageState: readStageState(tables),
  clock: new ManualClock(AT),
});

const stateAfter = (...fills: readonly OrderFilled[]) => {
  const state = stage.initial();
  for (const data of fills) stage.reduce(state, filled(data), { quotes: new Map() });
  return state;
};

describe("the portfolio's context", () => {
  it('reads the prices of open positions and of the batch, also after a cold start', async () => {
    const w = world();
    const loadContext = loadPortfolioContext('paper', sources(w.tables));
    await kernelIn(w, stage, { loadContext }).handle(batch([fill(1)], 0));
    quote(w, NIFTY, 107, AT + 4_000);

    const cold = kernelIn(w, stage, { loadContext });
    await cold.handle(batch([fill(2, { instrument_token: BANKNIFTY, at: AT + 5_000 })], 1));

    const snapshots = w.log.read(topicsFor('paper').pnlSnapshots.name);
    expect(decodeEvent(snapshots.at(-1)?.value ?? null).data).toMatchObject({ unrealized_pnl: 70 });
  });

  it('reads no price of a flat position', async () => {
    const w = world();
    const loadContext = loadPortfolioContext('paper', sources(w.tables));
    const state = stateAfter(fill(1), fill(2, { signal_type: 'SELL', fill_price: 101 }));
    quote(w, NIFTY, 107, AT + 4_000);

    const context = await loadContext([filled(fill(3, { instrument_token: BANKNIFTY }))], state);

    expect(context.quotes.size).toBe(0);
  });

  it('lets fills wait while its checkpoint is full of effects that risk has not taken, and none is lost', async () => {
    const w = world();
    const tables = new MemoryTables();
    const store = new MemoryStore(tables);
    const loadContext = loadPortfolioContext('paper', sources(tables));
    const limits = { ...DEFAULT_LIMITS, checkpointBytes: 4_000 };
    const kernel = kernelIn(w, stage, { store, loadContext, limits });
    let taken = 0;
    const takeAll = async () => {
      for (; taken < 300; taken += 1) {
        const { failures } = await kernel.handle(
          batch([fill(taken, { fees: taken / 7, at: AT + taken })], taken),
        );
        if (failures[0] !== undefined) return failures[0].error;
      }
      return undefined;
    };

    expect(await takeAll()).toMatchObject({ code: 'STATE_TOO_LARGE' });
    const waiting = taken;
    const book = accountBookIn(stage.name, await readStageState(tables)('paper.portfolio-manager'));
    const risk = riskManager('paper');
    const body = encodeCheckpoint({
      ...{
        epoch: 1,
        positions: {},
        origins: {},
        partitionCounts: {},
        givenUp: {},
        outboxes: {},
        turn: undefined,
      },
      state: risk.codec.encode({ ...risk.initial(), taken: endsOf(book.effects) }),
    });
    tables.put('checkpoints', { checkpoint_id: `${risk.name}#0`, body });
    await takeAll();

    expect(taken).toBeGreaterThan(waiting);
    const after = accountBookIn(stage.name, await readStageState(tables)('paper.portfolio-manager'));
    expect(endsOf(after.effects).fills.count).toBe(taken);
  });

  it('reads nothing for a batch without fills', async () => {
    const w = world();
    quote(w, NIFTY, 107, AT);

    const context = await loadPortfolioContext('paper', sources(w.tables))([failed()], stateAfter(fill(1)));

    expect(context.quotes.size).toBe(0);
  });

  it('values no position at a price of another contract of its token', async () => {
    const w = world();
    quote(w, NIFTY, 900, AT + 4_000);
    w.tables.put('instruments', { ...OPTION, tradingsymbol: 'NIFTY26JUN24000CE', expiry: '2026-06-30' });
    const load = loadPortfolioContext('paper', sources(w.tables));
    const held = stateAfter(fill(1, { contract: 'NFO:NIFTY26APR22000CE' }));

    const { quotes } = await load([filled(fill(2, { instrument_token: BANKNIFTY }))], held);

    expect(valuation(bookOf(held), quotes).account.unrealized).toBe(ZERO);
  });

  it('values no position at a price after the expiry of its contract', async () => {
    const w = world();
    quote(w, NIFTY, 900, AT + 4_000);
    w.tables.put('instruments', { ...OPTION, expiry: '2026-04-28' });
    const load = loadPortfolioContext('paper', sources(w.tables));

    const { quotes } = await load([filled(fill(1))], stateAfter());

    expect(quotes.size).toBe(0);
  });

  it('reads last prices for each batch, and instruments once a minute', async () => {
    const w = world();
    const tables: string[] = [];
    const getMany: TableReader['getMany'] = (table, keys) => {
      tables.push(table);
      return w.tables.getMany(table, keys);
    };
    const get: TableReader['get'] = (table, key) => {
      tables.push(table);
      return w.tables.get(table, key);
    };
    const refuse = () => Promise.reject(new Error('reads more than last prices'));
    const reader = { getMany, get, query: refuse, page: refuse, scan: refuse };
    const load = loadPortfolioContext('paper', sources(reader));

    for (const instrument_token of [NIFTY, BANKNIFTY]) {
      w.tables.put('instruments', { ...OPTION, instrument_token });
    }
    for (const _ of [1, 2]) {
      await load([filled(fill(2, { instrument_token: BANKNIFTY }))], stateAfter(fill(1)));
    }

    expect(tables.toSorted()).toEqual(['checkpoints', 'checkpoints', 'instrument-master', 'instruments']);
  });
});
