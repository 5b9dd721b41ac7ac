import { describe, expect, it } from 'vitest';
import { ReplaySummary } from '../../../localstack/backtest/replay-summary.ts';
import { summarizeRecords } from '../../../localstack/backtest/summarize-records.ts';
import { createEvent } from '../../../shared/events/create.ts';
import { ALPHA_PANDA, uuidV5 } from '../../../shared/events/ids.ts';
import { deadLetterTopic, LAMBDA_FAILURES, topicsFor } from '../../../shared/events/topics.ts';
import { deadLetterOf } from '../../../shared/kernel/dead-letter.ts';
import type { KafkaRecord } from '../../../shared/ports/record.ts';
import { kafkaEvent, record } from '../../support/records.ts';

const RAW = topicsFor('paper').signalsRaw;
const AT = '2022-06-16T04:00:00.000Z';

const signal = (name: string) =>
  createEvent(
    RAW,
    'trading_signal',
    { strategy_id: 'momentum-1', instrument_token: 256265, signal_type: 'BUY', quantity: 1, timestamp: AT },
    { id: uuidV5(ALPHA_PANDA, name), ts: AT, source: 'strategy-runner' },
  );

const recordOf = (value: unknown, offset = 0): KafkaRecord =>
  record({ topic: RAW.name, offset, value: Buffer.from(JSON.stringify(value)) });

/** A dead letter as it stands on its topic. */
const letterOf = (refused: KafkaRecord, stage: string, origin: string): KafkaRecord => {
  const { headers, value, key } = deadLetterOf(refused, stage, new Error('no'), origin);
  return record({
    topic: deadLetterTopic(RAW.name),
    key: Buffer.from(key ?? ''),
    value: Buffer.from(value ?? ''),
    headers: headers.map(([name, bytes]) => [name, Buffer.from(bytes)] as const),
  });
};

const hearing = () => {
  const summary = new ReplaySummary();
  const heard: [id: string, isNew: boolean][] = [];
  return {
    summary,
    heard,
    hear: summarizeRecords(summary, (_, event, isNew) => heard.push([event.id, isNew])),
  };
};

describe('summarizeRecords', () => {
  it('counts an event once, and reports its repeat as not new', () => {
    const { summary, heard, hear } = hearing();
    const { id } = signal('a');

    hear(recordOf(signal('a'), 0));
    hear(recordOf(signal('a'), 1));

    expect(summary.progress().signals).toBe(1);
    expect(heard).toEqual([
      [id, true],
      [id, false],
    ]);
  });

  it('passes over what no stage accepts: bytes, and an event of the other broker', () => {
    const { summary, heard, hear } = hearing();

    hear(record({ topic: RAW.name, value: Buffer.from('nonsense') }));
    hear(recordOf({ ...signal('a'), broker: 'zerodha' }));

    expect(heard).toEqual([]);
    expect(summary.progress().signals).toBe(0);
  });

  it('counts the dead letters of each stage once, however often they were published', () => {
    const { summary, hear } = hearing();
    const refused = recordOf('nonsense');

    hear(letterOf(refused, 'paper.risk-manager', 'paper.risk-manager/t-0@1.0#0'));
    hear(letterOf(refused, 'paper.risk-manager', 'paper.risk-manager/t-0@1.0#0'));
    hear(letterOf(refused, 'paper.journal', 'paper.journal/t-0@1.0#0'));

    expect(summary.result(new Map()).dead_letters).toEqual({ [`${RAW.name} STAGE_THREW`]: 2 });
  });

  it('counts each record that Lambda gave up', () => {
    const { summary, hear } = hearing();
    const message = {
      condition: 'RetriesExhausted',
      payload: kafkaEvent([record({ topic: RAW.name })]),
    };
    const given = { topic: LAMBDA_FAILURES.name, value: Buffer.from(JSON.stringify(message)) };

    hear(record({ ...given, offset: 4 }));
    hear(record({ ...given, offset: 5 }));
    hear(record({ topic: LAMBDA_FAILURES.name, offset: 6, value: Buffer.from('{}') }));

    expect(summary.result(new Map()).dead_letters).toEqual({
      [`${RAW.name} GIVEN_UP_BY_LAMBDA`]: 2,
      'lambda.failures GIVEN_UP_BY_LAMBDA': 1,
    });
  });
});
