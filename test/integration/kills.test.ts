import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences } from '../../localstack/backtest/event-log.ts';
import { replayInProcess } from '../../localstack/backtest/in-process-replay.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import { causedEvents } from '../acceptance/causes.ts';
import { planKills } from '../acceptance/kill-plan.ts';
import { replayKilled } from '../acceptance/killed-replay.ts';
import { type CloudUnderTest, startCloudUnderTest } from './support/cloud.ts';
import { smallMarket, smallMarketItems } from './support/small-market.ts';

const KILLS = 3;
const SEED = process.env.SEED ?? 'integration';

describe('killed functions', () => {
  let under: CloudUnderTest;

  beforeAll(async () => {
    under = await startCloudUnderTest(smallMarketItems());
  });
  afterAll(() => under?.stop());

  it(`emit the same as undisturbed ones, after ${KILLS} kills in a lockstep replay`, async () => {
    const ticks = smallMarket(90);
    const undisturbed = await replayInProcess({ source: [ticks], seed: smallMarketItems() });
    const signals = causedEvents(ticks, undisturbed.log, topicsFor('paper').signalsRaw.name);
    const plan = planKills({
      seed: SEED,
      kills: KILLS,
      ticks: ticks.length,
      busy: signals.map(({ tick }) => tick),
      longestMs: 60,
    });

    const { outcome, kills, checks } = await replayKilled(under.cloud, {
      ticks,
      pace: { kind: 'lockstep' },
      plan,
      undisturbed,
    });

    expect(kills).toHaveLength(KILLS);
    expect(checks.filter(({ problems }) => problems.length > 0)).toEqual([]);
    expect(differences(undisturbed.log, outcome.log)).toEqual([]);
    expect(outcome.result).toEqual(undisturbed.result);
  });
});
