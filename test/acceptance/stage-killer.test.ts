import { describe, expect, it } from 'vitest';
import { tickRecord } from '../../shared/market/tick-record.ts';
import { tick } from '../support/records.ts';
import type { PlannedKill } from './kill-plan.ts';
import { StageKiller } from './stage-killer.ts';

const kill = (at: number, change: Partial<PlannedKill> = {}): PlannedKill => ({
  tick: at,
  afterMs: 0,
  againAfterMs: undefined,
  ...change,
});

const TICK = tickRecord(tick());

/** A process that only logs. If `slow`, a start with a signal lasts until it is killed. */
const cloudOf = (log: string[], slow = false) => ({
  killStages: async () => {
    log.push('kill');
  },
  restartStages: async (signal?: AbortSignal) => {
    log.push('start');
    if (!slow || signal === undefined) return;
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('killed')));
    });
  },
});

const killerOf = (plan: readonly PlannedKill[], log: string[], slow = false) =>
  new StageKiller({
    cloud: cloudOf(log, slow),
    plan,
    behind: async () => 'risk 1',
    onKill: (_, done) => log.push(`done ${done}`),
  });

describe('StageKiller', () => {
  it('kills and restarts at the planned ticks, and sends all ticks', async () => {
    const log: string[] = [];
    const killer = killerOf([kill(2), kill(3)], log);
    const send = killer.aroundSend(async (records) => {
      for (const _ of records) log.push('tick');
    });

    for (const _ of [1, 2, 3, 4]) await send([TICK]);
    const kills = await killer.finished();

    expect(kills.map(({ planned }) => planned.tick)).toEqual([2, 3]);
    expect(kills.every(({ behind }) => behind === 'risk 1')).toBe(true);
    expect(log.filter((entry) => entry === 'tick')).toHaveLength(4);
    expect(log.filter((entry) => entry !== 'tick')).toEqual([
      'kill',
      'start',
      'done 1',
      'kill',
      'start',
      'done 2',
    ]);
  });

  it('kills several times in a batch with several of the ticks', async () => {
    const log: string[] = [];
    const killer = killerOf([kill(1), kill(2)], log);

    await killer.aroundSend(async () => undefined)([TICK, TICK, TICK]);
    await killer.finished();

    expect(log).toEqual(['kill', 'start', 'done 1', 'kill', 'start', 'done 2']);
  });

  it('waits until the process works before it kills it', async () => {
    const log: string[] = [];
    const killer = new StageKiller({
      cloud: cloudOf(log),
      plan: [kill(1)],
      atWork: async () => {
        log.push('at work');
      },
      behind: async () => '',
      onKill: () => undefined,
    });

    await killer.aroundSend(async () => undefined)([TICK]);
    await killer.finished();

    expect(log).toEqual(['at work', 'kill', 'start']);
  });

  it('kills a restart too, and then restarts again', async () => {
    const log: string[] = [];
    const killer = killerOf([kill(1, { againAfterMs: 1 })], log, true);

    await killer.aroundSend(async () => undefined)([TICK]);
    const [only] = await killer.finished();

    expect(only?.duringStart).toBe(true);
    expect(killer.count).toBe(2);
    expect(log).toEqual(['kill', 'start', 'start', 'done 2']);
  });

  it('accepts a restart that was faster than the second kill', async () => {
    const log: string[] = [];
    const killer = killerOf([kill(1, { againAfterMs: 60_000 })], log);

    await killer.aroundSend(async () => undefined)([TICK]);
    const [only] = await killer.finished();

    expect(only?.duringStart).toBe(false);
    expect(log).toEqual(['kill', 'start', 'done 1']);
  });

  it('fails if the process does not restart', async () => {
    const killer = new StageKiller({
      cloud: {
        killStages: async () => undefined,
        restartStages: async () => {
          throw new Error('no port is free');
        },
      },
      plan: [kill(1)],
      behind: async () => '',
      onKill: () => undefined,
    });

    await killer.aroundSend(async () => undefined)([TICK]);

    await expect(killer.failed).rejects.toThrow('no port is free');
    await expect(killer.finished()).rejects.toThrow('no port is free');
  });
});
