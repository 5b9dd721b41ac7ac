import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { replayThroughBroker } from '../../localstack/backtest/broker-replay.ts';
import { differences } from '../../localstack/backtest/event-log.ts';
import { type ReplayOutcome, replayInProcess } from '../../localstack/backtest/in-process-replay.ts';
import { paperLimitsSeed } from '../../localstack/dev/seed/seed-item.ts';
import { decodeEvent } from '../../shared/events/decode.ts';
import { deadLetterTopic, topicsFor } from '../../shared/events/topics.ts';
import { DEAD_LETTER_HEADERS } from '../../shared/kernel/dead-letter.ts';
import { headerOf, type KafkaRecord } from '../../shared/ports/record.ts';
import { freeRunningLimits } from '../acceptance/free-running.ts';
import { replayKilled } from '../acceptance/killed-replay.ts';
import { replayMalformed } from '../acceptance/malformed/malformed-replay.ts';
import { PAIRINGS, planMalformed } from '../acceptance/malformed/plan.ts';
import { eventually } from '../support/eventually.ts';
import { type CloudUnderTest, openLiveMarket, playUntil, startCloudUnderTest } from './support/cloud.ts';
import { LOW_FREQUENCY, lowFrequency, smallMarket, smallMarketItems } from './support/small-market.ts';

const PAPER = topicsFor('paper');
const ZERODHA = topicsFor('zerodha');
const SEED = process.env.SEED ?? 'integration';

const undisturbed = (ticks: ReturnType<typeof smallMarket>): Promise<ReplayOutcome> =>
  replayInProcess({ source: [ticks], seed: smallMarketItems() });

const eventsIn = (heard: readonly KafkaRecord[], topic: string) =>
  heard.filter((record) => record.topic === topic).map(({ value }) => decodeEvent(value));

describe('the pipeline, all functions behind Kafka', () => {
  let under: CloudUnderTest;

  beforeAll(async () => {
    under = await startCloudUnderTest(smallMarketItems());
  });
  afterAll(() => under?.stop());
  beforeEach(() => under.reset());

  it('emits in lockstep the same events, ids, fills and amounts as in one process', async () => {
    const ticks = smallMarket(90);
    const expected = await undisturbed(ticks);

    const { log, result } = await replayThroughBroker({
      endpoints: under.cloud.endpoints,
      source: [ticks],
      pace: { kind: 'lockstep' },
    });

    expect(result.fills).toBeGreaterThan(5);
    expect(differences(expected.log, log)).toEqual([]);
    expect(result).toEqual(expected.result);
  });

  it('makes every kind of malformed record a dead letter, byte for byte, and continues undisturbed', async () => {
    const ticks = smallMarket(90);
    const expected = await undisturbed(ticks);
    const plan = planMalformed({ seed: SEED, count: PAIRINGS.length, ticks, log: expected.log });

    const { outcome, verdicts, strays } = await replayMalformed(under.cloud, ticks, plan);

    expect(
      verdicts.flatMap(({ record, problems }) => problems.map((problem) => [record.kind.name, problem])),
    ).toEqual([]);
    expect(strays).toEqual([]);
    expect(differences(expected.log, outcome.log)).toEqual([]);
    expect({ ...outcome.result, dead_letters: {} }).toEqual(expected.result);
  });

  it('loses and doubles nothing at maximum pace', async () => {
    const ticks = smallMarket(600);
    const expected = await undisturbed(ticks);
    await under.put([freeRunningLimits()]);

    const { checks } = await replayKilled(under.cloud, {
      ticks,
      pace: { kind: 'max' },
      plan: [],
      undisturbed: expected,
    });
    await under.put([paperLimitsSeed({})]);

    expect(checks.filter(({ problems }) => problems.length > 0)).toEqual([]);
  });

  it('uses a changed strategy within seconds, without a restart', async () => {
    const market = await openLiveMarket(under.cloud, [PAPER.signalsRaw.name]);
    const ticks = smallMarket(900);
    const quantities = () =>
      eventsIn(market.heard, PAPER.signalsRaw.name).flatMap(({ data }) =>
        'strategy_id' in data && 'quantity' in data && data.strategy_id === LOW_FREQUENCY
          ? [data.quantity]
          : [],
      );
    try {
      await playUntil(market, ticks.slice(0, 300), 'a signal of the strategy as it was', () =>
        quantities().find((quantity) => quantity === 1),
      );
      await under.put([lowFrequency(7, 5, 2)]);

      const changed = await playUntil(market, ticks.slice(300), 'a signal of the changed strategy', () =>
        quantities().find((quantity) => quantity === 7),
      );

      expect(changed).toBe(7);
    } finally {
      await market.stop();
      await under.put([lowFrequency(1)]);
    }
  });

  it('rejects signals with KILL_SWITCH once the switch is engaged', async () => {
    const market = await openLiveMarket(under.cloud, [PAPER.signalsRejected.name, PAPER.ordersFilled.name]);
    const ticks = smallMarket(900);
    const killSwitch = (engaged: boolean) =>
      under.put([{ table: 'controls', item: { broker: 'paper', control: 'kill_switch', engaged } }]);
    try {
      await playUntil(
        market,
        ticks.slice(0, 300),
        'a fill',
        () => eventsIn(market.heard, PAPER.ordersFilled.name)[0],
      );
      await killSwitch(true);

      const reason = await playUntil(market, ticks.slice(300), 'a rejection', () =>
        eventsIn(market.heard, PAPER.signalsRejected.name)
          .map(({ data }) => ('rejection_reason' in data ? data.rejection_reason : undefined))
          .find((code) => code === 'KILL_SWITCH'),
      );

      expect(reason).toBe('KILL_SWITCH');
    } finally {
      await market.stop();
      await killSwitch(false);
    }
  });

  it('makes a paper event on a zerodha topic a dead letter of the function that reads there', async () => {
    const ticks = smallMarket(60);
    const { log } = await undisturbed(ticks);
    const [paperSignal = ''] = log.events(PAPER.signalsRaw.name);
    const letters = deadLetterTopic(ZERODHA.signalsRaw.name);
    const market = await openLiveMarket(under.cloud, [letters]);
    try {
      await market.put(ZERODHA.signalsRaw.name, paperSignal);

      const stages = await eventually('a dead letter of risk', () => {
        const heard = market.heard.map((letter) => String(headerOf(letter, DEAD_LETTER_HEADERS.stage)));
        return new Set(heard).size === 1 ? new Set(heard) : undefined;
      });

      expect(stages).toEqual(new Set(['zerodha.risk-manager']));
      expect(market.heard.map((letter) => String(headerOf(letter, DEAD_LETTER_HEADERS.reason)))).toContain(
        'WRONG_BROKER',
      );
    } finally {
      await market.stop();
    }
  });
});
