import { describe, expect, it } from 'vitest';
import { deadLetterName, parseDeadLetter, redrivable } from '../../../shared/dead-letters/dead-letter.ts';
import { redriveRecordKey } from '../../../shared/dead-letters/redrive-record.ts';
import { deadLetterTopic, topicsFor } from '../../../shared/events/topics.ts';

const TOPIC = topicsFor('paper').ordersFilled.name;

const letter = (attributes: Readonly<Record<string, unknown>> = {}) => {
  const parsed = parseDeadLetter({
    topic: TOPIC,
    dead_letter_id: '00000@0000000000000007',
    reason: 'REDUCER_FAILED',
    stage: 'paper.portfolio-manager',
    original_partition: 0,
    original_offset: 41,
    dead_letter_topic: deadLetterTopic(TOPIC),
    dead_letter_partition: 0,
    dead_letter_offset: 7,
    dead_letter_timestamp: 1,
    ...attributes,
  } as never);
  if (parsed === undefined) throw new Error('not a dead letter');
  return parsed;
};

describe('a dead letter', () => {
  it('goes back to the stage that gave it up', () => {
    expect(redrivable(letter())).toEqual({ stage: 'paper.portfolio-manager' });
  });

  it.each([
    ['BYTES_OMITTED', { value_omitted: true, record_bytes: 500_000 }],
    ['RECORD_UNKNOWN', { function_arn: 'arn:aws:lambda:x', original_offset: undefined }],
    ['STAGE_UNKNOWN', { stage: 'zerodha.portfolio-manager' }],
    ['STAGE_UNKNOWN', { stage: undefined }],
    ['DUPLICATE_ID', { reason: 'DUPLICATE_ID' }],
  ])('is refused with %s', (code, attributes) => {
    expect(redrivable(letter(attributes))).toMatchObject({ code });
  });

  it('is named by its topic and its place among the dead letters', () => {
    expect(deadLetterName(letter())).toBe(`${TOPIC}/00000@0000000000000007`);
  });
});

describe('the key of a mark', () => {
  it('is that of the record and the stage, so that two letters of one record share it', () => {
    const again = letter({ dead_letter_id: '00000@0000000000000009' });

    expect(redriveRecordKey(letter())).toEqual(redriveRecordKey(again));
    expect(redriveRecordKey(letter()).dead_letter_id).toBe('paper.portfolio-manager/0@41');
  });

  it('is that of the letter where the letter does not know its stage', () => {
    expect(redriveRecordKey(letter({ stage: undefined })).dead_letter_id).toBe('00000@0000000000000007');
  });
});
