import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toolDynamo } from '../../localstack/dev/init/endpoints.ts';
import { LOCAL_TABLE_PREFIX } from '../../localstack/local-only/stage.ts';
import { dynamoTableReader } from '../../shared/dynamo/table-reader.ts';
import { createEvent } from '../../shared/events/create.ts';
import { decodeEvent } from '../../shared/events/decode.ts';
import { ALPHA_PANDA, uuidV5 } from '../../shared/events/ids.ts';
import { deadLetterTopic, topicsFor } from '../../shared/events/topics.ts';
import { readLastPrices } from '../../shared/market/read-last-prices.ts';
import { eventually } from '../support/eventually.ts';
import { letterItem, redriveCommand } from '../support/redrives.ts';
import {
  type CloudUnderTest,
  type LiveMarket,
  openLiveMarket,
  startCloudUnderTest,
} from './support/cloud.ts';
import { smallMarket, smallMarketItems, TOKENS } from './support/small-market.ts';

const { signalsValidated, ordersFilled, ordersFailed } = topicsFor('paper');
const [TOKEN = 0] = TOKENS;

/** A minute of market time. At most five seconds are allowed between a signal and its order. */
const MINUTE = smallMarket(180);
const [FIRST] = MINUTE;
const LAST_AT = MINUTE.findLast(({ tick }) => tick.instrument_token === TOKEN)?.at ?? Number.NaN;

/** An entry that risk validated at the first tick, and that has waited since. */
const oldSignal = (price: number) => {
  const timestamp = FIRST?.tick.timestamp ?? '';
  const id = uuidV5(ALPHA_PANDA, randomUUID());
  return createEvent(
    signalsValidated,
    'validated_signal',
    {
      original_signal: {
        strategy_id: 'waited-1',
        instrument_token: TOKEN,
        signal_type: 'BUY',
        quantity: 10,
        price,
        timestamp,
      },
      validated_quantity: 10,
      validated_price: price,
      risk_checks: [],
      timestamp,
    },
    { id, ts: timestamp, source: 'paper.risk-manager' },
  );
};

/** The outcome of a signal's order. */
const outcomeIn = ({ heard }: LiveMarket, signalId: string): string | undefined => {
  for (const { value } of heard) {
    const { type, data } = decodeEvent(value);
    if (type === 'order_failed' && data.signal_id === signalId) return data.reason;
    if (type === 'order_filled' && data.signal_id === signalId) return 'filled';
  }
  return undefined;
};

describe('a validated signal that waited, all functions behind Kafka', () => {
  let under: CloudUnderTest;
  let market: LiveMarket;

  const killSwitch = (engaged: boolean) =>
    under.put([{ table: 'controls', item: { broker: 'paper', control: 'kill_switch', engaged } }]);
  const outcomeOf = (signalId: string) =>
    eventually(`the outcome of ${signalId}`, () => outcomeIn(market, signalId));
  const priceOf = FIRST?.tick.last_price ?? 0;

  beforeAll(async () => {
    under = await startCloudUnderTest(smallMarketItems());
    market = await openLiveMarket(under.cloud, [ordersFilled.name, ordersFailed.name]);
    await market.send(MINUTE);
    const dynamo = toolDynamo(under.cloud.endpoints);
    const tables = dynamoTableReader(dynamo, LOCAL_TABLE_PREFIX);
    await eventually('the price of a minute later', async () => {
      const price = (await readLastPrices(tables)([TOKEN])).get(TOKEN);
      return price !== undefined && price.at >= LAST_AT ? price : undefined;
    });
    dynamo.destroy();
  });
  afterAll(async () => {
    await market?.stop();
    await under?.stop();
  });

  it('is refused with KILL_SWITCH when it is put on the topic while trading is stopped', async () => {
    const signal = oldSignal(priceOf);
    await killSwitch(true);

    await market.put(signalsValidated.name, JSON.stringify(signal));

    expect(await outcomeOf(signal.id)).toBe('KILL_SWITCH');
  });

  it('is refused with KILL_SWITCH when a redrive brings it back while trading is stopped', async () => {
    const signal = oldSignal(priceOf);
    const offset = 900_000;
    await killSwitch(true);
    const letter = letterItem(offset, {
      topic: signalsValidated.name,
      stage: 'paper.trading-engine',
      dead_letter_topic: deadLetterTopic(signalsValidated.name),
      key: Buffer.from(signal.key),
      value: Buffer.from(JSON.stringify(signal)),
    });
    await under.put([{ table: 'dead-letters', item: letter }]);
    const command = redriveCommand(signalsValidated.name, String(letter.dead_letter_id));

    await market.put(command.topic, command.value);

    expect(await outcomeOf(signal.id)).toBe('KILL_SWITCH');
  });

  it('is refused with STALE_SIGNAL when trading goes on', async () => {
    const signal = oldSignal(priceOf);
    await killSwitch(false);

    await market.put(signalsValidated.name, JSON.stringify(signal));

    expect(await outcomeOf(signal.id)).toBe('STALE_SIGNAL');
  });
});
