import { describe, expect, it } from 'vitest';
import { PoisonError, TransientError } from '../../../shared/errors.ts';
import { childOf, createEvent } from '../../../shared/events/create.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { ALPHA_PANDA, uuidV5 } from '../../../shared/events/ids.ts';
import { formatOrigin, ORIGIN_HEADER } from '../../../shared/events/origin.ts';
import { SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import { foreignEntry, trailedPublisher, trailOf } from '../../../shared/kernel/trail.ts';
import type { KafkaRecord, OutgoingRecord } from '../../../shared/ports/record.ts';
import { kernelIn, trailIn, type World, world } from '../../support/kernel.ts';
import { killAtEveryCall } from '../../support/killed-environment.ts';
import { kafkaEvent, record, SESSION_OPEN, tick, tickEvent, tickRecords } from '../../support/records.ts';
import { counterStage, sumStage } from '../../support/stages.ts';

const RAW = topicsFor('paper').signalsRaw;
const RUNNER = 'strategy-runner';

const signalData = (quantity: number) =>
  ({
    strategy_id: 'outside',
    instrument_token: 256265,
    signal_type: 'BUY',
    quantity,
    timestamp: new Date(SESSION_OPEN).toISOString(),
  }) as const;

/** A signal that no stage has emitted. */
const foreign = (number: number): Envelope =>
  createEvent(RAW, 'trading_signal', signalData(number), {
    id: uuidV5(ALPHA_PANDA, `foreign ${number}`),
    ts: new Date(SESSION_OPEN + number).toISOString(),
    source: 'outside',
  });

const onRaw = (event: Envelope, offset: number, headers: KafkaRecord['headers'] = []): KafkaRecord =>
  record({ topic: RAW.name, offset, value: Buffer.from(JSON.stringify(event)), headers });

const trailIds = async (w: World): Promise<readonly string[]> =>
  (await w.tables.scan('journal')).map(({ event_id }) => String(event_id)).toSorted();

const publishedIds = (w: World): readonly string[] =>
  [...new Set(w.log.read(RAW.name).map(({ value }) => String(JSON.parse(String(value)).id)))].toSorted();

describe('the trail under kill -9', () => {
  it('has each emitted event once, killed at each call', async () => {
    const records = tickRecords(8);

    const calls = await killAtEveryCall(counterStage, records, async (w, where) => {
      const ids = await trailIds(w);
      expect(ids, where).toHaveLength(4);
      expect(ids, where).toEqual(publishedIds(w));
    });

    expect(calls).toBeGreaterThan(5);
  });

  it('has each taken event of another producer once, killed at each call', async () => {
    const events = [1, 2, 3, 4].map(foreign);
    const records = events.map((event, offset) => onRaw(event, offset));

    const calls = await killAtEveryCall(sumStage, records, async (w, where) => {
      expect(await trailIds(w), where).toEqual(events.map(({ id }) => id as string).toSorted());
    });

    expect(calls).toBeGreaterThan(3);
  });

  it('has the foreign event before the checkpoint that skips it', async () => {
    const w = world();
    const order: string[] = [];
    const kernel = kernelIn(w, sumStage(), {
      store: {
        load: (id) => w.store.load(id),
        save: (id, next) => {
          order.push('save');
          return w.store.save(id, next);
        },
      },
      trail: {
        write: async () => {
          await Promise.resolve();
          order.push('trail');
        },
      },
    });

    await kernel.handle(kafkaEvent([onRaw(foreign(1), 0)]));

    expect(order).toEqual(['trail', 'save']);
  });
});

describe('a trail that cannot be written', () => {
  const down = { write: () => Promise.reject(new TransientError('DYNAMODB_FAILED', 'not now')) };

  it('returns the records, and the next environment writes the entries of the saved outbox', async () => {
    const w = world();
    const batch = kafkaEvent(tickRecords(4));

    const { response } = await kernelIn(w, counterStage(), { trail: down }).handle(batch);
    expect(response.batchItemFailures).toHaveLength(4);
    expect(await trailIds(w)).toEqual([]);

    const { response: second, report } = await kernelIn(w, counterStage()).handle(batch);
    expect(second.batchItemFailures).toEqual([]);
    expect(report).toMatchObject({ republished: 1, duplicates: 4 });
    expect(await trailIds(w)).toEqual(publishedIds(w));
  });

  it('does not count an outbox as published in the environment that saved it', async () => {
    const w = world();
    const state = { isDown: true };
    const trail = trailIn(w.tables);
    const kernel = kernelIn(w, counterStage(), {
      trail: { write: (entries) => (state.isDown ? down.write() : trail.write(entries)) },
    });

    await kernel.handle(kafkaEvent(tickRecords(2)));
    state.isDown = false;
    await kernel.handle(kafkaEvent(tickRecords(2, 2)));

    expect(await trailIds(w)).toEqual(publishedIds(w));
    expect(publishedIds(w)).toHaveLength(2);
  });

  it('takes no event of another producer', async () => {
    const w = world();

    const { response } = await kernelIn(w, sumStage(), { trail: down }).handle(
      kafkaEvent([onRaw(foreign(1), 0)]),
    );

    expect(response.batchItemFailures).toHaveLength(1);
    expect(await w.store.load('sum#0')).toBeUndefined();
  });
});

describe('the entries of taken records', () => {
  it('include an event that the stage then refuses', async () => {
    const w = world();
    const stage = {
      ...sumStage(),
      reduce: () => {
        throw new PoisonError('DUPLICATE_ID', 'known with other content');
      },
    };

    const { report } = await kernelIn(w, stage).handle(kafkaEvent([onRaw(foreign(1), 0)]));

    expect(report.poison).toBe(1);
    expect(await trailIds(w)).toEqual([foreign(1).id]);
  });

  it('do not include a record that is not an event, nor a tick', async () => {
    const w = world();
    await kernelIn(w, sumStage()).handle(
      kafkaEvent([record({ topic: RAW.name, value: Buffer.from('no event') })]),
    );
    await kernelIn(w, counterStage()).handle(kafkaEvent(tickRecords(1)));

    expect(await trailIds(w)).toEqual([]);
  });

  const cause = tickEvent(tick());
  const emitted = childOf(cause, RUNNER, 2, RAW, 'trading_signal', signalData(1));
  const originOf = (change: Partial<Parameters<typeof formatOrigin>[0]> = {}): KafkaRecord['headers'] => {
    const origin = { upstream: `${RUNNER}/market.ticks-0`, epoch: 1, offset: 7, index: 2, ...change };
    return [[ORIGIN_HEADER, Buffer.from(formatOrigin(origin))]];
  };

  it.each<readonly [string, Envelope, KafkaRecord['headers'], boolean]>([
    ['an emission of a stage', emitted, originOf(), false],
    ['an emission without its origin', emitted, [], true],
    ['a forged id beside a copied origin', { ...emitted, id: foreign(1).id }, originOf(), true],
    ['an id of another emission of the record', emitted, originOf({ index: 1 }), true],
    ['an origin of another stage', emitted, originOf({ upstream: 'paper.risk-manager/x-0' }), true],
    [
      'a stage that does not write the topic',
      childOf(cause, 'paper.risk-manager', 2, RAW, 'trading_signal', signalData(1)),
      originOf({ upstream: 'paper.risk-manager/paper.signals.raw-0' }),
      true,
    ],
    ['an event without a cause', { ...emitted, causation_id: null }, originOf(), true],
  ])('tell a stage from a copy: %s', (_, event, headers, isForeign) => {
    const entry = foreignEntry(onRaw(event, 0, headers), event);

    expect(entry).toEqual(isForeign ? { topic: RAW.name, event } : undefined);
  });
});

describe('entries of records to publish', () => {
  it('are the valid events of event topics, without ticks and dead letters', () => {
    const event = foreign(1);
    const outgoing = (topic: string, value: string): OutgoingRecord => ({
      topic,
      key: null,
      value,
      headers: [],
    });
    const text = JSON.stringify(event);

    expect(
      trailOf([
        outgoing(RAW.name, text),
        outgoing(`${RAW.name}.dlq`, text),
        outgoing(topicsFor('paper').ordersFilled.name, text),
        outgoing(topicsFor('zerodha').signalsRaw.name, text),
        outgoing(RAW.name, 'no event'),
        outgoing(SHARED_TOPICS.marketTicks.name, JSON.stringify(tickEvent(tick()))),
      ]),
    ).toEqual([{ topic: RAW.name, event }]);
  });
});

describe('a publisher with a trail', () => {
  const event = foreign(1);
  const records = [{ topic: RAW.name, key: null, value: JSON.stringify(event), headers: [] }];

  it('brings an event to Kafka and to the trail', async () => {
    const w = world();

    await trailedPublisher(w.log, trailIn(w.tables)).publish(records);

    expect(publishedIds(w)).toEqual([event.id]);
    expect(await trailIds(w)).toEqual([event.id]);
  });

  it.each(['Kafka', 'the trail'])('fails if %s fails', async (what) => {
    const w = world();
    const fails = () => Promise.reject(new TransientError('DOWN', `${what} is down`));
    const publisher = trailedPublisher(
      what === 'Kafka' ? { publish: fails } : w.log,
      what === 'Kafka' ? trailIn(w.tables) : { write: fails },
    );

    await expect(publisher.publish(records)).rejects.toThrow(`${what} is down`);
  });
});
