import { describe, expect, it } from 'vitest';
import { paperTradingEngine } from '../../../functions/paper-trading-engine/stage.ts';
import { createEvent } from '../../../shared/events/create.ts';
import { ALPHA_PANDA, uuidV5 } from '../../../shared/events/ids.ts';
import { deadLetterTopic, topicsFor } from '../../../shared/events/topics.ts';
import type { KafkaRecord } from '../../../shared/ports/record.ts';
import { kernelIn, world } from '../../support/kernel.ts';
import { kafkaEvent, record } from '../../support/records.ts';
import { AT, CONTROLS, INSTRUMENT, validated } from './fixtures.ts';

const TOPICS = topicsFor('paper');

const event = createEvent(
  TOPICS.signalsValidated,
  'validated_signal',
  validated({ price: 20_000, quantity: 65, wanted: 130 }),
  { id: uuidV5(ALPHA_PANDA, 'validated'), ts: new Date(AT).toISOString(), source: 'paper.risk-manager' },
);

const recordOf = (value: unknown): KafkaRecord =>
  record({ topic: TOPICS.signalsValidated.name, key: null, value: Buffer.from(JSON.stringify(value)) });

/** What the engine publishes for one record, by topic. */
const published = async (value: unknown) => {
  const memory = world();
  const engine = kernelIn(memory, paperTradingEngine({ slippageBasisPoints: 2, maxPriceAgeMs: 15_000 }), {
    loadContext: async () => ({
      instruments: new Map([[INSTRUMENT.instrument_token, INSTRUMENT]]),
      quotes: new Map(),
      now: AT,
      controls: CONTROLS,
    }),
  });
  await engine.handle(kafkaEvent([recordOf(value)]));
  const read = (topic: string) => memory.log.read(topic).map((one) => String(one.value));
  return {
    fills: read(TOPICS.ordersFilled.name).map((text) => JSON.parse(text)),
    failures: read(TOPICS.ordersFailed.name),
    letters: read(deadLetterTopic(TOPICS.signalsValidated.name)),
  };
};

/** The strategy and the instrument of a validated signal stand in `original_signal`, not beside it. */
describe('original_signal of a validated signal', () => {
  it('gives the fill its strategy and instrument; the quantity is the validated one', async () => {
    const { fills } = await published(event);

    expect(fills).toHaveLength(1);
    expect(fills[0].data).toMatchObject({
      strategy_id: event.data.original_signal.strategy_id,
      instrument_token: event.data.original_signal.instrument_token,
      quantity: 65,
    });
  });

  it('becomes a dead letter when it is missing', async () => {
    const { original_signal: _, ...data } = event.data;

    const { fills, failures, letters } = await published({ ...event, data });

    expect([fills, failures]).toEqual([[], []]);
    expect(letters).toEqual([JSON.stringify({ ...event, data })]);
  });

  it('becomes a dead letter when its fields stand at the top level', async () => {
    const { original_signal, ...rest } = event.data;
    const flat = { ...event, data: { ...rest, ...original_signal } };

    const { fills, failures, letters } = await published(flat);

    expect([fills, failures]).toEqual([[], []]);
    expect(letters).toEqual([JSON.stringify(flat)]);
  });
});
