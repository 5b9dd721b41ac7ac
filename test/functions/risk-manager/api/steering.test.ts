import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { riskManagerRoutes } from '../../../../functions/risk-manager/api/routes.ts';
import { loadRiskContext } from '../../../../functions/risk-manager/context.ts';
import { initialState } from '../../../../functions/risk-manager/state.ts';
import { TransientError } from '../../../../shared/errors.ts';
import type { EventOf } from '../../../../shared/events/envelope.ts';
import { readStageState } from '../../../../shared/kernel/stage-state.ts';
import { readLastPrices } from '../../../../shared/market/read-last-prices.ts';
import type { TableReader } from '../../../../shared/ports/table-reader.ts';
import { putPrice } from '../../../support/prices.ts';
import { AccountDriver } from '../account-driver.ts';
import { fillEvent, instrument, lastPrice, NIFTY, NOON, signalEvent } from '../fixtures.ts';
import { account } from './account.ts';

const SECOND = 1_000;

/** The risk manager on the very tables that the API changes. */
const desk = () => {
  const { ask, tables, put } = account();
  const time = { now: NOON };
  const clock = { now: () => time.now };
  const reach = { fails: false };
  const guarded: TableReader = {
    get: (...args) => tables.get(...args),
    getMany: (...args) => tables.getMany(...args),
    query: (...args) =>
      reach.fails
        ? Promise.reject(new TransientError('DYNAMODB_FAILED', 'DynamoDB: query controls: timeout'))
        : tables.query(...args),
    page: (...args) => tables.page(...args),
    scan: (...args) => tables.scan(...args),
  };
  const lastPrices = readLastPrices(tables);
  const stageState = readStageState(tables);
  const driver = new AccountDriver({ roundTrip: true });
  const begin = () =>
    loadRiskContext({
      tables: guarded,
      lastPrices,
      stageState,
      clock,
      marketClock: clock,
      broker: 'paper',
    });
  let load = begin();
  tables.put('instruments', instrument());
  return {
    ask,
    put,
    time,
    reach,
    driver,
    restart: () => {
      load = begin();
    },
    judge: async (event: EventOf<'trading_signal'>): Promise<string> => {
      putPrice(tables, NIFTY, lastPrice(100, time.now));
      const code = driver.judge(event, await load([event], initialState()));
      for (const item of driver.lossItems) tables.put('daily-losses', item);
      return code;
    },
  };
};

let signals = 0;
const order = (at: number, signal_type: 'BUY' | 'SELL', quantity = 10) => {
  signals += 1;
  return signalEvent(`steering ${signals}`, at, { signal_type, quantity });
};

/** A desk that holds ten units. */
const holding = async () => {
  const made = desk();
  const entry = order(NOON, 'BUY');
  expect(await made.judge(entry)).toBe('VALIDATED');
  made.driver.take(fillEvent(entry));
  made.time.now += 5 * SECOND;
  return made;
};

const engage = { body: { reason: 'drill' } };

describe('an engaged kill switch', () => {
  it('rejects every entry a second later, lets reductions pass, and entries again after its release', async () => {
    const { ask, judge, time } = await holding();
    await ask('engageKillSwitch', engage);
    time.now += SECOND;

    expect(await judge(order(time.now, 'BUY'))).toBe('KILL_SWITCH');
    expect(await judge(order(time.now, 'SELL', 20))).toBe('KILL_SWITCH');
    expect(await judge(order(time.now, 'SELL', 4))).toBe('VALIDATED');

    await ask('releaseKillSwitch', { body: { reason: 'over' }, version: 1 });
    time.now += 2 * SECOND;
    expect(await judge(order(time.now, 'BUY'))).toBe('VALIDATED');
  });

  it('says in the verdict why it was engaged', async () => {
    const { ask, time, driver, judge } = await holding();
    await ask('engageKillSwitch', engage);
    time.now += SECOND;

    await judge(order(time.now, 'BUY'));

    expect(driver.emitted.at(-1)).toMatchObject({
      data: {
        risk_checks: expect.arrayContaining([{ rule: 'KILL_SWITCH', passed: false, detail: 'drill' }]),
      },
    });
  });

  it('stays engaged when the risk manager restarts', async () => {
    const { ask, judge, time, restart } = await holding();
    await ask('engageKillSwitch', engage);

    restart();

    expect(await judge(order(time.now, 'BUY'))).toBe('KILL_SWITCH');
  });

  it('is engaged while Kafka is down, with its event pending in the item', async () => {
    const { tables, ask, kafka } = account();
    kafka.down = true;
    await ask('engageKillSwitch', engage);
    const clock = { now: () => NOON };

    const { controls } = await loadRiskContext({
      tables,
      lastPrices: readLastPrices(tables),
      stageState: readStageState(tables),
      clock,
      marketClock: clock,
      broker: 'paper',
    })([], initialState());

    expect(tables.peek('controls', { broker: 'paper', control: 'kill_switch' })).toHaveProperty(
      'pending_events',
    );
    expect(controls.killSwitch).toEqual({ engaged: true, reason: 'drill' });
  });
});

describe('where the controls cannot be read', () => {
  it('nothing is decided: the batch waits, and goes on when they can', async () => {
    const { judge, reach, time, driver } = await holding();
    const before = driver.emitted.length;
    time.now += SECOND;
    reach.fails = true;

    await expect(judge(order(time.now, 'BUY'))).rejects.toThrow(TransientError);
    expect(driver.emitted).toHaveLength(before);

    reach.fails = false;
    expect(await judge(order(time.now, 'BUY'))).toBe('VALIDATED');
  });

  it('the API says that it cannot say', async () => {
    const { services, ask } = account();
    const fails = () => Promise.reject(new TransientError('DYNAMODB_FAILED', 'down'));
    Object.assign(services.tables, { query: fails });

    await expect(ask('getKillSwitch')).rejects.toThrow(TransientError);
  });
});

describe('limits and releases', () => {
  it('hold for signals a second later', async () => {
    const { ask, judge, time } = desk();
    await ask('setLimits', { body: { max_position_size: 5 }, version: 0 });
    time.now += SECOND;

    expect(await judge(order(time.now, 'BUY', 6))).toBe('MAX_POSITION_SIZE');
    expect(await judge(order(time.now, 'BUY', 5))).toBe('VALIDATED');
  });

  it('let an account trade again whose daily loss was latched, by the name that its owner is shown', async () => {
    const { ask, judge, time, driver } = desk();
    await ask('setLimits', { body: { max_daily_loss: 50 }, version: 0 });
    const entry = order(time.now, 'BUY');
    await judge(entry);
    driver.take(fillEvent(entry, { fees: 60 }));
    time.now += 5 * SECOND;
    expect(await judge(order(time.now, 'BUY'))).toBe('MAX_DAILY_LOSS');

    time.now += 1;
    const shown = z.object({ latch_id: z.string() }).parse((await ask('getDailyLoss')).body);
    await ask('releaseDailyLoss', { body: { ...shown, reason: 'seen' }, now: time.now });
    time.now += 2 * SECOND;

    expect(await judge(order(time.now, 'BUY'))).toBe('VALIDATED');
    expect((await ask('getDailyLoss')).body).toMatchObject({ latched: false, latch_id: null });
    await expect(ask('releaseDailyLoss', { body: { ...shown, reason: 'again' } })).rejects.toMatchObject({
      problem: 'LATCH_MISMATCH',
    });
  });
});

describe('the routes of risk', () => {
  it('need a login, but for the one that stops with a token, and count what they change', () => {
    for (const route of riskManagerRoutes) {
      expect(route.access).toBe(route.operation === 'stop' ? 'public' : 'session');
      expect(route.writes).toBe(route.method !== 'GET');
    }
  });
});
